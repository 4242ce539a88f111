/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Signing in to a server with a password or a ticket. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/gss.h"
#include "core/net/http-user-private.h"
#include "core/net/sign-in-means.h"

/* One request on its way, and who sends it. */
typedef struct
{
  TocsinHttpUser *user;
  TocsinHttpTalk *talk;
  TocsinHttpLoginTask task;
  TocsinHttpLogin *login;
  const TocsinHttpReply *reply; /* the last, while it is looked at */
  gboolean looked_for_ticket;
  gboolean unasked; /* whether the login was begun without being asked for */
  gboolean heard;   /* whether it is known that the body is wanted */
  gboolean again;   /* whether it has begun once more after a no */
} Visit;

static TocsinSecret *
get_password (gpointer data, GError **error)
{
  Visit *self = data;

  if (!self->user->policy.has_password || self->user->policy.method == TOCSIN_SASL_METHOD_OAUTH2)
    return NULL;

  return tocsin_connection_settings_resolve_secret (self->user->settings, "authentication.password",
                                                    self->task.cancellable, error);
}

/* A ticket makes the password needless, unless it is somebody else's. */
static void
look_for_ticket (Visit *self)
{
  const TocsinSaslPolicy *policy = &self->user->policy;
  g_autoptr (TocsinGss) gss = NULL;
  g_autofree char *principal = NULL;

  if (self->looked_for_ticket)
    return;
  self->looked_for_ticket = TRUE;
  if (policy->method != TOCSIN_SASL_METHOD_AUTO && !tocsin_sasl_policy_wishes (policy, "Negotiate"))
    return;

  gss = tocsin_gss_new (TOCSIN_GSS_KERBEROS, "HTTP", self->task.host);
  principal = tocsin_gss_find_ticket (gss, self->task.deadline, self->task.cancellable, NULL);
  if (principal != NULL)
    self->task.by_ticket =
        tocsin_sign_in_is_same_user (self->user->username, principal)
        || (!policy->has_password && tocsin_sasl_policy_wishes (policy, "Negotiate"));
}

static const char *
find_obstacle (gpointer data, TocsinHttpMechanism mechanism, GPtrArray *challenges)
{
  Visit *self = data;
  const TocsinSaslPolicy *policy = &self->user->policy;

  if (mechanism == TOCSIN_HTTP_MECHANISM_DIGEST)
    return _ ("is not provided");
  if (policy->method == TOCSIN_SASL_METHOD_OAUTH2)
    return _ ("authentication.method is oauth2");
  if (!tocsin_sasl_policy_allows (policy, tocsin_http_mechanism_to_string (mechanism)))
    return _ ("not among authentication.mechanisms");
  if (mechanism != TOCSIN_HTTP_MECHANISM_NEGOTIATE)
    return NULL;

  look_for_ticket (self);
  return self->task.by_ticket || policy->has_password ? NULL
                                                      : _ ("no ticket, and no password either");
}

static int
code_of (Visit *self, TocsinHttpRefusal refusal)
{
  switch (refusal)
    {
    case TOCSIN_HTTP_REFUSAL_REJECTED:
      return TOCSIN_ERROR_AUTH_REJECTED;
    case TOCSIN_HTTP_REFUSAL_NOT_PROVEN:
      return TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN;
    case TOCSIN_HTTP_REFUSAL_NOBODY:
    case TOCSIN_HTTP_REFUSAL_NOTHING_IN_COMMON:
    default:
      return *self->user->username == '\0' && !self->task.by_ticket
                     && self->user->policy.method != TOCSIN_SASL_METHOD_NONE
                 ? TOCSIN_ERROR_CONFIG_INVALID
                 : TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM;
    }
}

static const char *
choose_hint (Visit *self, int code)
{
  if (code == TOCSIN_ERROR_CONFIG_INVALID)
    return _ ("Set authentication.username and authentication.password.");
  if (code == TOCSIN_ERROR_AUTH_REJECTED)
    return _ ("Check authentication.username and authentication.password. Windows domains take "
              "DOMAIN\\user or user@domain.");

  return _ ("Check authentication.method and authentication.mechanisms.");
}

static GError *
fail (gpointer data, TocsinHttpRefusal refusal, const char *text)
{
  Visit *self = data;
  int code = code_of (self, refusal);
  const char *origin = tocsin_http_client_get_origin (self->talk->client);
  g_autofree char *status = g_strdup_printf ("%u", self->reply->status);
  g_autofree char *words = g_utf8_make_valid (self->reply->reason, -1);
  GError *reason = g_error_new (TOCSIN_ERROR, code, "%s %s", origin, text);

  tocsin_error_set_response_code (reason, status);
  if (*words != '\0')
    tocsin_error_set_server_text (reason, words);
  if (refusal != TOCSIN_HTTP_REFUSAL_NOT_PROVEN)
    tocsin_error_set_hint (reason, "%s", choose_hint (self, code));

  return reason;
}

