/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-account.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/http-flow-private.h"
#include "core/net/http-gate.h"
#include "core/net/http-request-private.h"
#include "core/net/http-target.h"
#include "core/net/http-user.h"
#include "core/net/wait.h"

#define TOO_MANY_REQUESTS 429
#define BAD_GATEWAY 502
#define SERVICE_UNAVAILABLE 503
#define GATEWAY_TIMEOUT 504

/* Seconds for who says 429 and not for how long. */
#define USUAL_WAIT 10

/* So often a request that may come twice is asked again when a gateway did not reach its server;
 * each time it is waited twice as long as the time before, beginning with so many seconds. */
#define MAX_REPEATS 2
#define FIRST_PAUSE 1

struct _TocsinHttpAccount
{
  GObject parent_instance;

  TocsinConnectionSettings *settings;
  TocsinHttpClient *client;
  TocsinHttpGate *gate;
  TocsinHttpUser *user;
};

G_DEFINE_FINAL_TYPE (TocsinHttpAccount, tocsin_http_account, G_TYPE_OBJECT)

static void
tocsin_http_account_finalize (GObject *object)
{
  TocsinHttpAccount *self = TOCSIN_HTTP_ACCOUNT (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->client);
  g_clear_object (&self->gate);
  g_clear_pointer (&self->user, tocsin_http_user_free);

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
  self->user = tocsin_http_user_new (settings, tocsin_http_client_get_endpoint (self->client));

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
can_be_asked_again (const TocsinHttpRequest *request)
{
  return request != NULL && (request->stream == NULL || G_IS_SEEKABLE (request->stream));
}

static TocsinHttpReply *
ask (TocsinHttpAccount *self, TocsinHttpTalk *talk, GCancellable *cancellable, GError **error)
{
  talk->client = self->client;

  return tocsin_http_user_ask (self->user, talk, cancellable, error);
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

static gboolean
check_type (TocsinHttpAccount *self,
            TocsinHttpTalk *talk,
            const TocsinHttpReply *reply,
            GError **error)
{
  return reply->status < 200 || reply->status >= 300
         || tocsin_http_reply_check_type (reply, talk->request->types,
                                          tocsin_http_client_get_origin (self->client), error);
}

/* Of what says nothing about the request; not of 500, which may. */
static gboolean
is_passing (const TocsinHttpReply *reply)
{
  return reply->status == BAD_GATEWAY || reply->status == SERVICE_UNAVAILABLE
         || reply->status == GATEWAY_TIMEOUT;
}

static gboolean
pause_before (guint repeat, GCancellable *cancellable, GError **error)
{
  gint64 until = g_get_monotonic_time () + ((gint64) FIRST_PAUSE << repeat) * G_TIME_SPAN_SECOND;

  return tocsin_wait_fds (NULL, 0, until, cancellable, error) >= 0;
}

static TocsinHttpReply *
ask_when_open (TocsinHttpAccount *self,
               TocsinHttpTalk *talk,
               GCancellable *cancellable,
               GError **error)
{
  gint64 patience = TOCSIN_HTTP_MAX_WAIT * G_TIME_SPAN_SECOND;
  guint repeats = tocsin_http_request_may_be_repeated (talk->request) ? MAX_REPEATS : 0;
  guint repeat = 0;

  for (;;)
    {
      g_autoptr (TocsinHttpReply) reply = NULL;

      if (!tocsin_http_gate_pass (self->gate, &patience, cancellable, error))
        return NULL;
      reply = ask (self, talk, cancellable, error);
      if (reply == NULL)
        return NULL;
      if (is_throttled (reply))
        hold_for (self, reply);
      else if (!is_passing (reply) || repeat == repeats)
        return check_type (self, talk, reply, error) ? g_steal_pointer (&reply) : NULL;
      else if (!pause_before (repeat++, cancellable, error))
        return NULL;
    }
}

/**
 * tocsin_http_account_send: (skip)
 * @self: an account
 * @request: what to ask; used by nobody else meanwhile. Its body may be sent more than once, so a
 *   stream has to be #GSeekable
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_client_send(); `auth.*`, `secret.*`, `config.*` if the user can't sign
 *   in; `http.throttled` if there is longer to wait than %TOCSIN_HTTP_MAX_WAIT; `http.content`
 *   (tocsin_http_request_set_types())
 *
 * Asks as the user, and waits for the whole answer; blocks, on any thread but the main one. Any
 * status but those that are about who asks (401) or how much (429, and 503 with Retry-After) is an
 * answer: see tocsin_http_account_check_reply(). A request that may come twice is asked again
 * before 502, 503 or 504 is. A body is filled again for each try.
 *
 * Returns: (transfer full): the answer.
 */
TocsinHttpReply *
tocsin_http_account_send (TocsinHttpAccount *self,
                          TocsinHttpRequest *request,
                          GCancellable *cancellable,
                          GError **error)
{
  g_auto (TocsinHttpTalk) talk = { .request = request, .whole = TRUE };

  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self) && can_be_asked_again (request), NULL);

  return ask_when_open (self, &talk, cancellable, error);
}

/**
 * tocsin_http_account_open: (skip)
 * @self: an account
 * @request: what to ask; used by nobody else meanwhile
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_account_send()
 *
 * As tocsin_http_account_send(), on a connection of its own, and waits for the head of the answer
 * only; its timeout is for that.
 *
 * Returns: (transfer full): the answer.
 */
TocsinHttpFlow *
tocsin_http_account_open (TocsinHttpAccount *self,
                          TocsinHttpRequest *request,
                          GCancellable *cancellable,
                          GError **error)
{
  g_auto (TocsinHttpTalk) talk = { .request = request, .alone = TRUE };
  TocsinHttpReply *reply;

  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self) && can_be_asked_again (request), NULL);

  reply = ask_when_open (self, &talk, cancellable, error);

  return reply != NULL ? tocsin_http_flow_new (&talk, reply) : NULL;
}

/**
 * tocsin_http_account_check: (skip)
 * @self: an account
 * @request: what to ask; of no harm, and only for the user
 * @report: (nullable): who watches
 * @transcript: (nullable): where to write down what is said
 * @cancellable: (nullable): ends the wait
 * @error: why the first failed step failed
 *
 * Connects anew and signs in as tocsin_http_account_send() does, under the eyes of @report: up to
 * and with the step “login”. If one fails, the report is told; else that step is still on, for who
 * looks at the answer.
 *
 * Returns: (transfer full): the answer, whatever its status.
 */
TocsinHttpReply *
tocsin_http_account_check (TocsinHttpAccount *self,
                           TocsinHttpRequest *request,
                           TocsinReport *report,
                           TocsinTranscript *transcript,
                           GCancellable *cancellable,
                           GError **error)
{
  g_auto (TocsinHttpTalk) talk = { .request = request, .alone = TRUE, .whole = TRUE };
  g_autoptr (GError) failure = NULL;
  TocsinHttpReply *reply = NULL;

  g_return_val_if_fail (TOCSIN_IS_HTTP_ACCOUNT (self) && can_be_asked_again (request), NULL);

  talk.client = self->client;
  talk.report = report;
  talk.transcript = transcript;
  if (tocsin_http_talk_connect (&talk, cancellable, &failure))
    {
      tocsin_report_begin (report, TOCSIN_STEP_LOGIN);
      reply = ask (self, &talk, cancellable, &failure);
    }
  if (reply != NULL)
    return reply;

  tocsin_report_end (report, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
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
