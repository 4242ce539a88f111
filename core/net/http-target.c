/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-target.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* Bytes of an address that a person is shown: behind the path stand secrets, as a rule. */
#define MAX_SHOWN 100

#define FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE)

static int
port_of (GUri *uri)
{
  if (g_uri_get_port (uri) >= 0)
    return g_uri_get_port (uri);

  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static gboolean
is_same_origin (GUri *one, GUri *other)
{
  return g_str_equal (g_uri_get_scheme (one), g_uri_get_scheme (other))
         && g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0
         && port_of (one) == port_of (other);
}

static char *
refuse_elsewhere (const char *origin, GUri *uri, GError **error)
{
  g_autofree char *host = tocsin_text_escape (g_uri_get_host (uri), -1, MAX_SHOWN);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_REDIRECTED,
               _ ("%s leads on to %s://%s:%d; nothing is sent there"), origin,
               g_uri_get_scheme (uri), host, port_of (uri));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Somebody else would be shown what is meant for this server. "
                                      "Set the address it moved to, if you trust it."));
  return NULL;
}

static char *
refuse_unreadable (const char *origin, const char *url, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (url, -1, MAX_SHOWN);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("%s leads on to “%s”, which is no address"), origin, shown);
  return NULL;
}

/**
 * tocsin_http_target_find: (skip)
 * @origin: scheme, host and port of the server
 * @url: an address that it gave; without a scheme and a host it is one of its own
 * @error: `http.redirected`, `protocol.parse`
 *
 * Returns: (transfer full): path and query on @origin.
 */
char *
tocsin_http_target_find (const char *origin, const char *url, GError **error)
{
  g_autoptr (GUri) base = g_uri_parse (origin, FLAGS, NULL);
  g_autoptr (GUri) uri = g_uri_parse_relative (base, url, FLAGS, NULL);
  const char *path, *query;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0'
      || g_uri_get_userinfo (uri) != NULL)
    return refuse_unreadable (origin, url, error);
  if (!is_same_origin (base, uri))
    return refuse_elsewhere (origin, uri, error);

  path = g_uri_get_path (uri);
  query = g_uri_get_query (uri);

  return g_strconcat (*path != '/' ? "/" : "", path, query != NULL ? "?" : "", query, NULL);
}
