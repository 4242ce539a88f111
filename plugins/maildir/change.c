/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What actions do to messages. Flags are letters in a file's name, so a change is a rename from the
 * name that was looked at to another: if somebody else was quicker, it fails, and the message is
 * found again under the name it has now, with the flags it has now. */
#include "plugins/maildir/change.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/maildir/deliver.h"
#include "plugins/maildir/files.h"
#include "plugins/maildir/keywords.h"
#include "plugins/maildir/letters.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So often in a row may others rename a message while we want to. */
#define CHASES 20

/* A change while it is made. */
typedef struct
{
  const MaildirChange *change;
  MaildirFiles source;
  MaildirFiles target;
  char letter;
  gboolean sets;
  GCancellable *cancellable;
} Work;

static void
work_clear (Work *self)
{
  maildir_files_clear (&self->source);
  maildir_files_clear (&self->target);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

typedef enum
{
  DONE,
  FAILED,
  ELSEWHERE,
} Result;

static Result
fail (const TocsinMaildirEntry *entry, int saved_errno, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (entry->path, -1, 0);

  if (saved_errno == ENOENT)
    return ELSEWHERE;
  tocsin_error_set_errno (error, saved_errno, _ ("The message “%s” can't be changed"), shown);

  return FAILED;
}

/* What stands in `new` has no flags yet; with the first it goes to `cur`. Where nothing is to be
 * done it has to be seen that the name is still the message's, for it was remembered. */
static Result
set_letter (Work *self, const TocsinMaildirEntry *entry, TocsinMessageRef **result, GError **error)
{
  int from = maildir_files_open (&self->source, entry->subdirectory, error);
  int to = from >= 0 ? maildir_files_open (&self->source, "cur", error) : -1;
  g_autofree char *name = NULL;
  struct stat info;

  if (to < 0)
    return FAILED;
  if (self->letter == '\0')
    return DONE;
  if (maildir_letters_has (entry->name, self->letter) == self->sets)
    return fstatat (from, entry->name, &info, AT_SYMLINK_NOFOLLOW) == 0
               ? DONE
               : fail (entry, errno, error);
  name = maildir_letters_change (entry->name, self->letter, self->sets);

  return maildir_files_rename (from, entry->name, to, name) == 0 ? DONE
                                                                 : fail (entry, errno, error);
}

static Result
remove_file (Work *self, const TocsinMaildirEntry *entry, TocsinMessageRef **result, GError **error)
{
  int fd = maildir_files_open (&self->source, entry->subdirectory, error);

  if (fd < 0)
    return FAILED;

  return unlinkat (fd, entry->name, 0) == 0 ? DONE : fail (entry, errno, error);
}

static TocsinMessageRef *
make_ref (const Work *self, const TocsinMaildirEntry *entry, const char *name)
{
  g_autofree char *key = tocsin_maildir_entry_make_key (name);
  TocsinMessageRef *ref = tocsin_message_ref_new (self->change->target, key);

  ref->size = entry->size;
  ref->received = entry->received;

  return ref;
}

/* A new name in the other folder, where keywords have other letters. For one that has no room
 * there, no mail stays behind. */
static char *
make_name (Work *self, const TocsinMaildirEntry *entry)
{
  g_autofree char *name = maildir_files_new_name (entry->name);
  g_autofree char *plain = NULL;

  if (g_str_equal (self->source.folder, self->target.folder))
    return g_steal_pointer (&name);
  plain = maildir_letters_drop_keywords (name);
  for (guint i = 0; entry->keywords[i] != NULL; i++)
    {
      g_autofree char *before = g_steal_pointer (&plain);
      char letter = '\0';

      if (maildir_keywords_find (self->change->root, self->target.folder, entry->keywords[i], TRUE,
                                 &letter, self->cancellable, NULL)
          && letter != '\0')
        plain = maildir_letters_change (before, letter, TRUE);
      else
        plain = g_steal_pointer (&before);
    }

  return g_steal_pointer (&plain);
}

/* Errors of a link that a copy is the answer to: another disk, no links at all or no more of them,
 * or none to a file of somebody else's. */
static gboolean
wants_copy (int saved_errno)
{
  return saved_errno == EXDEV || saved_errno == EPERM || saved_errno == EMLINK
         || saved_errno == EOPNOTSUPP || saved_errno == ENOSYS;
}

static Result
copy_content (Work *self, const TocsinMaildirEntry *entry, const char *name, GError **error)
{
  int from = maildir_files_open (&self->source, entry->subdirectory, error);
  gboolean copied;
  int fd;

  if (from < 0)
    return FAILED;
  fd = openat (from, entry->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    return fail (entry, errno, error);
  copied =
      maildir_deliver_copy (&self->target, fd, entry->subdirectory, name, self->cancellable, error);
  close (fd);

  return copied ? DONE : FAILED;
}

/* A copy is a second name of the same file, which nobody ever changes. */
static Result
copy_file (Work *self, const TocsinMaildirEntry *entry, TocsinMessageRef **result, GError **error)
{
  g_autofree char *name = make_name (self, entry);
  int from = maildir_files_open (&self->source, entry->subdirectory, error);
  int to = from >= 0 ? maildir_files_open (&self->target, entry->subdirectory, error) : -1;
  Result done = DONE;

  if (to < 0)
    return FAILED;
  if (linkat (from, entry->name, to, name, 0) != 0)
    done =
        wants_copy (errno) ? copy_content (self, entry, name, error) : fail (entry, errno, error);
  if (done == DONE)
    *result = make_ref (self, entry, name);

  return done;
}

/* To another disk: first it is safe there, then it goes away here. */
static Result
move_over (Work *self, const TocsinMaildirEntry *entry, const char *name, GError **error)
{
  Result done = copy_content (self, entry, name, error);

  if (done != DONE)
    return done;
  if (!maildir_files_sync (&self->target, error))
    return FAILED;

  return remove_file (self, entry, NULL, error);
}

static Result
move_file (Work *self, const TocsinMaildirEntry *entry, TocsinMessageRef **result, GError **error)
{
  g_autofree char *name = make_name (self, entry);
  int from = maildir_files_open (&self->source, entry->subdirectory, error);
  int to = from >= 0 ? maildir_files_open (&self->target, entry->subdirectory, error) : -1;
  Result done = DONE;

  if (to < 0)
    return FAILED;
  if (maildir_files_rename (from, entry->name, to, name) != 0)
    done = errno == EXDEV ? move_over (self, entry, name, error) : fail (entry, errno, error);
  if (done == DONE)
    *result = make_ref (self, entry, name);

  return done;
}

typedef Result (*Act) (Work *self,
                       const TocsinMaildirEntry *entry,
                       TocsinMessageRef **result,
                       GError **error);

static Act
find_act (TocsinMailVerb verb)
{
  switch (verb)
    {
    case TOCSIN_MAIL_MOVE:
      return move_file;
    case TOCSIN_MAIL_COPY:
      return copy_file;
    case TOCSIN_MAIL_DELETE:
      return remove_file;
    case TOCSIN_MAIL_MARK_READ:
    case TOCSIN_MAIL_MARK_UNREAD:
    case TOCSIN_MAIL_FLAG:
    case TOCSIN_MAIL_UNFLAG:
    case TOCSIN_MAIL_ADD_KEYWORD:
    case TOCSIN_MAIL_REMOVE_KEYWORD:
    default:
      return set_letter;
    }
}

static gboolean
choose_letter (Work *self, GError **error)
{
  const TocsinMailOperation *operation = self->change->operation;
  TocsinMailVerb verb = operation->verb;

  self->sets =
      verb == TOCSIN_MAIL_MARK_READ || verb == TOCSIN_MAIL_FLAG || verb == TOCSIN_MAIL_ADD_KEYWORD;
  if (verb == TOCSIN_MAIL_MARK_READ || verb == TOCSIN_MAIL_MARK_UNREAD)
    self->letter = 'S';
  else if (verb == TOCSIN_MAIL_FLAG || verb == TOCSIN_MAIL_UNFLAG)
    self->letter = 'F';
  else if (verb == TOCSIN_MAIL_ADD_KEYWORD || verb == TOCSIN_MAIL_REMOVE_KEYWORD)
    return tocsin_mail_keyword_check (operation->argument, error)
           && maildir_keywords_find (self->change->root, self->change->folder, operation->argument,
                                     self->sets, &self->letter, self->cancellable, error);

  return TRUE;
}

/* One that is gone is no error. */
static gboolean
change_one (Work *self, const TocsinMessageRef *ref, TocsinMessageRef **result, GError **error)
{
  Act act = find_act (self->change->operation->verb);

  for (guint try = 0; try < CHASES; try++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (TocsinMaildirEntry) entry = tocsin_maildir_find (
          self->change->source, ref->key, try > 0, self->cancellable, &local_error);
      Result done;

      if (g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE))
        return TRUE;
      if (entry == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      done = act (self, entry, result, error);
      if (done != ELSEWHERE)
        return done == DONE;
    }
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
               _ ("message %s is renamed by other programs all the time"), ref->key);

  return FALSE;
}

static void
unref_result (gpointer ref)
{
  g_clear_pointer ((TocsinMessageRef **) &ref, tocsin_message_ref_unref);
}

/* Mail must not be lost for a power cut; a flag may, as with servers. */
static gboolean
settle (Work *self, GError **error)
{
  if (find_act (self->change->operation->verb) == set_letter)
    return TRUE;

  return maildir_files_sync (&self->target, error) && maildir_files_sync (&self->source, error);
}

/**
 * maildir_change:
 * @self: what to do
 * @refs: (element-type TocsinMessageRef): messages of its folder
 * @results: (out) (optional): as of tocsin_mail_store_apply()
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is done.
 */
gboolean
maildir_change (const MaildirChange *self,
                GPtrArray *refs,
                GPtrArray **results,
                GCancellable *cancellable,
                GError **error)
{
  g_auto (Work) work = { .change = self, .cancellable = cancellable };
  g_autoptr (GPtrArray) made = g_ptr_array_new_full (refs->len, unref_result);
  const char *target = self->target != NULL ? self->target : self->folder;

  maildir_files_init (&work.source, self->root, self->folder);
  maildir_files_init (&work.target, self->root, target);
  if (!choose_letter (&work, error))
    return FALSE;
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      TocsinMessageRef *result = NULL;

      /* It is there already. */
      if (self->operation->verb == TOCSIN_MAIL_MOVE && g_str_equal (target, self->folder))
        result = tocsin_message_ref_ref (ref);
      else if (!change_one (&work, ref, &result, error))
        return FALSE;
      g_ptr_array_add (made, result);
    }
  if (!settle (&work, error))
    return FALSE;
  if (results != NULL)
    *results = g_steal_pointer (&made);

  return TRUE;
}
