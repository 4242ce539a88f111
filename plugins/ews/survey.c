/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What can be told of a mailbox and its server, for a person who tries the settings. */
#include "plugins/ews/survey.h"

#include "plugins/ews/meet.h"
#include "plugins/ews/folders.h"

static gboolean
look_at (GPtrArray *found, const char *name, TocsinReport *report, GError **error)
{
  g_autoptr (TocsinFolder) folder = NULL;

  tocsin_report_fact (report, "mailbox.name", "%s", name);
  folder = tocsin_folder_find (found, name, error);
  if (folder == NULL)
    return FALSE;
  if (folder->messages >= 0)
    tocsin_report_fact (report, "mailbox.messages", "%" G_GINT64_FORMAT, folder->messages);
  if (folder->unread >= 0)
    tocsin_report_fact (report, "mailbox.unread", "%" G_GINT64_FORMAT, folder->unread);

  return TRUE;
}

static gboolean
look_at_all (EwsAccount *account,
             const char *const *folders,
             TocsinReport *report,
             GCancellable *cancellable,
             GError **error)
{
  static const char *const inbox[] = { "INBOX", NULL };
  g_autoptr (GPtrArray) found = NULL;

  tocsin_report_begin (report, TOCSIN_STEP_MAILBOX);
  found = ews_folders_list (account, cancellable, error);
  if (found == NULL)
    return FALSE;
  if (folders == NULL || folders[0] == NULL)
    folders = inbox;
  for (gsize i = 0; folders[i] != NULL; i++)
    {
      if (i > 0)
        tocsin_report_begin (report, TOCSIN_STEP_MAILBOX);
      if (!look_at (found, folders[i], report, error))
        return FALSE;
    }

  return TRUE;
}

static void
describe (EwsAccount *account, TocsinReport *report)
{
  EwsVersion server = ews_dialect_get_server (ews_account_get_dialect (account));
  const EwsWhom *whom = ews_account_get_whom (account);

  tocsin_report_begin (report, TOCSIN_STEP_FEATURES);
  if (server != EWS_VERSION_UNKNOWN)
    tocsin_report_fact (report, "server.version", "%s", ews_version_to_string (server));
  tocsin_report_fact (report, "server.notifications", "%s",
                      server >= EWS_VERSION_2010_SP1 ? "streaming" : "pull");
  if (whom->mailbox != NULL)
    tocsin_report_fact (report, "mailbox.access", "%s",
                        whom->impersonates ? "impersonate" : "delegate");
}

/**
 * ews_survey:
 * @account: an account of which nothing was asked yet
 * @folders: (nullable): names of folders to look at; %NULL for INBOX
 * @report: (nullable): who watches
 * @transcript: (nullable): where to write down what is said
 * @cancellable: (nullable): to stop it
 * @error: where to put why the first failed step failed
 *
 * Signs in as work does, looks at the folders and tells what the server is.
 *
 * Returns: whether all of it went well.
 */
gboolean
ews_survey (EwsAccount *account,
            const char *const *folders,
            TocsinReport *report,
            TocsinTranscript *transcript,
            GCancellable *cancellable,
            GError **error)
{
  if (!ews_meet_watched (account, report, transcript, cancellable, error)
      || !look_at_all (account, folders, report, cancellable, error))
    return FALSE;
  describe (account, report);

  return TRUE;
}
