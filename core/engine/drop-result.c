/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a queue directory shows: what could not be taken, and how mail ended. */
#include "core/engine/drop-private.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/base/file-name.h"
#include "core/base/write-all.h"
#include "core/engine/describe.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FAILED "failed"
#define SENT "sent"

/* Under this name a file is written until it is whole. */
#define UNFINISHED ".unfinished"

/* Two files of one name are told apart by a number; more than so many are a mistake. */
#define MOST_OF_ONE_NAME 10000

#define CHUNK (64 * 1024)

/* So much mail is shown in its folder in one go. */
#define MOST_FILED 64

static gboolean
fail (TocsinDropFolder *folder, const char *name, GError **error)
{
  tocsin_error_set_errno (error, errno, _ ("Writing %s in %s"), name, folder->path);

  return FALSE;
}

/* Returns: a descriptor of the folder within, or -1. Nobody's link leads out of it. */
static int
open_folder (TocsinDropFolder *folder, const char *name, GError **error)
{
  int fd;

  if (mkdirat (folder->fd, name, 0700) != 0 && errno != EEXIST)
    {
      fail (folder, name, error);
      return -1;
    }
  fd = openat (folder->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    fail (folder, name, error);

  return fd;
}

/* Whole or not at all, and on the disk. Takes @fd over. */
static gboolean
finish_file (int directory, int fd, gboolean written, const char *name)
{
  gboolean good = written && fdatasync (fd) == 0;
  int saved_errno = errno;

  close (fd);
  if (good && renameat (directory, UNFINISHED, directory, name) == 0)
    return fsync (directory) == 0;

  if (good)
    saved_errno = errno;
  unlinkat (directory, UNFINISHED, 0);
  errno = saved_errno;

  return FALSE;
}

static int
begin_file (int directory)
{
  unlinkat (directory, UNFINISHED, 0);

  return openat (directory, UNFINISHED, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static gboolean
write_text (int directory, const char *name, const char *text)
{
  int fd = begin_file (directory);

  return fd >= 0 && finish_file (directory, fd, tocsin_write_all (fd, text, strlen (text)), name);
}

/* What is told of a file in `failed/` and `sent/`. */
static char *
print_result (GVariant *result)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (result);
  g_autoptr (JsonNode) node = json_gvariant_serialize (owned);
  g_autofree char *text = json_to_string (node, TRUE);

  return g_strconcat (text, "\n", NULL);
}

static char *
strip_ending (const char *name)
{
  return g_str_has_suffix (name, ".eml") ? g_strndup (name, strlen (name) - 4) : g_strdup (name);
}

/* The file keeps its name, unless there is one already. Returns: (nullable): what it is now. */
static char *
move_aside (TocsinDropFolder *folder, int directory, const char *name)
{
  g_autofree char *stem = strip_ending (name);

  for (guint number = 1; number < MOST_OF_ONE_NAME; number++)
    {
      g_autofree char *target =
          number == 1 ? g_strdup (stem) : g_strdup_printf ("%s-%u", stem, number);
      g_autofree char *file = g_strconcat (target, ".eml", NULL);

      if (renameat2 (folder->fd, name, directory, file, RENAME_NOREPLACE) == 0)
        return g_steal_pointer (&target);
      if (errno != EEXIST)
        return NULL;
    }

  return NULL;
}

static void
move_sidecar (TocsinDropFolder *folder, int directory, const char *name, const char *target)
{
  g_autofree char *sidecar = tocsin_drop_letter_name_sidecar (name);
  g_autofree char *file = g_strconcat (target, ".json", NULL);

  if (renameat (folder->fd, sidecar, directory, file) != 0 && errno != ENOENT)
    g_debug ("%s/%s: %s", folder->path, sidecar, g_strerror (errno));
}

/*< private >
 * tocsin_drop_result_put_aside:
 * @folder: a queue directory
 * @name: a file that can't be taken
 * @reason: why
 * @error: why it can't be put aside either
 *
 * Moves it to `failed/`, with its sidecar, and says why beside it.
 */
gboolean
tocsin_drop_result_put_aside (TocsinDropFolder *folder,
                              const char *name,
                              const GError *reason,
                              GError **error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *target = NULL;
  g_autofree char *result = NULL;
  g_autofree char *text = NULL;
  int directory = open_folder (folder, FAILED, error);
  gboolean done;

  if (directory < 0)
    return FALSE;

  target = move_aside (folder, directory, name);
  if (target == NULL)
    {
      fail (folder, name, error);
      close (directory);
      return FALSE;
    }
  move_sidecar (folder, directory, name, target);
  tocsin_describe_string (&dict, "state", "refused");
  tocsin_describe_string (&dict, "file", name);
  g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (reason));
  text = print_result (g_variant_dict_end (&dict));
  result = g_strconcat (target, ".result.json", NULL);
  done = write_text (directory, result, text) || fail (folder, result, error);
  close (directory);
  fsync (folder->fd);

  return done;
}

static gboolean
copy_content (TocsinDropFolder *folder,
              TocsinOutboxMail *mail,
              int fd,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GInputStream) content = tocsin_outbox_open_message (folder->outbox, mail, error);
  g_autofree char *buffer = g_malloc (CHUNK);
  gssize n;

  if (content == NULL)
    return FALSE;
  while ((n = g_input_stream_read (content, buffer, CHUNK, cancellable, error)) > 0)
    if (!tocsin_write_all (fd, buffer, (gsize) n))
      return fail (folder, UNFINISHED, error);

  return n == 0;
}

