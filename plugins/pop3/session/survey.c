/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a session can tell of the mailbox and of its server, for a person who tries the settings. */
#include "plugins/pop3/session/survey.h"

#include "core/base/error.h"
#include "plugins/pop3/wire/listing.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*< private >
 * pop3_survey_check_folder:
 * @folder: a folder, as a person names it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING
 *
 * Returns: whether POP3 has it: INBOX is the only one.
 */
gboolean
pop3_survey_check_folder (const char *folder, GError **error)
{
  if (g_ascii_strcasecmp (folder, "INBOX") == 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, _ ("there is no folder “%s”"),
               folder);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("POP3 has one folder, INBOX; others are seen over IMAP"));
  return FALSE;
}

/*< private >
 * pop3_survey_count:
 * @session: an open session
 * @messages: (out): how many there are
 * @bytes: (out): how large they are together, as the server says
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether the server told.
 */
gboolean
pop3_survey_count (TocsinPop3Session *session,
                   guint64 *messages,
                   guint64 *bytes,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (Pop3Reply) reply = tocsin_pop3_session_ask (session, "STAT", cancellable, error);
  g_autofree char *count = NULL;
  gsize digits;

  if (reply == NULL || !pop3_trouble_check (reply, POP3_PHASE_COMMAND, "STAT", error))
    return FALSE;
  digits = strcspn (reply->text, " \t");
  count = g_strndup (reply->text, digits);
  if (!g_ascii_string_to_unsigned (count, 10, 0, G_MAXUINT32, messages, NULL))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the server does not say how many messages there are"));
      return FALSE;
    }
  *bytes = g_ascii_strtoull (reply->text + digits, NULL, 10);

  return TRUE;
}

/* Quirk 49: Gmail shows a message to one program and hides it from the next, unless each signs in
 * as "recent:" and its name. */
static void
hint_at_recent (TocsinPop3Session *session, TocsinReport *report)
{
  static const char *const hosts[] = { "pop.gmail.com", "pop.googlemail.com", NULL };
  TocsinEndpoint *endpoint = tocsin_session_get_endpoint (TOCSIN_SESSION (session));
  TocsinConnectionSettings *settings = tocsin_session_get_settings (TOCSIN_SESSION (session));
  const char *user =
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "authentication.username");
  g_autofree char *host = g_ascii_strdown (tocsin_endpoint_get_server_name (endpoint), -1);

  if (g_strv_contains (hosts, host) && !g_str_has_prefix (user, "recent:"))
    tocsin_report_warn (report,
                        _ ("Gmail hides over POP3 what any program has fetched already; with "
                           "authentication.username=recent:%s all mail of the last 30 days is "
                           "seen"),
                        user);
}

/*< private >
 * pop3_survey_look_at:
 * @session: an open session
 * @folder: (nullable): as a person names it; %NULL for INBOX
 * @report: (nullable): who watches
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING, or what else is wrong
 *
 * Asks how many messages there are.
 *
 * Returns: whether it can be read.
 */
gboolean
pop3_survey_look_at (TocsinSession *session,
                     const char *folder,
                     TocsinReport *report,
                     GCancellable *cancellable,
                     GError **error)
{
  guint64 messages, bytes;

  tocsin_report_fact (report, "mailbox.name", "%s", folder != NULL ? folder : "INBOX");
  if ((folder != NULL && !pop3_survey_check_folder (folder, error))
      || !pop3_survey_count (TOCSIN_POP3_SESSION (session), &messages, &bytes, cancellable, error))
    return FALSE;
  tocsin_report_fact (report, "mailbox.messages", "%" G_GUINT64_FORMAT, messages);
  tocsin_report_fact (report, "mailbox.bytes", "%" G_GUINT64_FORMAT, bytes);
  hint_at_recent (TOCSIN_POP3_SESSION (session), report);

  return TRUE;
}

static void
tell_features (TocsinPop3Session *session, TocsinReport *report)
{
  static const char *const features[] = { "UIDL", "TOP",        "PIPELINING",
                                          "UTF8", "RESP-CODES", "AUTH-RESP-CODE",
                                          "LANG" };
  g_autoptr (GString) has = g_string_new (NULL);
  g_autoptr (GString) lacks = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    {
      GString *list = tocsin_pop3_session_has (session, features[i]) ? has : lacks;

      g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", features[i]);
    }
  tocsin_report_fact (report, "features", "%s", has->str);
  tocsin_report_fact (report, "features.missing", "%s", lacks->str);
  if (tocsin_pop3_session_get_capabilities (session) != NULL
      && !tocsin_pop3_session_has (session, "UIDL"))
    tocsin_report_warn (report, _ ("The server may have no ids for messages (no UIDL): they are "
                                   "told apart by their headers, all of which are read each time"));
}

static void
tell_expire (TocsinPop3Session *session, TocsinReport *report)
{
  const char *words =
      pop3_capabilities_get_words (tocsin_pop3_session_get_capabilities (session), "EXPIRE");

  if (words == NULL || *words == '\0')
    return;
  tocsin_report_fact (report, "limits.expire", "%s", words);
  if (tocsin_pop3_session_deletes_what_was_read (session))
    tocsin_report_warn (report,
                        _ ("The server lets nobody leave mail there (EXPIRE 0): sessions in "
                           "which messages were read are cut, so that it removes none"));
  else if (g_ascii_strncasecmp (words, "NEVER", strlen ("NEVER")) != 0)
    tocsin_report_warn (report, _ ("The server removes mail by itself, after so many days: %s"),
                        words);
}

static void
tell_limits (TocsinPop3Session *session, TocsinReport *report)
{
  const TocsinEndpointLimits *limits =
      tocsin_endpoint_get_limits (tocsin_session_get_endpoint (TOCSIN_SESSION (session)));
  guint delay;

  if (pop3_capabilities_get_number (tocsin_pop3_session_get_capabilities (session), "LOGIN-DELAY",
                                    &delay)
      && delay > 0)
    {
      tocsin_report_fact (report, "limits.login-delay", "%u s", delay);
      tocsin_report_warn (report,
                          _ ("The server wants %u seconds from one sign-in to the next: mail is "
                             "looked for no more often"),
                          delay);
    }
  tell_expire (session, report);
  tocsin_report_fact (report, "limits.sessions", "%u", limits->pool_size);
  tocsin_report_fact (report, "limits.message", "%" G_GUINT64_FORMAT, limits->max_message_size);
}

/*< private >
 * pop3_survey_describe:
 * @session: an open session
 * @report: (nullable): who watches
 *
 * Tells what the server is, can do and allows.
 */
void
pop3_survey_describe (TocsinSession *session, TocsinReport *report)
{
  TocsinPop3Session *self = TOCSIN_POP3_SESSION (session);

  if (tocsin_pop3_session_get_server (self) != NULL)
    tocsin_report_fact (report, "server", "%s", tocsin_pop3_session_get_server (self));
  tell_features (self, report);
  tell_limits (self, report);
}
