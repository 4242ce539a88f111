/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/address.h"

#include "core/base/error.h"
#include "core/plugin/refusal.h"
#include "plugins/webhook/encoders.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define KEY "url"

struct _Address
{
  char *server; /* scheme and authority */
  char *host;
  TocsinTemplate *target;
};

/* What cannot stand in an address is encoded as it is typed; fields are left for later. */
static char *
tidy (const char *text)
{
  g_autoptr (GString) tidied = g_string_new (*text == '/' ? NULL : "/");
  gboolean in_field = FALSE;

  for (const guchar *c = (const guchar *) text; *c != '\0'; c++)
    {
      in_field = *c == '{' || (in_field && *c != '}');
      if (in_field || *c == '}' || (*c > ' ' && *c < 0x7f && strchr ("\"<>\\^`|", *c) == NULL))
        g_string_append_c (tidied, (char) *c);
      else
        g_string_append_printf (tidied, "%%%02X", *c);
    }

  return g_string_free (g_steal_pointer (&tidied), FALSE);
}

static char *
decode_dots (const char *segment)
{
  g_auto (GStrv) upper = g_strsplit (segment, "%2E", -1);
  g_autofree char *once = g_strjoinv (".", upper);
  g_auto (GStrv) lower = g_strsplit (once, "%2e", -1);

  return g_strjoinv (".", lower);
}

static gboolean
is_climbing (const char *segment)
{
  g_autofree char *plain = decode_dots (segment);

  return g_str_equal (plain, ".") || g_str_equal (plain, "..");
}

/* Whether a segment of the path is one that a server would take for another folder. */
static gboolean
has_climbing (const char *target)
{
  g_autofree char *path = g_strndup (target, strcspn (target, "?"));
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);

  for (char **segment = segments; *segment != NULL; segment++)
    if (is_climbing (*segment))
      return TRUE;

  return FALSE;
}

static gboolean
read_target (Address *self, const char *text, GError **error)
{
  g_autofree char *tidied = tidy (text);

  if (strchr (text, '#') != NULL)
    return tocsin_refuse_key (error, KEY, _ ("what stands behind “#” is never sent to a server"));
  if (has_climbing (tidied))
    return tocsin_refuse_key (error, KEY, _ ("“.” and “..” in a path lead elsewhere: write where"));

  self->target = tocsin_template_new (tidied, TOCSIN_TEMPLATE_FLAGS_NONE, error);
  if (self->target == NULL)
    tocsin_error_translate (error, KEY);

  return self->target != NULL;
}

static gboolean
read_server (Address *self, const char *text, gsize length, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  self->server = g_strndup (text, length);
  if (strpbrk (self->server, "{}") != NULL)
    return tocsin_refuse_key (error, KEY,
                              _ ("a field can't say which server is meant: whoever writes the mail "
                                 "would choose it"));

  uri = g_uri_parse (self->server, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return tocsin_refuse_key (error, KEY, _ ("“%s” names no server"), self->server);
  self->host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return TRUE;
}

/**
 * address_new:
 * @text: "https://example.org/in?from={from.address}"
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the address.
 */
Address *
address_new (const char *text, GError **error)
{
  g_autoptr (Address) self = g_new0 (Address, 1);
  const char *authority = strstr (text, "://");
  gsize length;

  if (authority == NULL
      || !(g_str_has_prefix (text, "https://") || g_str_has_prefix (text, "http://")))
    {
      tocsin_refuse_key (error, KEY, _ ("an address begins with https:// or http://"));
      return NULL;
    }

  length = (gsize) (authority - text) + strlen ("://");
  length += strcspn (text + length, "/?#");
  if (!read_server (self, text, length, error) || !read_target (self, text + length, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * address_free:
 * @self: (transfer full): an address
 */
void
address_free (Address *self)
{
  g_free (self->server);
  g_free (self->host);
  g_clear_pointer (&self->target, tocsin_template_unref);
  g_free (self);
}

/**
 * address_get_server:
 * @self: an address
 *
 * Returns: (transfer none): "https://example.org"
 */
const char *
address_get_server (const Address *self)
{
  return self->server;
}

/**
 * address_says_local:
 * @self: an address
 *
 * Returns: whether it says itself that the server is near: by an address in numbers, or by a name
 *   that means nothing in the internet (RFC 6761, RFC 6762, RFC 8375).
 */
gboolean
address_says_local (const Address *self)
{
  static const char *const near[] = { ".localhost", ".local", ".internal", ".home.arpa", ".lan" };

  if (g_hostname_is_ip_address (self->host) || strchr (self->host, '.') == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (near); i++)
    if (g_str_has_suffix (self->host, near[i]))
      return TRUE;

  return FALSE;
}

/**
 * address_list_fields:
 * @self: an address
 * @fields: (element-type utf8 utf8): a set that gets the names of its fields
 */
void
address_list_fields (const Address *self, GHashTable *fields)
{
  tocsin_template_list_fields (self->target, fields);
}

/* A mail whose subject is ".." means no folder above. */
static char *
flatten (const char *target)
{
  gsize length = strcspn (target, "?");
  g_autofree char *path = g_strndup (target, length);
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);
  g_autofree char *flat = NULL;

  for (char **segment = segments; *segment != NULL; segment++)
    if (is_climbing (*segment))
      memset (*segment, '_', strlen (*segment));
  flat = g_strjoinv ("/", segments);

  return g_strconcat (flat, target + length, NULL);
}

/**
 * address_expand:
 * @self: an address
 * @data: an event's data
 *
 * Returns: (transfer full): path and query, percent-encoded.
 */
char *
address_expand (const Address *self, JsonObject *data)
{
  g_autofree char *target =
      tocsin_template_expand (self->target, data, NULL, encode_for_address, NULL);

  return flatten (target);
}