static gboolean
write_message (TocsinDropFolder *folder,
               TocsinOutboxMail *mail,
               int directory,
               const char *name,
               GCancellable *cancellable,
               GError **error)
{
  int fd = begin_file (directory);
  gboolean copied;
  gboolean finished;

  if (fd < 0)
    return fail (folder, name, error);
  copied = copy_content (folder, mail, fd, cancellable, error);
  finished = finish_file (directory, fd, copied, name);

  return finished || (copied && fail (folder, name, error));
}

/* The same for the same mail, however often it is filed: what a crash has left half done is done
 * again. */
static char *
name_mail (const TocsinOutboxMail *mail)
{
  g_autofree char *stem = mail->name != NULL ? strip_ending (mail->name) : NULL;
  g_autofree char *clean = stem != NULL ? tocsin_file_name_clean (stem, "mail") : NULL;

  return clean != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT "-%s", mail->id, clean)
                       : g_strdup_printf ("%" G_GINT64_FORMAT, mail->id);
}

static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE);
}

/* Shows it in `sent/` or `failed/`, with a `.result.json` that tells what became of whom. */
static gboolean
write_result (TocsinDropFolder *folder,
              TocsinOutboxMail *mail,
              GCancellable *cancellable,
              GError **error)
{
  const char *place = mail->state == TOCSIN_OUTBOX_SENT ? SENT : FAILED;
  g_autofree char *stem = name_mail (mail);
  g_autofree char *message = g_strconcat (stem, ".eml", NULL);
  g_autofree char *result = g_strconcat (stem, ".result.json", NULL);
  g_autofree char *text = print_result (tocsin_outbox_mail_describe (mail));
  g_autoptr (GError) local_error = NULL;
  int directory = open_folder (folder, place, error);
  gboolean done;

  if (directory < 0)
    return FALSE;
  /* Of what is not there any more the result is shown all the same. */
  done = write_message (folder, mail, directory, message, cancellable, &local_error)
         || is_gone (local_error);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    done = write_text (directory, result, text) || fail (folder, result, error);
  close (directory);

  return done;
}

static gboolean
file_one (TocsinDropFolder *self,
          TocsinOutboxMail *mail,
          gboolean keep_sent,
          GCancellable *cancellable,
          GError **error)
{
  g_autofree char *spool = NULL;

  if ((keep_sent || mail->state != TOCSIN_OUTBOX_SENT)
      && !write_result (self, mail, cancellable, error))
    return FALSE;

  tocsin_fault_hit ("outbox-file-after");
  if (!tocsin_outbox_journal_set_filed (tocsin_outbox_get_journal (self->outbox), mail->id, &spool,
                                        error))
    return FALSE;
  if (spool != NULL)
    tocsin_spool_release (tocsin_outbox_get_spool (self->outbox), spool);

  return TRUE;
}

/**
 * tocsin_drop_folder_file: (skip)
 * @self: a queue directory that is open
 * @keep_sent: whether what was sent is to be shown, too
 * @cancellable: (nullable): to stop it
 * @error: why something can't be shown there now; it is tried again
 *
 * Shows mail that is over and not shown yet.
 *
 * Returns: whether all of it is.
 */
gboolean
tocsin_drop_folder_file (TocsinDropFolder *self,
                         gboolean keep_sent,
                         GCancellable *cancellable,
                         GError **error)
{
  TocsinOutboxJournal *journal = tocsin_outbox_get_journal (self->outbox);

  g_return_val_if_fail (self->fd >= 0, FALSE);

  for (;;)
    {
      g_autoptr (GPtrArray) mails =
          tocsin_outbox_journal_list_unfiled (journal, self->connection, MOST_FILED, error);

      if (mails == NULL)
        return FALSE;
      for (guint i = 0; i < mails->len; i++)
        if (!file_one (self, g_ptr_array_index (mails, i), keep_sent, cancellable, error))
          return FALSE;
      if (mails->len < MOST_FILED)
        return TRUE;
    }
}
