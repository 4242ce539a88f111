/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/session-private.h"

#include "core/base/error.h"
#include "plugins/imap4/session/login.h"
#include "plugins/imap4/session/memory.h"
#include "plugins/imap4/session/starttls.h"
#include "plugins/imap4/session/survey.h"
#include "plugins/imap4/session/welcome.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A server that calculates sizes (quirk 28) may err so much. */
#define SIZE_SLACK (1024 * 1024)

G_DEFINE_FINAL_TYPE (TocsinImap4Session, tocsin_imap4_session, TOCSIN_TYPE_SESSION)

static void
hang_up (TocsinSession *session)
{
  TocsinImap4Session *self = TOCSIN_IMAP4_SESSION (session);

  g_clear_pointer (&self->chat, imap4_chat_free);
  g_clear_pointer (&self->capabilities, imap4_capabilities_free);
  imap4_mailbox_clear (&self->mailbox);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->alert, g_free);
  g_clear_pointer (&self->web_address, g_free);
  g_clear_pointer (&self->clock_source, g_free);
  g_clear_pointer (&self->quotas, g_ptr_array_unref);
  g_clear_pointer (&self->prefix, g_free);
  self->preauthenticated = self->utf8 = self->rev2 = self->rev2_only = self->needs_select = FALSE;
}

static void
tocsin_imap4_session_finalize (GObject *object)
{
  hang_up (TOCSIN_SESSION (object));

  G_OBJECT_CLASS (tocsin_imap4_session_parent_class)->finalize (object);
}

/*< private >
 * imap4_session_digest_capabilities:
 * @self: a session whose capabilities or enabled extensions have just changed
 */
void
imap4_session_digest_capabilities (TocsinImap4Session *self)
{
  /* A server of IMAP4rev2 alone speaks it at once, names in UTF-8 included; one of both when it is
   * asked to. */
  self->rev2_only = imap4_capabilities_has (self->capabilities, "IMAP4REV2")
                    && !imap4_capabilities_has (self->capabilities, "IMAP4REV1");
  if (self->rev2 || self->rev2_only)
    imap4_capabilities_imply_rev2 (self->capabilities);
  imap4_memory_apply (imap4_memory_of (tocsin_session_get_endpoint (TOCSIN_SESSION (self))),
                      self->capabilities);
  imap4_welcome_apply_version (self, self->server);
  imap4_chat_set_literals (self->chat, imap4_capabilities_has (self->capabilities, "LITERAL+"),
                           imap4_capabilities_has (self->capabilities, "LITERAL-"));
}

static void
take_capabilities (TocsinImap4Session *self, const char *words)
{
  g_clear_pointer (&self->capabilities, imap4_capabilities_free);
  self->capabilities = imap4_capabilities_new (words);
  self->told++;
  imap4_session_digest_capabilities (self);
}

/* RFC 9051, section 7.1: a person has to see it; quirk 18: Gmail's WEBALERT says where to go.
 * Before TLS it may be anybody's. */
static void
note_alert (TocsinImap4Session *self, const Imap4Response *response)
{
  TocsinReport *report = tocsin_session_get_report (TOCSIN_SESSION (self));
  const char *text = response->text != NULL ? response->text : "";
  gboolean web = imap4_response_has_code (response, "WEBALERT") && response->code_text != NULL;

  if (tocsin_line_stream_is_distrusted (imap4_chat_get_stream (self->chat)))
    return;
  if (response->status == IMAP4_STATUS_OK)
    {
      tocsin_report_warn (report, _ ("The server says: %s"), text);
      return;
    }
  g_free (self->alert);
  self->alert =
      g_strdup_printf ("%s [%s%s%s] %s", imap4_status_to_string (response->status), response->code,
                       web ? " " : "", web ? response->code_text : "", text);
  if (web)
    {
      g_free (self->web_address);
      self->web_address = g_strdup (response->code_text);
    }
}

/* What the server said beside its refusal, and what is known of this one. */
static void
explain (TocsinImap4Session *self, GError *failure)
{
  TocsinEndpoint *endpoint = tocsin_session_get_endpoint (TOCSIN_SESSION (self));
  const char *words = tocsin_error_get_server_text (failure);

  if (self->alert != NULL && (words == NULL || strstr (words, self->alert) == NULL))
    imap4_trouble_add_alert (failure, self->alert);
  if (self->web_address != NULL)
    imap4_trouble_set_web_address (failure, self->web_address);
  imap4_trouble_consider_host (failure, tocsin_endpoint_get_host (endpoint));
}

