/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/login.h"

#include "core/base/error.h"
#include "core/net/sasl-choice.h"
#include "core/net/sasl.h"
#include "plugins/imap4/session/memory.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What signing in needs to know, for as long as it lasts. */
typedef struct
{
  TocsinImap4Session *session;
  TocsinSnapshot *settings;
  const char *username;
  const char *authorization;
  TocsinSecret *password;
  TocsinSaslPolicy policy;
  GStrv offered;
  char *alert;
} Login;

static void
login_clear (Login *self)
{
  g_clear_pointer (&self->password, tocsin_secret_unref);
  g_clear_pointer (&self->offered, g_strfreev);
  g_clear_pointer (&self->alert, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Login, login_clear)

static gboolean
refuse_setting (GError **error, TocsinError code, const char *message)
{
  g_set_error_literal (error, TOCSIN_ERROR, code, message);

  return FALSE;
}

static gboolean
check_settings (const Login *self, GError **error)
{
  const char *method = tocsin_snapshot_get_string (self->settings, "authentication.method");
  const char *mailbox = tocsin_snapshot_get_string (self->settings, "authentication.mailbox");

  if (g_str_equal (method, "oauth2"))
    return refuse_setting (error, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("authentication.method=oauth2 is not supported by IMAP connections"));
  if (g_str_equal (method, "none"))
    return refuse_setting (error, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("the server wants a user and a password, and authentication.method "
                              "is none"));
  if (*mailbox != '\0')
    return refuse_setting (error, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("authentication.mailbox is not supported by IMAP connections; where "
                              "the server has a user name for another mailbox, set that as "
                              "authentication.username"));
  if (*self->username == '\0')
    return refuse_setting (error, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("authentication.username is not set"));

  return TRUE;
}

static gboolean
prepare (Login *self, TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  TocsinConnectionSettings *settings = tocsin_session_get_settings (TOCSIN_SESSION (session));
  static const char key[] = "authentication.password";

  self->session = session;
  self->settings = TOCSIN_SNAPSHOT (settings);
  self->username = tocsin_snapshot_get_string (self->settings, "authentication.username");
  self->authorization =
      tocsin_snapshot_get_string (self->settings, "authentication.authorization-identity");
  self->offered = tocsin_imap4_session_list_mechanisms (session);
  if (!check_settings (self, error))
    return FALSE;

  if (tocsin_connection_settings_has_secret (settings, key))
    {
      self->password =
          tocsin_connection_settings_resolve_secret (settings, key, cancellable, error);
      if (self->password == NULL)
        return FALSE;
    }
  tocsin_sasl_policy_init (
      &self->policy, tocsin_session_get_endpoint (TOCSIN_SESSION (session)),
      tocsin_line_stream_get_tls (imap4_chat_get_stream (tocsin_imap4_session_get_chat (session))));
  self->policy.has_password = self->password != NULL;

  return TRUE;
}

/* Quirk 18: Gmail sends what a person has to do beside its refusal, not in it. */
static gboolean
take_alert (const Imap4Response *response, gpointer user_data, GError **error)
{
  Login *self = user_data;

  if (response->kind == IMAP4_RESPONSE_STATUS && imap4_response_has_code (response, "WEBALERT"))
    {
      g_free (self->alert);
      self->alert =
          g_strdup_printf ("%s [WEBALERT %s] %s", imap4_status_to_string (response->status),
                           response->code_text != NULL ? response->code_text : "", response->text);
    }

  return TRUE;
}

static gboolean
check_answer (Login *self, const Imap4Response *answer, GError **error)
{
  g_autoptr (GError) refusal = NULL;

  if (imap4_trouble_check (answer, IMAP4_PHASE_LOGIN, _ ("to sign in"), &refusal))
    {
      if (!imap4_response_has_code (answer, "REFERRAL"))
        return TRUE;
      /* RFC 2221 would have us go elsewhere; whoever wants our password could say so. */
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_REFUSED,
                           _ ("the server refers us to another server, which is not followed"));
      return FALSE;
    }
  if (self->alert != NULL)
    {
      refusal->code = TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED;
      imap4_trouble_add_alert (refusal, self->alert);
    }
  /* The name as it was sent: a wrong one is the commonest reason. */
  if (refusal->code == TOCSIN_ERROR_AUTH_REJECTED)
    g_prefix_error (&refusal, _ ("user “%s”: "), self->username);
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static gboolean
is_allowed (const Login *self, const char *mechanism)
{
  const char *const *allowed = self->policy.allowed;

  return allowed == NULL || allowed[0] == NULL || g_strv_contains (allowed, mechanism);
}

static gboolean
can_use_login_command (const Login *self)
{
  return !tocsin_imap4_session_has (self->session, "LOGINDISABLED") && self->password != NULL
         && *self->authorization == '\0'
         && (is_allowed (self, "PLAIN") || is_allowed (self, "LOGIN"));
}

static gboolean
use_login_command (Login *self, GCancellable *cancellable, GError **error)
{
  Imap4Listener listener = { take_alert, NULL, self };
  g_autoptr (Imap4Command) command = imap4_command_new ("LOGIN");
  g_autoptr (Imap4Response) answer = NULL;

  if (!tocsin_sasl_policy_check_plain (&self->policy, error))
    return FALSE;

  tocsin_report_fact (tocsin_session_get_report (TOCSIN_SESSION (self->session)), "mechanism",
                      "LOGIN");
  imap4_command_add (command, " ");
  imap4_command_add_secret (command, self->username, strlen (self->username));
  imap4_command_add (command, " ");
  imap4_command_add_secret (command, tocsin_secret_peek (self->password),
                            tocsin_secret_get_length (self->password));
  answer = tocsin_imap4_session_ask (self->session, command, &listener, cancellable, error);

  return answer != NULL && check_answer (self, answer, error);
}

static void
wipe (char *text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

typedef char SecretText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretText, wipe)

static void
answer_challenge (Login *self, TocsinSasl *sasl, const char *challenge, GError **problem)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (self->session);
  g_autoptr (SecretText) reply = NULL;

  if (*problem == NULL)
    reply = tocsin_sasl_step (sasl, challenge, problem);
  /* RFC 9051, section 6.2.2: a star ends the exchange; the server then says NO or BAD. */
  imap4_chat_send_line (chat, reply != NULL ? reply : "*", TRUE);
}