static GError *
blame (gpointer data, TocsinHttpMechanism mechanism, GError *reason)
{
  Visit *self = data;

  g_prefix_error (&reason, _ ("Login to %s (%s): "),
                  tocsin_http_client_get_origin (self->talk->client),
                  tocsin_http_mechanism_to_string (mechanism));

  return reason;
}

static const TocsinHttpAsker asker = {
  .keys = "authentication",
  .get_password = get_password,
  .find_obstacle = find_obstacle,
  .fail = fail,
  .blame = blame,
};

/* A login is for this server's certificate: whoever sits in between with another can't use it. */
static void
set_binding (Visit *self)
{
  static const char type[] = "tls-server-end-point:";
  TocsinTls *tls = tocsin_line_stream_get_tls (tocsin_http_session_get_line (self->talk->session));
  g_autoptr (GBytes) hash =
      tls != NULL
          ? tocsin_tls_get_channel_binding (tls, TOCSIN_CHANNEL_BINDING_TLS_SERVER_END_POINT)
          : NULL;
  g_autoptr (GByteArray) binding = g_byte_array_new ();

  g_clear_pointer (&self->task.binding, g_bytes_unref);
  if (hash == NULL)
    return;
  g_byte_array_append (binding, (const guint8 *) type, strlen (type));
  g_byte_array_append (binding, g_bytes_get_data (hash, NULL), (guint) g_bytes_get_size (hash));
  self->task.binding = g_byte_array_free_to_bytes (g_steal_pointer (&binding));
}

/* Kerberos may take as long as connecting does, whenever it is asked. */
static void
set_deadline (Visit *self)
{
  const TocsinEndpointLimits *limits = tocsin_endpoint_get_limits (self->user->endpoint);

  self->task.deadline = g_get_monotonic_time () + limits->timeout * G_TIME_SPAN_SECOND;
}

static void
visit_init (Visit *self, TocsinHttpUser *user, TocsinHttpTalk *talk, GCancellable *cancellable)
{
  gboolean nobody = user->policy.method == TOCSIN_SASL_METHOD_NONE;

  self->user = user;
  self->talk = talk;
  self->task = (TocsinHttpLoginTask){
    .method = talk->request->method,
    .target = talk->request->target,
    .host = tocsin_endpoint_get_server_name (user->endpoint),
    .username = nobody ? NULL : user->username,
    .cancellable = cancellable,
    .report = talk->report,
    .asker = &asker,
    .data = self,
  };
  self->login = tocsin_http_login_new (&self->task);
  set_deadline (self);
}