static gboolean
observe (const Imap4Response *response, gpointer user_data, GError **error)
{
  TocsinImap4Session *self = user_data;

  if (imap4_response_has_code (response, "ALERT") || imap4_response_has_code (response, "WEBALERT"))
    note_alert (self, response);
  if (imap4_response_is (response, "CAPABILITY"))
    {
      Imap4Scanner scanner = response->rest;
      g_autofree char *words = imap4_scanner_take_rest (&scanner);

      take_capabilities (self, words);
    }
  else if (imap4_response_has_code (response, "CAPABILITY") && response->code_text != NULL)
    take_capabilities (self, response->code_text);
  else if (tocsin_line_stream_is_distrusted (imap4_chat_get_stream (self->chat)))
    return TRUE;
  else if (imap4_response_is (response, "ID"))
    imap4_welcome_take_id (self, response);
  else
    imap4_mailbox_observe (&self->mailbox, response);

  return TRUE;
}

static gboolean
connect_chat (TocsinImap4Session *self, GCancellable *cancellable, GError **error)
{
  TocsinConnectionSettings *settings = tocsin_session_get_settings (TOCSIN_SESSION (self));
  guint64 limit =
      tocsin_snapshot_get_uint64 (TOCSIN_SNAPSHOT (settings), "limits.max-message-size");
  Imap4Listener observer = { observe, NULL, self };
  TocsinLineStream *stream =
      tocsin_session_connect_stream (TOCSIN_SESSION (self), cancellable, error);

  if (stream == NULL)
    return FALSE;
  self->chat = imap4_chat_new (stream, limit > G_MAXINT64 / 4 ? limit : 2 * limit + SIZE_SLACK);
  imap4_chat_set_observer (self->chat, &observer);

  return TRUE;
}

static gboolean
reach_mailboxes (TocsinImap4Session *self,
                 gboolean *again,
                 GCancellable *cancellable,
                 GError **error)
{
  if (!connect_chat (self, cancellable, error) || !imap4_starttls_open (self, cancellable, error))
    return FALSE;
  imap4_welcome_identify (self);

  return imap4_login (self, again, cancellable, error)
         && imap4_welcome_settle (self, again, cancellable, error);
}

static gboolean
open_once (TocsinSession *session, gboolean *again, GCancellable *cancellable, GError **error)
{
  TocsinImap4Session *self = TOCSIN_IMAP4_SESSION (session);
  GError *failure = NULL;

  if (reach_mailboxes (self, again, cancellable, &failure))
    return TRUE;
  explain (self, failure);
  g_propagate_error (error, failure);

  return FALSE;
}

static gboolean
tocsin_imap4_session_open (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  return tocsin_session_open_in_tries (session, open_once, hang_up, cancellable, error);
}

static gboolean
tocsin_imap4_session_probe (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (Imap4Command) noop = imap4_command_new ("NOOP");

  return tocsin_imap4_session_run (TOCSIN_IMAP4_SESSION (session), noop, NULL, IMAP4_PHASE_COMMAND,
                                   cancellable, error);
}

static void
tocsin_imap4_session_close (TocsinSession *session, GCancellable *cancellable)
{
  TocsinImap4Session *self = TOCSIN_IMAP4_SESSION (session);
  TocsinConnectionSettings *settings = tocsin_session_get_settings (session);
  guint linger = tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (settings), "limits.linger");

  if (self->chat != NULL && linger > 0
      && tocsin_session_get_state (session) != TOCSIN_SESSION_BROKEN)
    {
      g_autoptr (Imap4Command) logout = imap4_command_new ("LOGOUT");
      g_autoptr (Imap4Response) answer = NULL;
      g_autoptr (Imap4Response) refusal = NULL;

      tocsin_line_stream_set_deadline (imap4_chat_get_stream (self->chat),
                                       g_get_monotonic_time () + linger * G_USEC_PER_SEC);
      /* Quirk 38: the answer may be "tag BYE", BYE alone, or nothing: we are leaving anyhow. */
      if (imap4_chat_send (self->chat, logout, NULL, &refusal, cancellable, NULL))
        answer = imap4_chat_receive (self->chat, NULL, FALSE, cancellable, NULL);
    }
  hang_up (session);
}

static void
tocsin_imap4_session_class_init (TocsinImap4SessionClass *klass)
{
  TocsinSessionClass *session_class = TOCSIN_SESSION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_imap4_session_finalize;
  session_class->open = tocsin_imap4_session_open;
  session_class->probe = tocsin_imap4_session_probe;
  session_class->close = tocsin_imap4_session_close;
  session_class->look_at = imap4_survey_look_at;
  session_class->describe = imap4_survey_describe;
}

