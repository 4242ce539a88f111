/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-account.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/access-token.h"
#include "core/net/http-gate.h"
#include "core/net/http-request-private.h"
#include "core/net/http-target.h"

#define UNAUTHORIZED 401
#define TOO_MANY_REQUESTS 429
#define SERVICE_UNAVAILABLE 503

/* Seconds for who says 429 and not for how long. */
#define USUAL_WAIT 10

struct _TocsinHttpAccount
{
  GObject parent_instance;

  TocsinConnectionSettings *settings;
  TocsinHttpClient *client;
  TocsinHttpGate *gate;
};

G_DEFINE_FINAL_TYPE (TocsinHttpAccount, tocsin_http_account, G_TYPE_OBJECT)

static void
tocsin_http_account_finalize (GObject *object)
{
  TocsinHttpAccount *self = TOCSIN_HTTP_ACCOUNT (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->client);
  g_clear_object (&self->gate);

  G_OBJECT_CLASS (tocsin_http_account_parent_class)->finalize (object);
}

static void
tocsin_http_account_class_init (TocsinHttpAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_http_account_finalize;
}

static void
tocsin_http_account_init (TocsinHttpAccount *self)
{
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Whatever is asked is somebody's mail. */
static gboolean
check_privacy (TocsinHttpAccount *self, GError **error)
{
  TocsinEndpoint *endpoint = tocsin_http_client_get_endpoint (self->client);
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (self->settings);

  if (tocsin_endpoint_get_encryption (endpoint) != TOCSIN_ENCRYPTION_NONE
      || is_loopback (tocsin_endpoint_get_host (endpoint))
      || tocsin_snapshot_get_boolean (settings, "encryption.allow-cleartext"))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
               _ ("%s: without encryption anybody in between could read and change all of it"),
               tocsin_http_client_get_origin (self->client));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Use an address with https://, or set "
                                      "encryption.allow-cleartext=true where nobody can listen."));
  return FALSE;
}

/* Who asks whom, as far as a server counts together what is asked. */
static TocsinHttpGate *
find_gate (TocsinHttpAccount *self)
{
  static const char *const keys[] = { "authentication.username", "authentication.mailbox",
                                      "authentication.client-id", "authentication.tenant-id" };
  g_autoptr (GString) key = g_string_new (tocsin_http_client_get_origin (self->client));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (key, "\n%s",
                            tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->settings), keys[i]));

  return tocsin_http_gate_get_shared (key->str);
}

/**
 * tocsin_http_account_new:
 * @settings: a connection
 * @defaults: what its protocol takes where the settings say nothing, and the scopes of its tokens;
 *   static data, made with %TOCSIN_HTTP_ENDPOINT_DEFAULTS
 * @url: an address of the service; only scheme, host and port matter. `encryption.mode` is not
 *   asked: the address says what is spoken
 * @error: `config.invalid`, `auth.plain-refused-without-tls` for http:// to another machine without
 *   `encryption.allow-cleartext`
 *
 * Connects to nobody yet.
 *
 * Returns: (transfer full): the account.
 */
TocsinHttpAccount *
tocsin_http_account_new (TocsinConnectionSettings *settings,
                         const TocsinEndpointDefaults *defaults,
                         const char *url,
                         GError **error)
{
  g_autoptr (TocsinHttpAccount) self = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (settings), NULL);
  g_return_val_if_fail (defaults != NULL && url != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_HTTP_ACCOUNT, NULL);
  self->settings = g_object_ref (settings);
  self->client = tocsin_http_client_new_for_service (settings, defaults, url, error);
  if (self->client == NULL || !check_privacy (self, error))
    return NULL;
  self->gate = find_gate (self);

  return g_steal_pointer (&self);
}

/**
 * tocsin_http_account_get_endpoint:
 * @self: an account
 *
 * Returns: (transfer none): where it leads.
 */
TocsinEndpoint *
tocsin_http_account_get_endpoint (TocsinHttpAccount *self)
{
  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self), NULL);

  return tocsin_http_client_get_endpoint (self->client);
}

/**
 * tocsin_http_account_get_origin:
 * @self: an account
 *
 * Returns: (transfer none): scheme, host and port, "https://example.org:8443".
 */
const char *
tocsin_http_account_get_origin (TocsinHttpAccount *self)
{
  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self), NULL);

  return tocsin_http_client_get_origin (self->client);
}

/**
 * tocsin_http_account_get_target:
 * @self: an account
 * @url: an address that the server gave: nextLink, deltaLink, Location; absolute, or a path
 * @error: `http.redirected` naming the host if it leads anywhere else; `protocol.parse` if it is no
 *   address
 *
 * Returns: (transfer full): what to ask our own server for: path and query.
 */
char *
tocsin_http_account_get_target (TocsinHttpAccount *self, const char *url, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self) && url != NULL, NULL);

  return tocsin_http_target_find (tocsin_http_client_get_origin (self->client), url, error);
}

/**
 * tocsin_http_account_hold:
 * @self: an account
 * @seconds: for how long to ask nothing
 * @words: why, for the message; what the server said
 *
 * For what an answer's body says about asking too much; Retry-After is obeyed anyhow. It is obeyed
 * by everything that is asked of the same server in the same name: what would have to wait for
 * longer than %TOCSIN_HTTP_MAX_WAIT fails with `http.throttled`.
 */
void
tocsin_http_account_hold (TocsinHttpAccount *self, gint64 seconds, const char *words)
{
  g_return_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self) && words != NULL);

  tocsin_http_gate_hold (self->gate, seconds, words);
}