static void
visit_clear (Visit *self)
{
  g_clear_pointer (&self->login, tocsin_http_login_free);
  g_clear_pointer (&self->task.binding, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Visit, visit_clear)

static void
start_over (Visit *self)
{
  tocsin_http_login_free (self->login);
  self->login = tocsin_http_login_new (&self->task);
  self->unasked = FALSE;
}

/* What was agreed on before is said at once, if this connection has not heard it yet. */
static gboolean
prepare (Visit *self, GError **error)
{
  TocsinHttpMechanism agreed = (TocsinHttpMechanism) g_atomic_int_get (&self->user->mechanism);
  gboolean known = tocsin_http_session_is_signed_in (self->talk->session)
                   && g_atomic_int_get (&self->user->always) == FALSE;

  if (agreed == TOCSIN_HTTP_MECHANISM_NONE || self->task.username == NULL
      || (known && agreed != TOCSIN_HTTP_MECHANISM_BASIC))
    return TRUE;
  if (agreed == TOCSIN_HTTP_MECHANISM_NEGOTIATE)
    look_for_ticket (self);

  set_binding (self);
  self->unasked = TRUE;
  return tocsin_http_login_begin (self->login, agreed, error);
}

static guint64
get_body_size (const TocsinHttpRequest *request)
{
  return request->body != NULL ? g_bytes_get_size (request->body) : request->length;
}

/* Whether all there is to learn from the answer is how to sign in. */
static gboolean
is_question (Visit *self)
{
  const TocsinHttpRequest *request = self->talk->request;

  if (request->body == NULL && request->stream == NULL)
    return FALSE;
  if (tocsin_http_login_is_preliminary (self->login))
    return TRUE;

  return !self->heard && self->task.username != NULL
         && tocsin_http_login_get_mechanism (self->login) == TOCSIN_HTTP_MECHANISM_NONE
         && !tocsin_http_session_is_signed_in (self->talk->session)
         && get_body_size (request) > TOCSIN_HTTP_MAX_BLIND;
}

static TocsinHttpReply *
ask (Visit *self, GError **error)
{
  g_autoptr (TocsinSecret) value = NULL;

  if (!tocsin_http_talk_connect (self->talk, self->task.cancellable, error))
    return NULL;
  value = tocsin_http_login_make_value (self->login);
  tocsin_http_request_set_authorization (self->talk->request, value);
  self->talk->request->bare = is_question (self);

  return tocsin_http_talk_ask (self->talk, tocsin_http_login_is_bound (self->login),
                               self->task.cancellable, error);
}

/* A connection that broke may have taken with it what the server knew of us, and so may one that
 * was kept for long; some then say no to a password that was right before. */
static gboolean
may_be_about_connection (Visit *self)
{
  gboolean was_right = g_atomic_int_get (&self->user->mechanism) != TOCSIN_HTTP_MECHANISM_NONE;

  return (self->talk->kept && was_right) || self->talk->lost
         || g_atomic_int_get (&self->user->lost);
}

static gboolean
was_misled (Visit *self)
{
  TocsinHttpMechanism mechanism = tocsin_http_login_get_mechanism (self->login);
  GPtrArray *challenges = tocsin_http_reply_get_challenges (self->reply);

  return self->unasked
         && (mechanism != TOCSIN_HTTP_MECHANISM_BASIC
             || tocsin_http_login_find (challenges, mechanism) == NULL);
}

/* Returns whether another request makes sense. */
static gboolean
take_question (Visit *self, GError **error)
{
  GPtrArray *challenges = tocsin_http_reply_get_challenges (self->reply);
  g_autoptr (GError) reason = NULL;

  self->heard = TRUE;
  set_binding (self);
  if (tocsin_http_login_take (self->login, challenges, &reason))
    return TRUE;
  if (!g_error_matches (reason, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (was_misled (self))
    {
      start_over (self);
      return tocsin_http_login_take (self->login, challenges, error);
    }
  if (!self->again && may_be_about_connection (self))
    {
      self->again = TRUE;
      tocsin_http_talk_hang_up (self->talk);
      start_over (self);
      return TRUE;
    }

  g_atomic_int_set (&self->user->mechanism, TOCSIN_HTTP_MECHANISM_NONE);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* What is bound to a connection that is no more begins anew. */
static void
check_connection (Visit *self)
{
  if (tocsin_http_talk_is_open (self->talk))
    return;

  tocsin_http_talk_hang_up (self->talk);
  if (tocsin_http_login_is_bound (self->login))
    start_over (self);
}

static void
remember (Visit *self)
{
  TocsinHttpMechanism mechanism = tocsin_http_login_get_mechanism (self->login);
  TocsinHttpSession *session = self->talk->session;

  g_atomic_int_set (&self->user->lost, FALSE);
  if (mechanism == TOCSIN_HTTP_MECHANISM_NONE)
    return;

  /* Known already, and asked all the same. */
  if (mechanism == TOCSIN_HTTP_MECHANISM_NEGOTIATE && !self->unasked
      && tocsin_http_session_is_signed_in (session))
    g_atomic_int_set (&self->user->always, TRUE);
  g_atomic_int_set (&self->user->mechanism, mechanism);
  tocsin_http_session_set_signed_in (session, mechanism != TOCSIN_HTTP_MECHANISM_BASIC);
}

static gboolean
finish (Visit *self, GError **error)
{
  if (!tocsin_http_login_finish (self->login, tocsin_http_reply_get_challenges (self->reply), NULL,
                                 error))
    {
      tocsin_http_talk_hang_up (self->talk);
      return FALSE;
    }

  remember (self);
  return TRUE;
}

/* Returns the answer; or NULL, with @on if there is more to say. */
static TocsinHttpReply *
ask_once (Visit *self, gboolean *on, GError **error)
{
  g_autoptr (TocsinHttpReply) reply = ask (self, error);

  *on = FALSE;
  set_deadline (self);
  if (reply == NULL)
    {
      g_atomic_int_set (&self->user->lost, self->talk->lost);
      return NULL;
    }

  self->reply = reply;
  if (reply->status == TOCSIN_HTTP_UNAUTHORIZED)
    {
      *on = take_question (self, error);
      if (*on)
        check_connection (self);
      return NULL;
    }
  /* It does not ask; so it gets all of the request. */
  if (self->talk->request->bare)
    {
      self->heard = *on = TRUE;
      start_over (self);
      check_connection (self);
      return NULL;
    }

  return finish (self, error) ? g_steal_pointer (&reply) : NULL;
}

/**
 * tocsin_http_user_ask_with_login: (skip)
 * @self: a user
 * @talk: what is asked
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_talk_ask(); `auth.*`, `config.*`, `secret.*`
 *
 * As tocsin_http_user_ask().
 */
TocsinHttpReply *
tocsin_http_user_ask_with_login (TocsinHttpUser *self,
                                 TocsinHttpTalk *talk,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_auto (Visit) visit = { NULL };

  visit_init (&visit, self, talk, cancellable);
  if (!tocsin_http_talk_connect (talk, cancellable, error) || !prepare (&visit, error))
    return NULL;

  for (guint round = 0; round < TOCSIN_HTTP_MAX_ROUNDS; round++)
    {
      gboolean on;
      TocsinHttpReply *reply = ask_once (&visit, &on, error);

      if (reply != NULL || !on)
        return reply;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
               _ ("%s asks for a login again and again"),
               tocsin_http_client_get_origin (talk->client));
  return NULL;
}