static void
tocsin_imap4_session_init (TocsinImap4Session *self)
{
}

/**
 * tocsin_imap4_session_has:
 * @self: a session
 * @capability: in upper case
 *
 * Returns: whether the server has it, as far as it is known now.
 */
gboolean
tocsin_imap4_session_has (TocsinImap4Session *self, const char *capability)
{
  return imap4_capabilities_has (self->capabilities, capability);
}

/**
 * tocsin_imap4_session_dup_capability_value:
 * @self: a session
 * @name: in upper case, such as `APPENDLIMIT`
 *
 * Returns: (transfer full) (nullable): the value that the server gives it, as far as it is known.
 */
char *
tocsin_imap4_session_dup_capability_value (TocsinImap4Session *self, const char *name)
{
  return imap4_capabilities_dup_value (self->capabilities, name);
}

/**
 * tocsin_imap4_session_lose:
 * @self: a session
 * @capability: in upper case, what the server claims and can't do
 *
 * Does without it from now on, in this session and in those to come.
 */
void
tocsin_imap4_session_lose (TocsinImap4Session *self, const char *capability)
{
  imap4_memory_note (imap4_memory_of (tocsin_session_get_endpoint (TOCSIN_SESSION (self))),
                     capability);
  if (self->capabilities != NULL)
    imap4_capabilities_remove (self->capabilities, capability);
}

/**
 * tocsin_imap4_session_list_capabilities:
 * @self: a session
 *
 * Returns: (transfer full): what the server can do, for people.
 */
char *
tocsin_imap4_session_list_capabilities (TocsinImap4Session *self)
{
  return self->capabilities != NULL ? imap4_capabilities_to_string (self->capabilities)
                                    : g_strdup ("");
}

/**
 * tocsin_imap4_session_list_mechanisms:
 * @self: a session
 *
 * Returns: (transfer full): the SASL mechanisms that the server offers.
 */
GStrv
tocsin_imap4_session_list_mechanisms (TocsinImap4Session *self)
{
  return self->capabilities != NULL ? imap4_capabilities_get_mechanisms (self->capabilities)
                                    : g_new0 (char *, 1);
}

/**
 * tocsin_imap4_session_count_capabilities:
 * @self: a session
 *
 * Returns: how many times the server told them so far.
 */
guint
tocsin_imap4_session_count_capabilities (TocsinImap4Session *self)
{
  return self->told;
}

/**
 * tocsin_imap4_session_knows_capabilities:
 * @self: a session
 *
 * Returns: whether the server has told what it can do since that was dropped.
 */
gboolean
tocsin_imap4_session_knows_capabilities (TocsinImap4Session *self)
{
  return self->capabilities != NULL;
}

/**
 * tocsin_imap4_session_drop_capabilities:
 * @self: a session
 *
 * Quirk 3: what a server can do changes with TLS, with signing in and with ENABLE.
 */
void
tocsin_imap4_session_drop_capabilities (TocsinImap4Session *self)
{
  g_clear_pointer (&self->capabilities, imap4_capabilities_free);
}

/**
 * tocsin_imap4_session_ensure_capabilities:
 * @self: a session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Asks for them, unless the server has told them since they were dropped.
 *
 * Returns: whether they are known.
 */
gboolean
tocsin_imap4_session_ensure_capabilities (TocsinImap4Session *self,
                                          GCancellable *cancellable,
                                          GError **error)
{
  g_autoptr (Imap4Command) command = imap4_command_new ("CAPABILITY");

  if (self->capabilities != NULL)
    return TRUE;
  if (!tocsin_imap4_session_run (self, command, NULL, IMAP4_PHASE_COMMAND, cancellable, error))
    return FALSE;
  if (self->capabilities == NULL)
    take_capabilities (self, "");

  return TRUE;
}

/**
 * tocsin_imap4_session_greeted:
 * @self: a session
 * @greeting: OK or PREAUTH
 * @error: where to put what was wrong with it
 *
 * Returns: whether what the greeting tells was taken in.
 */
gboolean
tocsin_imap4_session_greeted (TocsinImap4Session *self,
                              const Imap4Response *greeting,
                              GError **error)
{
  self->preauthenticated = greeting->status == IMAP4_STATUS_PREAUTH;

  return observe (greeting, self, error);
}
