/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Which letter a keyword has in the names of a folder's files. The list is Dovecot's, lock and all,
 * so that a server that stands before the same directory and we agree. */
#include "plugins/maildir/keywords.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/base/text.h"
#include "core/mail/maildir-directory.h"
#include "core/mail/maildir-keywords.h"
#include "plugins/maildir/files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK TOCSIN_MAILDIR_KEYWORDS_FILE ".lock"

/* “Passed”: resent, forwarded or bounced, which Maildir has a letter for (RFC 5788). */
#define FORWARDED "$Forwarded"
#define PASSED 'P'

/* Seconds after which a lock was left behind by a program that ended; and milliseconds, between
 * tries and in all, that we wait for one that was not. */
#define STALE 60
#define PAUSE 20
#define PATIENCE 5000

static gboolean
find_letter (const TocsinMaildirKeywords *known, const char *keyword, char *letter)
{
  for (guint i = 0; i < TOCSIN_MAILDIR_MAX_KEYWORDS; i++)
    if (known->names[i] != NULL && g_ascii_strcasecmp (known->names[i], keyword) == 0)
      {
        *letter = (char) ('a' + i);
        return TRUE;
      }

  return FALSE;
}

static void
break_stale_lock (int fd)
{
  struct stat info;

  if (fstatat (fd, LOCK, &info, AT_SYMLINK_NOFOLLOW) == 0
      && info.st_mtim.tv_sec + STALE < g_get_real_time () / G_USEC_PER_SEC)
    unlinkat (fd, LOCK, 0);
}

static void
pause_for (GCancellable *cancellable)
{
  GPollFD poll_fd;
  gboolean polls = g_cancellable_make_pollfd (cancellable, &poll_fd);

  g_poll (&poll_fd, polls ? 1 : 0, PAUSE);
  if (polls)
    g_cancellable_release_fd (cancellable);
}

/* The lock is the new list: whoever may make the file may write it, and puts it in place by a
 * rename. */
static int
take_lock (int fd, GCancellable *cancellable, GError **error)
{
  for (guint waited = 0; waited < PATIENCE; waited += PAUSE)
    {
      int lock = openat (fd, LOCK, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

      if (lock >= 0)
        return lock;
      if (errno != EEXIST)
        {
          tocsin_error_set_errno (error, errno, _ ("Locking the list of keywords"));
          return -1;
        }
      break_stale_lock (fd);
      pause_for (cancellable);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          tocsin_error_translate (error, _ ("Locking the list of keywords"));
          return -1;
        }
    }
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED,
                       _ ("another program holds the list of keywords locked"));

  return -1;
}

static gboolean
choose_letter (TocsinMaildirKeywords *known, const char *keyword, char *letter, GError **error)
{
  for (guint i = 0; i < TOCSIN_MAILDIR_MAX_KEYWORDS; i++)
    if (known->names[i] == NULL)
      {
        known->names[i] = g_strdup (keyword);
        *letter = (char) ('a' + i);
        return TRUE;
      }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("the folder has %d keywords already, and a Maildir has letters for no more"),
               TOCSIN_MAILDIR_MAX_KEYWORDS);
  return FALSE;
}

static gboolean
write_list (int fd, int lock, const TocsinMaildirKeywords *known, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  struct stat info;

  for (guint i = 0; i < TOCSIN_MAILDIR_MAX_KEYWORDS; i++)
    if (known->names[i] != NULL)
      g_string_append_printf (text, "%u %s\n", i, known->names[i]);
  /* Readable for whom the folder is. */
  if (fstat (fd, &info) == 0 && fchmod (lock, info.st_mode & 0666) != 0)
    g_debug ("%s: %s", LOCK, g_strerror (errno));
  maildir_files_give (lock, fd);
  if (!tocsin_temporary_write (lock, text->str, text->len, error))
    return FALSE;
  if (fsync (lock) == 0 && renameat (fd, LOCK, fd, TOCSIN_MAILDIR_KEYWORDS_FILE) == 0)
    return TRUE;
  tocsin_error_set_errno (error, errno, _ ("Writing the list of keywords"));

  return FALSE;
}

/* Under the lock the list is read anew: somebody else may have added the very keyword. */
static gboolean
add_keyword (int fd, const char *keyword, char *letter, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinMaildirKeywords) known = NULL;
  gboolean written = FALSE, found;
  int lock = take_lock (fd, cancellable, error);

  if (lock < 0)
    return FALSE;
  known = tocsin_maildir_keywords_read (fd);
  found = find_letter (known, keyword, letter);
  if (!found && choose_letter (known, keyword, letter, error))
    written = write_list (fd, lock, known, error);
  close (lock);
  if (!written)
    unlinkat (fd, LOCK, 0);

  return found || written;
}

/**
 * maildir_keywords_find:
 * @root: a Maildir
 * @folder: the id of one of its folders
 * @keyword: a keyword
 * @add: whether it gets a letter if it has none
 * @letter: (out): its letter, NUL if it has none
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED when there are too many
 *
 * Returns: whether that is known.
 */
gboolean
maildir_keywords_find (const char *root,
                       const char *folder,
                       const char *keyword,
                       gboolean add,
                       char *letter,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (TocsinMaildirKeywords) known = NULL;
  gboolean found = TRUE;
  int fd;

  *letter = PASSED;
  if (g_ascii_strcasecmp (keyword, FORWARDED) == 0)
    return TRUE;

  *letter = '\0';
  fd = tocsin_maildir_directory_open (root, folder, NULL, error);
  if (fd < 0)
    return FALSE;
  known = tocsin_maildir_keywords_read (fd);
  if (!find_letter (known, keyword, letter) && add)
    found = add_keyword (fd, keyword, letter, cancellable, error);
  close (fd);

  return found;
}
