/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/checkup.h"

#include "core/base/error.h"
#include "plugins/imap4/session/folders.h"
#include "plugins/imap4/session/session.h"

static gboolean
look_at_mailbox (TocsinImap4Session *session,
                 TocsinReport *report,
                 GCancellable *cancellable,
                 GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);

  tocsin_report_begin (report, TOCSIN_STEP_MAILBOX);
  if (!imap4_folder_open (session, "INBOX", FALSE, cancellable, error))
    return FALSE;

  tocsin_report_fact (report, "mailbox.name", "INBOX");
  tocsin_report_fact (report, "mailbox.messages", "%" G_GUINT64_FORMAT, mailbox->exists);
  tocsin_report_fact (report, "mailbox.uidvalidity", "%" G_GUINT64_FORMAT, mailbox->uid_validity);
  tocsin_report_fact (report, "mailbox.uidnext", "%" G_GUINT64_FORMAT, mailbox->uid_next);
  if (mailbox->id != NULL)
    tocsin_report_fact (report, "mailbox.id", "%s", mailbox->id);

  return TRUE;
}

static void
tell_features (TocsinImap4Session *session, TocsinReport *report)
{
  static const char *const features[] = { "IDLE",        "NOTIFY",    "MOVE",     "UIDPLUS",
                                          "CONDSTORE",   "QRESYNC",   "ESEARCH",  "LIST-STATUS",
                                          "SPECIAL-USE", "OBJECTID",  "LITERAL+", "UTF8=ACCEPT",
                                          "IMAP4REV2",   "X-GM-EXT-1" };
  g_autoptr (GString) has = g_string_new (NULL);
  g_autoptr (GString) lacks = g_string_new (NULL);

  tocsin_report_begin (report, TOCSIN_STEP_FEATURES);
  if (tocsin_imap4_session_get_server (session) != NULL)
    tocsin_report_fact (report, "server", "%s", tocsin_imap4_session_get_server (session));
  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    {
      GString *list = tocsin_imap4_session_has (session, features[i]) ? has : lacks;

      g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", features[i]);
    }
  tocsin_report_fact (report, "features", "%s", has->str);
  tocsin_report_fact (report, "features.missing", "%s", lacks->str);
}

/**
 * imap4_checkup:
 * @endpoint: where to
 * @report: who watches
 * @transcript: (nullable): where to write down what is said
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * The Test button: a session opened as any other is, with somebody watching, a look at INBOX, and
 * goodbye.
 *
 * Returns: whether all of it worked.
 */
gboolean
imap4_checkup (TocsinEndpoint *endpoint,
               TocsinReport *report,
               TocsinTranscript *transcript,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (TocsinSession) session =
      g_object_new (TOCSIN_TYPE_IMAP4_SESSION, "endpoint", endpoint, NULL);
  TocsinImap4Session *imap4 = TOCSIN_IMAP4_SESSION (session);
  g_autoptr (GError) failure = NULL;

  tocsin_session_set_report (session, report);
  tocsin_session_set_transcript (session, transcript);
  if (tocsin_session_open (session, cancellable, &failure)
      && look_at_mailbox (imap4, report, cancellable, &failure))
    {
      tell_features (imap4, report);
      tocsin_report_begin (report, TOCSIN_STEP_LOGOUT);
    }
  tocsin_session_close (session, cancellable);
  tocsin_report_end (report, failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}
