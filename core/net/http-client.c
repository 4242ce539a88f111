/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-client-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-session.h"
#include "core/net/http-talk.h"

struct _TocsinHttpClient
{
  GObject parent_instance;

  TocsinEndpoint *endpoint;
  TocsinSessionPool *pool;
  char *origin;
};

G_DEFINE_FINAL_TYPE (TocsinHttpClient, tocsin_http_client, G_TYPE_OBJECT)

static const TocsinEndpointDefaults anywhere = { TOCSIN_HTTP_ENDPOINT_DEFAULTS };

static const TocsinEndpointDefaults public_only = { TOCSIN_HTTP_ENDPOINT_DEFAULTS,
                                                    .public_only = TRUE };

static void
tocsin_http_client_finalize (GObject *object)
{
  TocsinHttpClient *self = TOCSIN_HTTP_CLIENT (object);

  g_clear_object (&self->pool);
  g_clear_object (&self->endpoint);
  g_free (self->origin);

  G_OBJECT_CLASS (tocsin_http_client_parent_class)->finalize (object);
}

static void
tocsin_http_client_class_init (TocsinHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_http_client_finalize;
}

static void
tocsin_http_client_init (TocsinHttpClient *self)
{
}

static gboolean
refuse_url (const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s", why);
  return FALSE;
}

static gboolean
check_uri (GUri *uri, GError **error)
{
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    return refuse_url (_ ("an address begins with https:// or http://"), error);
  if (g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0' || g_uri_get_port (uri) == 0)
    return refuse_url (_ ("the address names no server"), error);
  if (g_uri_get_userinfo (uri) != NULL)
    return refuse_url (_ ("an address is no place for a name and a password: they would stand in "
                          "the settings for all to read"),
                       error);

  return TRUE;
}

/* STARTTLS is for protocols that begin in plain text; here the address says what is spoken. */
static gboolean
check_mode (TocsinSnapshot *settings, const char *mode, GError **error)
{
  const char *wanted = tocsin_snapshot_has_key (settings, "encryption.mode")
                           ? tocsin_snapshot_get_string (settings, "encryption.mode")
                           : "auto";

  if (TOCSIN_IS_CONNECTION_SETTINGS (settings) || g_str_equal (wanted, "auto")
      || g_str_equal (wanted, mode))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("encryption.mode: “%s” is not available over HTTP: https:// or http:// in the "
                  "address decides"),
               wanted);
  return FALSE;
}

static TocsinConnectionSettings *
make_settings (TocsinSnapshot *settings, GUri *uri, GError **error)
{
  const char *mode = g_str_equal (g_uri_get_scheme (uri), "https") ? "implicit" : "none";
  gboolean timed =
      !TOCSIN_IS_CONNECTION_SETTINGS (settings) && tocsin_snapshot_has_key (settings, "timeout");
  g_autofree char *mode_text = g_strconcat ("encryption.mode=", mode, NULL);
  g_autofree char *address = g_strconcat ("address=", g_uri_get_host (uri), NULL);
  g_autofree char *port = g_strdup_printf ("port=%d", MAX (g_uri_get_port (uri), 0));
  g_autofree char *timeout =
      timed ? g_strdup_printf ("timeout=%u", tocsin_snapshot_get_uint (settings, "timeout")) : NULL;
  const char *const assignments[] = { mode_text, address, port, timeout, NULL };

  if (!check_mode (settings, mode, error))
    return NULL;

  return tocsin_connection_settings_new_from_part (settings, "http", assignments, error);
}

static char *
make_origin (TocsinEndpoint *endpoint)
{
  const char *host = tocsin_endpoint_get_host (endpoint);
  gboolean encrypted = tocsin_endpoint_get_encryption (endpoint) != TOCSIN_ENCRYPTION_NONE;
  guint16 port = tocsin_endpoint_get_port (endpoint);
  const char *scheme = encrypted ? "https" : "http";
  g_autofree char *place = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]" : "%s", host);

  if (port == (encrypted ? anywhere.tls_port : anywhere.plain_port))
    return g_strdup_printf ("%s://%s", scheme, place);

  return g_strdup_printf ("%s://%s:%u", scheme, place, port);
}