static Imap4Response *
exchange (Login *self,
          TocsinSasl *sasl,
          const Imap4Command *command,
          GError **problem,
          GCancellable *cancellable,
          GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (self->session);
  Imap4Listener listener = { take_alert, NULL, self };
  Imap4Response *answer = NULL;

  tocsin_line_stream_begin (imap4_chat_get_stream (chat), 0);
  /* A challenge holds what a password can be guessed against. */
  tocsin_line_stream_hide_lines (imap4_chat_get_stream (chat), "+");
  if (!imap4_chat_send (chat, command, &listener, &answer, cancellable, error) || answer != NULL)
    return answer;

  for (guint i = 0; i <= TOCSIN_SASL_MAX_CHALLENGES; i++)
    {
      answer = imap4_chat_receive (chat, &listener, TRUE, cancellable, error);
      if (answer == NULL || answer->kind == IMAP4_RESPONSE_TAGGED)
        return answer;
      if (i + 1 == TOCSIN_SASL_MAX_CHALLENGES && *problem == NULL)
        g_set_error_literal (problem, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                             _ ("the server asks on and on while we sign in"));
      answer_challenge (self, sasl, answer->text, problem);
      g_clear_pointer (&answer, imap4_response_free);
    }
  g_propagate_error (error, g_error_copy (*problem));

  return NULL;
}

static Imap4Command *
authenticate_command (Login *self, TocsinSasl *sasl, GError **error)
{
  g_autoptr (Imap4Command) command =
      imap4_command_new ("AUTHENTICATE %s", tocsin_sasl_get_mechanism (sasl));
  g_autoptr (SecretText) initial = NULL;

  if (!tocsin_imap4_session_has (self->session, "SASL-IR") || !tocsin_sasl_has_initial (sasl))
    return g_steal_pointer (&command);

  initial = tocsin_sasl_step (sasl, "", error);
  if (initial == NULL)
    return NULL;
  imap4_command_add (command, " ");
  /* RFC 4959: an empty response is said with an equals sign. */
  imap4_command_add_secret_word (command, *initial != '\0' ? initial : "=");

  return g_steal_pointer (&command);
}

static TocsinSasl *
make_sasl (Login *self, const char *mechanism, GError **error)
{
  TocsinEndpoint *endpoint = tocsin_session_get_endpoint (TOCSIN_SESSION (self->session));
  TocsinLineStream *stream = imap4_chat_get_stream (tocsin_imap4_session_get_chat (self->session));
  TocsinSasl *sasl =
      tocsin_sasl_new (mechanism, "imap", tocsin_endpoint_get_host (endpoint), error);

  if (sasl == NULL)
    return NULL;
  tocsin_sasl_set_identity (sasl, self->username, self->password, self->authorization);
  tocsin_sasl_set_tls (sasl, tocsin_line_stream_get_tls (stream));

  return sasl;
}

static gboolean
use_mechanism (Login *self, const char *mechanism, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSasl) sasl = make_sasl (self, mechanism, error);
  g_autoptr (Imap4Command) command = NULL;
  g_autoptr (Imap4Response) answer = NULL;
  g_autoptr (GError) problem = NULL;

  if (sasl == NULL)
    return FALSE;
  tocsin_report_fact (tocsin_session_get_report (TOCSIN_SESSION (self->session)), "mechanism", "%s",
                      mechanism);
  command = authenticate_command (self, sasl, error);
  if (command == NULL)
    return FALSE;

  answer = exchange (self, sasl, command, &problem, cancellable, error);
  tocsin_line_stream_hide_lines (
      imap4_chat_get_stream (tocsin_imap4_session_get_chat (self->session)), NULL);
  if (answer == NULL)
    {
      tocsin_session_mark_broken (TOCSIN_SESSION (self->session));
      return FALSE;
    }
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  return check_answer (self, answer, error) && tocsin_sasl_is_proven (sasl, error);
}