static gboolean
wants_token (TocsinHttpAccount *self)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (self->settings);
  const char *method = tocsin_snapshot_get_string (settings, "authentication.method");

  if (!g_str_equal (method, "auto"))
    return g_str_equal (method, "oauth2");

  return tocsin_access_token_is_set (self->settings)
         || tocsin_snapshot_is_set (settings, "authentication.oauth2-grant");
}

static TocsinSecret *
make_bearer (TocsinHttpAccount *self, GCancellable *cancellable, GError **error)
{
  TocsinEndpoint *endpoint = tocsin_http_client_get_endpoint (self->client);
  g_autoptr (TocsinSecret) token = tocsin_access_token_obtain (
      self->settings, tocsin_endpoint_get_defaults (endpoint)->scopes, cancellable, error);

  if (token == NULL || !tocsin_access_token_check (token, error))
    return NULL;

  return tocsin_secret_new_take (g_strconcat ("Bearer ", tocsin_secret_peek (token), NULL), -1);
}

static TocsinSecret *
make_basic (TocsinHttpAccount *self, GCancellable *cancellable, GError **error)
{
  const char *username =
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->settings), "authentication.username");
  g_autoptr (TocsinSecret) password = tocsin_connection_settings_resolve_secret (
      self->settings, "authentication.password", cancellable, error);
  g_autofree char *both = NULL;
  g_autofree char *encoded = NULL;
  TocsinSecret *value;

  if (password == NULL)
    return NULL;
  both = g_strconcat (username, ":", tocsin_secret_peek (password), NULL);
  encoded = g_base64_encode ((const guchar *) both, strlen (both));
  value = tocsin_secret_new_take (g_strconcat ("Basic ", encoded, NULL), -1);
  explicit_bzero (both, strlen (both));
  explicit_bzero (encoded, strlen (encoded));

  return value;
}

static TocsinHttpReply *
fail_refused (TocsinHttpAccount *self, TocsinHttpReply *reply, GError **error)
{
  g_autoptr (TocsinHttpReply) answer = reply;
  g_autoptr (GError) problem = NULL;

  if (tocsin_http_account_check_reply (self, answer, &problem))
    return g_steal_pointer (&answer);

  problem->code = wants_token (self) ? TOCSIN_ERROR_AUTH_OAUTH_INVALID : TOCSIN_ERROR_AUTH_REJECTED;
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

static TocsinHttpReply *
ask_signed_in (TocsinHttpAccount *self,
               TocsinHttpRequest *request,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (TocsinSecret) authorization = NULL;
  TocsinHttpReply *reply;

  if (wants_token (self))
    authorization = make_bearer (self, cancellable, error);
  else if (tocsin_connection_settings_has_secret (self->settings, "authentication.password"))
    authorization = make_basic (self, cancellable, error);
  else
    return tocsin_http_client_send (self->client, request, cancellable, error);
  if (authorization == NULL)
    return NULL;

  tocsin_http_request_set_authorization (request, authorization);
  reply = tocsin_http_client_send (self->client, request, cancellable, error);
  tocsin_http_request_set_authorization (request, NULL);
  if (reply != NULL && reply->status == UNAUTHORIZED)
    return fail_refused (self, reply, error);

  return reply;
}

static gboolean
is_throttled (const TocsinHttpReply *reply)
{
  return reply->status == TOO_MANY_REQUESTS
         || (reply->status == SERVICE_UNAVAILABLE && reply->retry_after >= 0);
}

static void
hold_for (TocsinHttpAccount *self, const TocsinHttpReply *reply)
{
  g_autoptr (GError) problem = NULL;

  tocsin_http_account_check_reply (self, reply, &problem);
  tocsin_http_gate_hold (self->gate, reply->retry_after >= 0 ? reply->retry_after : USUAL_WAIT,
                         problem->message);
}

/**
 * tocsin_http_account_send: (skip)
 * @self: an account
 * @request: what to ask; used by nobody else meanwhile
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_client_send(); `auth.*`, `secret.*`, `config.*` if the user can't sign
 *   in; `http.throttled` if there is longer to wait than %TOCSIN_HTTP_MAX_WAIT
 *
 * Asks as the user, and waits for the whole answer; blocks, on any thread but the main one. Any
 * status but those that are about who asks (401) or how much (429, and 503 with Retry-After) is an
 * answer: see tocsin_http_account_check_reply(). A body is filled again for each try.
 *
 * Returns: (transfer full): the answer.
 */
TocsinHttpReply *
tocsin_http_account_send (TocsinHttpAccount *self,
                          TocsinHttpRequest *request,
                          GCancellable *cancellable,
                          GError **error)
{
  gint64 patience = TOCSIN_HTTP_MAX_WAIT * G_TIME_SPAN_SECOND;

  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self) && request != NULL, NULL);

  for (;;)
    {
      g_autoptr (TocsinHttpReply) reply = NULL;

      if (!tocsin_http_gate_pass (self->gate, &patience, cancellable, error))
        return NULL;
      reply = ask_signed_in (self, request, cancellable, error);
      if (reply == NULL || !is_throttled (reply))
        return g_steal_pointer (&reply);
      hold_for (self, reply);
    }
}

/**
 * tocsin_http_account_check_reply: (skip)
 * @self: an account
 * @reply: an answer
 * @error: as of tocsin_http_reply_check(). A plugin that knows better what the body says looks
 *   there first
 *
 * Returns: whether the status is one of success (2xx).
 */
gboolean
tocsin_http_account_check_reply (TocsinHttpAccount *self,
                                 const TocsinHttpReply *reply,
                                 GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self) && reply != NULL, FALSE);

  return tocsin_http_reply_check (reply, tocsin_http_client_get_origin (self->client), error);
}