static TocsinHttpClient *
new_for (TocsinSnapshot *settings,
         const char *url,
         const TocsinEndpointDefaults *defaults,
         GError **error)
{
  g_autoptr (GUri) uri =
      g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autoptr (TocsinConnectionSettings) own = NULL;
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  TocsinHttpClient *self;

  if (!check_uri (uri, error) || (own = make_settings (settings, uri, error)) == NULL)
    return NULL;
  endpoint = tocsin_endpoint_new (own, defaults, error);
  if (endpoint == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_HTTP_CLIENT, NULL);
  self->pool = tocsin_session_pool_get_shared (endpoint, TOCSIN_TYPE_HTTP_SESSION);
  self->origin = make_origin (endpoint);
  self->endpoint = g_steal_pointer (&endpoint);

  return self;
}

/**
 * tocsin_http_client_new:
 * @settings: a connection, or an action with the groups `encryption` and `proxy` of one; its own
 *   `timeout`, if it has one, bounds connecting too
 * @url: an address of the server; only scheme, host and port matter
 * @flags: how to behave
 * @error: `config.invalid` or `config.not-supported`, naming the key
 *
 * Connects to nobody yet.
 *
 * Returns: (transfer full): the way to that server.
 */
TocsinHttpClient *
tocsin_http_client_new (TocsinSnapshot *settings,
                        const char *url,
                        TocsinHttpClientFlags flags,
                        GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_SNAPSHOT (settings) && url != NULL, NULL);

  return new_for (settings, url,
                  (flags & TOCSIN_HTTP_CLIENT_FLAGS_PUBLIC_ONLY) != 0 ? &public_only : &anywhere,
                  error);
}

/**
 * tocsin_http_client_new_for_service:
 * @settings: a connection
 * @defaults: what its protocol takes where the settings say nothing; made with
 *   %TOCSIN_HTTP_ENDPOINT_DEFAULTS
 * @url: an address of the server; only scheme, host and port matter
 * @error: `config.invalid`
 *
 * As tocsin_http_client_new() for a protocol above HTTP that has limits of its own.
 *
 * Returns: (transfer full): the way to that server.
 */
TocsinHttpClient *
tocsin_http_client_new_for_service (TocsinConnectionSettings *settings,
                                    const TocsinEndpointDefaults *defaults,
                                    const char *url,
                                    GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (settings) && defaults != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  return new_for (TOCSIN_SNAPSHOT (settings), url, defaults, error);
}

/**
 * tocsin_http_client_get_endpoint:
 * @self: a client
 *
 * Returns: (transfer none): where it leads.
 */
TocsinEndpoint *
tocsin_http_client_get_endpoint (TocsinHttpClient *self)
{
  g_return_val_if_fail (TOCSIN_IS_HTTP_CLIENT (self), NULL);

  return self->endpoint;
}

/**
 * tocsin_http_client_get_origin:
 * @self: a client
 *
 * Returns: (transfer none): scheme, host and port, "https://example.org:8443", which is all of an
 *   address that may be shown: the rest is often a secret.
 */
const char *
tocsin_http_client_get_origin (TocsinHttpClient *self)
{
  g_return_val_if_fail (TOCSIN_IS_HTTP_CLIENT (self), NULL);

  return self->origin;
}

/**
 * tocsin_http_client_get_pool: (skip)
 * @self: a client
 *
 * Returns: (transfer none): its connections.
 */
TocsinSessionPool *
tocsin_http_client_get_pool (TocsinHttpClient *self)
{
  return self->pool;
}

/**
 * tocsin_http_client_send: (skip)
 * @self: a client
 * @request: what to ask
 * @cancellable: (nullable): ends the wait
 * @error: `dns.*`, `net.*`, `proxy.*`, `tls.*`, `timeout.command`, `protocol.parse`, `config.*`,
 *   `secret.*`, `auth.plain-refused-without-tls`, `cancelled`, or what the request's sink or body
 *   failed with
 *
 * Asks and waits for the whole answer; blocks, on any thread but the main one. Any status is an
 * answer, a redirection too: see tocsin_http_reply_check(). Nothing is sent a second time unless
 * the request says that it may, or none of it had left.
 *
 * Returns: (transfer full): the answer.
 */
TocsinHttpReply *
tocsin_http_client_send (TocsinHttpClient *self,
                         TocsinHttpRequest *request,
                         GCancellable *cancellable,
                         GError **error)
{
  g_auto (TocsinHttpTalk) talk = { .whole = TRUE };

  g_return_val_if_fail (TOCSIN_IS_HTTP_CLIENT (self) && request != NULL, NULL);

  talk.client = self;
  talk.request = request;

  return tocsin_http_talk_ask (&talk, FALSE, cancellable, error);
}