static gboolean
is_bound (const char *mechanism)
{
  return g_str_has_suffix (mechanism, "-PLUS");
}

/* Servers offer these and may lack what they need for them (a stored password, a key, a realm;
 * Cyrus with TLS 1.3 binds by tls-unique, which is not there, and refuses RFC 9266's tls-exporter).
 */
static gboolean
may_fail_by_itself (const char *mechanism)
{
  return is_bound (mechanism)
         || (!g_str_equal (mechanism, "PLAIN") && !g_str_equal (mechanism, "LOGIN")
             && !g_str_has_prefix (mechanism, "SCRAM-"));
}

/* What binds one mechanism to the TLS session binds all of them. */
static GStrv
list_failed (Login *self, const char *mechanism)
{
  g_autoptr (GStrvBuilder) failed = g_strv_builder_new ();

  for (gsize i = 0; self->offered[i] != NULL; i++)
    if (g_ascii_strcasecmp (self->offered[i], mechanism) == 0
        || (is_bound (mechanism) && is_bound (self->offered[i])))
      {
        g_autofree char *name = g_ascii_strup (self->offered[i], -1);
        g_autofree char *capability = g_strconcat ("AUTH=", name, NULL);

        g_strv_builder_add (failed, capability);
      }

  return g_strv_builder_end (failed);
}

/* Quirk 6: a mechanism that failed is no wrong password, and some servers refuse everything that is
 * tried after it on the same connection. So another one gets another connection. */
static void
note_failure (Login *self, const char *mechanism, gboolean *again, GError *error)
{
  TocsinEndpoint *endpoint = tocsin_session_get_endpoint (TOCSIN_SESSION (self->session));
  g_auto (GStrv) failed = NULL;
  g_auto (GStrv) left = NULL;

  if (error->code != TOCSIN_ERROR_AUTH_MECHANISM_FAILED
      && (error->code != TOCSIN_ERROR_AUTH_REJECTED || !may_fail_by_itself (mechanism)))
    return;

  failed = list_failed (self, mechanism);
  for (gsize i = 0; failed[i] != NULL; i++)
    tocsin_imap4_session_lose (self->session, failed[i]);
  left = tocsin_imap4_session_list_mechanisms (self->session);
  *again = tocsin_sasl_choose ((const char *const *) left, &self->policy, NULL) != NULL
           || can_use_login_command (self);
  /* Nothing else to try: then these are not to blame for good. */
  for (gsize i = 0; !*again && failed[i] != NULL; i++)
    imap4_memory_forget (imap4_memory_of (endpoint), failed[i]);
}

static gboolean
is_shared_name (const char *username)
{
  return strpbrk (username, "\\/") != NULL;
}

static gboolean
sign_in (Login *self, gboolean *again, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  const char *mechanism;

  mechanism = tocsin_sasl_choose ((const char *const *) self->offered, &self->policy, &refusal);

  /* Quirk 4: Exchange takes DOMAIN\user and user/shared in LOGIN only. */
  if (can_use_login_command (self)
      && (mechanism == NULL
          || (is_shared_name (self->username) && g_str_equal (mechanism, "PLAIN"))))
    return use_login_command (self, cancellable, error);
  if (mechanism == NULL)
    {
      if (tocsin_imap4_session_has (self->session, "LOGINDISABLED") && !self->policy.encrypted)
        {
          g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
                               _ ("the server lets nobody sign in without TLS"));
          tocsin_error_set_hint (*error, _ ("set encryption.mode to implicit or starttls"));
          return FALSE;
        }
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  if (use_mechanism (self, mechanism, cancellable, &refusal))
    return TRUE;
  note_failure (self, mechanism, again, refusal);
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

/**
 * imap4_login:
 * @session: a session whose line is as safe as it gets
 * @again: (out): set when another connection may do better
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong: one of the `auth.*` errors, or trouble on the way, which is
 *   never taken for a wrong password
 *
 * Signs in, and learns anew what the server can do (quirk 3).
 *
 * Returns: whether the server knows who we are.
 */
gboolean
imap4_login (TocsinImap4Session *session,
             gboolean *again,
             GCancellable *cancellable,
             GError **error)
{
  g_auto (Login) login = { 0 };
  guint told;

  tocsin_report_begin (tocsin_session_get_report (TOCSIN_SESSION (session)), TOCSIN_STEP_LOGIN);
  if (tocsin_imap4_session_is_preauthenticated (session))
    return TRUE;
  if (!prepare (&login, session, cancellable, error))
    return FALSE;

  told = tocsin_imap4_session_count_capabilities (session);
  if (!sign_in (&login, again, cancellable, error))
    return FALSE;
  /* The answer may have brought the new list along; the old one is of no use any more. */
  if (tocsin_imap4_session_count_capabilities (session) == told)
    tocsin_imap4_session_drop_capabilities (session);

  return tocsin_imap4_session_ensure_capabilities (session, cancellable, error);
}
