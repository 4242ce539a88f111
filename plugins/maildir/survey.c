/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What can be told of a mailbox, for a person who tries the settings. Changes nothing. */
#include "plugins/maildir/survey.h"

#include "core/base/text.h"
#include "core/mail/maildir-directory.h"
#include "core/mail/maildir-keywords.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#define LIMIT "/proc/sys/fs/inotify/max_user_watches"

/* Actions rename files from one directory to another: all three must be writable. */
static gboolean
is_writable (const char *root, const char *folder)
{
  static const char *const parts[] = { "cur", "new", "tmp" };
  gboolean writable = TRUE;

  for (gsize i = 0; writable && i < G_N_ELEMENTS (parts); i++)
    {
      int fd = tocsin_maildir_directory_open (root, folder, parts[i], NULL);

      /* One that is missing is made when it is needed. */
      if (fd < 0)
        continue;
      writable = faccessat (fd, ".", W_OK | X_OK, 0) == 0;
      close (fd);
    }

  return writable;
}

static gboolean
look_at (TocsinMailStore *mail,
         const char *root,
         const char *name,
         TocsinReport *report,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (TocsinFolder) folder = tocsin_mail_store_find_folder (mail, name, cancellable, error);
  g_autoptr (GPtrArray) refs = NULL;

  if (folder == NULL)
    return FALSE;
  tocsin_report_fact (report, "mailbox.name", "%s", folder->name);
  /* Read as work reads it. */
  refs = tocsin_mail_store_search (mail, folder->id, NULL, cancellable, error);
  if (refs == NULL)
    return FALSE;
  tocsin_report_fact (report, "mailbox.messages", "%u", refs->len);
  if (folder->unread >= 0)
    tocsin_report_fact (report, "mailbox.unread", "%" G_GINT64_FORMAT, folder->unread);
  if (!is_writable (root, folder->id))
    tocsin_report_warn (report,
                        _ ("mailbox.no-permission: this folder can be read but not changed; "
                           "actions that mark, move or delete mail will not work"));

  return TRUE;
}

static guint
count_keywords (const char *root)
{
  int fd = tocsin_maildir_directory_open (root, TOCSIN_MAILDIR_INBOX, NULL, NULL);
  g_autoptr (TocsinMaildirKeywords) keywords = tocsin_maildir_keywords_read (fd);
  guint count = 0;

  if (fd >= 0)
    close (fd);
  for (guint i = 0; i < TOCSIN_MAILDIR_MAX_KEYWORDS; i++)
    count += keywords->names[i] != NULL;

  return count;
}

static void
tell_watch (const MaildirWatchMeans *means, TocsinReport *report)
{
  g_autofree char *limit = NULL;

  if (means->polls)
    tocsin_report_fact (report, "watch", _ ("looked at every %u seconds"), means->interval);
  else
    tocsin_report_fact (report, "watch", "%s", "inotify");
  if (means->remote != NULL)
    tocsin_report_warn (report,
                        _ ("The directory is on a network file system (%s), which does not tell of "
                           "mail that others put there"),
                        means->remote);
  else if (!means->notifies && !means->chosen)
    tocsin_report_warn (report, _ ("The system has no watch left for this directory: raise "
                                   "fs.inotify.max_user_watches or fs.inotify.max_user_instances"));
  if (!means->polls && g_file_get_contents (LIMIT, &limit, NULL, NULL))
    tocsin_report_fact (report, "watch.limit", "%s", g_strstrip (limit));
}

/**
 * maildir_survey:
 * @mail: the mailbox
 * @root: its directory
 * @folders: (nullable) (array zero-terminated=1): the names of folders to look at
 * @means: how new mail is noticed there
 * @report: (nullable): who watches; its step of the mailbox has begun
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all of it could be looked at.
 */
gboolean
maildir_survey (TocsinMailStore *mail,
                const char *root,
                const char *const *folders,
                const MaildirWatchMeans *means,
                TocsinReport *report,
                GCancellable *cancellable,
                GError **error)
{
  static const char *const inbox[] = { TOCSIN_MAILDIR_INBOX, NULL };
  g_autofree char *shown = tocsin_text_escape (root, -1, 0);
  g_autoptr (GPtrArray) all = NULL;

  tocsin_report_fact (report, "mailbox.directory", "%s", shown);
  if (folders == NULL || folders[0] == NULL)
    folders = inbox;
  for (gsize i = 0; folders[i] != NULL; i++)
    {
      if (i > 0)
        tocsin_report_begin (report, TOCSIN_STEP_MAILBOX);
      if (!look_at (mail, root, folders[i], report, cancellable, error))
        return FALSE;
    }

  tocsin_report_begin (report, TOCSIN_STEP_FEATURES);
  all = tocsin_mail_store_list_folders (mail, cancellable, error);
  if (all == NULL)
    return FALSE;
  tocsin_report_fact (report, "folders", "%u", all->len);
  tocsin_report_fact (report, "keywords", _ ("%u of %d"), count_keywords (root),
                      TOCSIN_MAILDIR_MAX_KEYWORDS);
  tell_watch (means, report);
  tocsin_report_end (report, NULL);

  return TRUE;
}
