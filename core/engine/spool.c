/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/spool.h"

#include "core/base/error.h"
#include "core/engine/spool-folder.h"
#include "core/engine/storage.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".seg"

/* A name is 16 hexadecimal digits and the suffix: nothing else in the folder is ever touched. */
#define NAME_DIGITS 16
#define NAME_LENGTH (NAME_DIGITS + sizeof SUFFIX - 1)

typedef struct
{
  guint n_references;
  gboolean is_written; /* a batch still adds to it */
} Segment;

struct _TocsinSpool
{
  GObject parent_instance;

  TocsinSpoolFolder *folder;

  GMutex lock;            /* guards the rest */
  GHashTable *references; /* text → how many hold it */
  GHashTable *segments;   /* name → Segment */
};

G_DEFINE_FINAL_TYPE (TocsinSpool, tocsin_spool, G_TYPE_OBJECT)

static void
tocsin_spool_finalize (GObject *object)
{
  TocsinSpool *self = TOCSIN_SPOOL (object);

  g_clear_pointer (&self->folder, tocsin_spool_folder_close);
  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->references);
  g_hash_table_unref (self->segments);

  G_OBJECT_CLASS (tocsin_spool_parent_class)->finalize (object);
}

static void
tocsin_spool_class_init (TocsinSpoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_spool_finalize;
}

static void
tocsin_spool_init (TocsinSpool *self)
{
  g_mutex_init (&self->lock);
  self->references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->segments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static const char *
get_path (TocsinSpool *self)
{
  return tocsin_spool_folder_get_path (self->folder);
}

static gboolean
is_segment_name (const char *name)
{
  return strlen (name) == NAME_LENGTH && strspn (name, "0123456789abcdef") == NAME_DIGITS
         && g_str_equal (name + NAME_DIGITS, SUFFIX);
}

static gboolean
parse_reference (const char *reference, char **name, gint64 *offset, gint64 *length)
{
  g_auto (GStrv) parts = g_strsplit (reference, ":", 4);
  guint64 from;
  guint64 size;

  if (g_strv_length (parts) != 3 || !is_segment_name (parts[0])
      || !g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXINT64, &from, NULL)
      || !g_ascii_string_to_unsigned (parts[2], 10, 0, G_MAXINT64, &size, NULL)
      || from > (guint64) G_MAXINT64 - size)
    return FALSE;

  *name = g_strdup (parts[0]);
  *offset = (gint64) from;
  *length = (gint64) size;

  return TRUE;
}

static char *
segment_of (const char *reference)
{
  char *name = NULL;
  gint64 offset;
  gint64 length;

  return parse_reference (reference, &name, &offset, &length) ? name : NULL;
}

static Segment *
ensure_segment (TocsinSpool *self, const char *name)
{
  Segment *segment = g_hash_table_lookup (self->segments, name);

  if (segment == NULL)
    {
      segment = g_new0 (Segment, 1);
      g_hash_table_insert (self->segments, g_strdup (name), segment);
    }

  return segment;
}

/* A segment that nobody names has no further use. That it could not be unlinked is found out, and
 * tried again, at the next start. */
static void
drop_if_unused (TocsinSpool *self, const char *name)
{
  Segment *segment = g_hash_table_lookup (self->segments, name);

  if (segment == NULL || segment->n_references > 0 || segment->is_written)
    return;

  if (!tocsin_spool_folder_remove_file (self->folder, name))
    g_debug ("Removing %s/%s: %s", get_path (self), name, g_strerror (errno));
  g_hash_table_remove (self->segments, name);
}

static void
retain_locked (TocsinSpool *self, const char *reference)
{
  g_autofree char *name = segment_of (reference);
  guint held;

  if (name == NULL)
    return;

  held = GPOINTER_TO_UINT (g_hash_table_lookup (self->references, reference));
  if (held == 0)
    ensure_segment (self, name)->n_references++;
  g_hash_table_insert (self->references, g_strdup (reference), GUINT_TO_POINTER (held + 1));
}

static void
release_locked (TocsinSpool *self, const char *reference)
{
  guint held = GPOINTER_TO_UINT (g_hash_table_lookup (self->references, reference));
  g_autofree char *name = segment_of (reference);

  if (held == 0)
    return;
  if (held > 1)
    {
      g_hash_table_insert (self->references, g_strdup (reference), GUINT_TO_POINTER (held - 1));
      return;
    }

  g_hash_table_remove (self->references, reference);
  ensure_segment (self, name)->n_references--;
  drop_if_unused (self, name);
}

static gboolean
fail_errno (TocsinSpool *self, int saved_errno, const char *doing, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, "%s", doing);
  tocsin_storage_explain (error, get_path (self));

  return FALSE;
}

/**
 * tocsin_spool_open:
 * @directory: the folder; made (mode 0700) if it is not there, its parent must be
 * @error: one of the storage codes
 *
 * Opens a spool. The caller holds the state directory's lock, and calls tocsin_spool_collect()
 * before anything else.
 *
 * Returns: (transfer full): the spool.
 */
TocsinSpool *
tocsin_spool_open (const char *directory, GError **error)
{
  g_autoptr (TocsinSpool) self = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_SPOOL, NULL);
  self->folder = tocsin_spool_folder_open (directory);
  if (self->folder == NULL)
    {
      tocsin_error_set_errno (error, errno, _ ("Opening the spool %s"), directory);
      tocsin_storage_explain (error, directory);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * tocsin_spool_new_unnamed:
 * @directory: on which file system the files are
 *
 * A spool whose files have no names: they are gone with the process, however it ends. For dry runs.
 *
 * Returns: (transfer full): the spool.
 */
TocsinSpool *
tocsin_spool_new_unnamed (const char *directory)
{
  TocsinSpool *self;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_SPOOL, NULL);
  self->folder = tocsin_spool_folder_new_unnamed (directory);

  return self;
}

/**
 * tocsin_spool_get_path:
 * @self: a spool
 *
 * Returns: (transfer none): its folder.
 */
const char *
tocsin_spool_get_path (TocsinSpool *self)
{
  g_return_val_if_fail (TOCSIN_IS_SPOOL (self), NULL);

  return get_path (self);
}

static void
sweep (TocsinSpool *self, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (!is_segment_name (name) || g_hash_table_contains (self->segments, name))
        continue;
      g_debug ("Removing %s/%s, which no event names", get_path (self), name);
      tocsin_spool_folder_remove_file (self->folder, name);
    }
}

/**
 * tocsin_spool_collect:
 * @self: a spool just opened
 * @live: (element-type utf8): the references of all events that may still need them, one for each
 *   event (tocsin_journal_list_spool())
 * @error: one of the storage codes
 *
 * Takes up the references that the journal holds, and removes the segments that no event names:
 * what a crash left between writing a message and writing down its event.
 *
 * Returns: whether the folder could be read.
 */
gboolean
tocsin_spool_collect (TocsinSpool *self, GPtrArray *live, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  g_return_val_if_fail (TOCSIN_IS_SPOOL (self) && live != NULL, FALSE);

  names = tocsin_spool_folder_list (self->folder);
  if (names == NULL)
    {
      int saved_errno = errno;
      g_autofree char *doing = g_strdup_printf (_ ("Reading the spool %s"), get_path (self));

      return fail_errno (self, saved_errno, doing, error);
    }

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < live->len; i++)
    retain_locked (self, g_ptr_array_index (live, i));
  sweep (self, names);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static gboolean
check_range (TocsinSpool *self, int fd, const char *reference, gint64 end, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) == 0 && end <= status.st_size)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
               _ ("The spool %s is damaged: %s lies beyond the end of its file"), get_path (self),
               reference);

  return FALSE;
}

/**
 * tocsin_spool_open_file:
 * @self: a spool
 * @reference: from tocsin_spool_batch_finish() or an event
 * @offset: (out): where the message begins in the file, in bytes
 * @length: (out): how long it is, in bytes
 * @error: `message.gone` when the file is not there any more, or one of the storage codes
 *
 * Opens the file in which a raw message is. What is before @offset and behind @length are other
 * messages. The file stays readable even if the reference is released meanwhile.
 *
 * Returns: a descriptor open for reading, to be closed by the caller, or -1.
 */
int
tocsin_spool_open_file (
    TocsinSpool *self, const char *reference, gint64 *offset, gint64 *length, GError **error)
{
  g_autofree char *name = NULL;
  gint64 from;
  gint64 size;
  int fd;

  g_return_val_if_fail (TOCSIN_IS_SPOOL (self) && reference != NULL, -1);
  g_return_val_if_fail (offset != NULL && length != NULL, -1);

  if (!parse_reference (reference, &name, &from, &size))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                   _ ("“%s” names nothing in the spool %s"), reference, get_path (self));
      return -1;
    }

  fd = tocsin_spool_folder_open_file (self->folder, name);
  if (fd < 0 && errno == ENOENT)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE,
                   _ ("The raw message was kept in %s/%s, which is not there any more"),
                   get_path (self), name);
      return -1;
    }
  if (fd < 0)
    {
      g_autofree char *doing = g_strdup_printf (_ ("Opening %s/%s"), get_path (self), name);

      fail_errno (self, errno, doing, error);
      return -1;
    }
  if (!check_range (self, fd, reference, from + size, error))
    {
      close (fd);
      return -1;
    }

  *offset = from;
  *length = size;

  return fd;
}

/**
 * tocsin_spool_retain:
 * @self: a spool
 * @reference: from tocsin_spool_batch_finish()
 *
 * Says that one more event names the message; each has to release it. The first one holds it from
 * the start.
 */
void
tocsin_spool_retain (TocsinSpool *self, const char *reference)
{
  g_return_if_fail (TOCSIN_IS_SPOOL (self) && reference != NULL);

  g_mutex_lock (&self->lock);
  retain_locked (self, reference);
  g_mutex_unlock (&self->lock);
}

/**
 * tocsin_spool_release:
 * @self: a spool
 * @reference: from tocsin_spool_batch_finish() or an event
 *
 * Says that an event needs the message no more. With the last one of a segment its file goes. A
 * reference that nobody holds is left alone.
 */
void
tocsin_spool_release (TocsinSpool *self, const char *reference)
{
  g_return_if_fail (TOCSIN_IS_SPOOL (self) && reference != NULL);

  g_mutex_lock (&self->lock);
  release_locked (self, reference);
  g_mutex_unlock (&self->lock);
}

/*< private >
 * tocsin_spool_create_segment:
 * @self: a spool
 * @name: (out) (transfer full): the segment's name
 * @error: one of the storage codes
 *
 * Returns: a descriptor open for writing, or -1. The segment stays until
 *   tocsin_spool_end_segment(), whoever names it.
 */
int
tocsin_spool_create_segment (TocsinSpool *self, char **name, GError **error)
{
  g_autofree char *doing = NULL;

  /* The clock gives names in the order of arrival; where two want the same one, the next is
   * taken. */
  for (guint64 number = (guint64) g_get_real_time ();; number++)
    {
      g_autofree char *candidate = g_strdup_printf ("%016" G_GINT64_MODIFIER "x" SUFFIX, number);
      int fd = tocsin_spool_folder_create_file (self->folder, candidate);

      if (fd >= 0)
        {
          g_mutex_lock (&self->lock);
          ensure_segment (self, candidate)->is_written = TRUE;
          g_mutex_unlock (&self->lock);
          *name = g_steal_pointer (&candidate);
          return fd;
        }
      if (errno != EEXIST)
        break;
    }

  doing = g_strdup_printf (_ ("Creating a file in the spool %s"), get_path (self));
  fail_errno (self, errno, doing, error);

  return -1;
}

/*< private >
 * tocsin_spool_sync_directory:
 * @self: a spool
 * @error: one of the storage codes
 *
 * Makes sure that a new segment's name is on the disk, too.
 */
gboolean
tocsin_spool_sync_directory (TocsinSpool *self, GError **error)
{
  g_autofree char *doing = NULL;

  if (tocsin_spool_folder_sync (self->folder))
    return TRUE;

  doing = g_strdup_printf (_ ("Writing to the spool %s"), get_path (self));

  return fail_errno (self, errno, doing, error);
}

static gboolean
belongs_to (gpointer reference, gpointer held, gpointer name)
{
  g_autofree char *segment = segment_of (reference);

  return g_str_equal (segment, name);
}

/*< private >
 * tocsin_spool_end_segment:
 * @self: a spool
 * @name: a segment that was created
 * @keep: whether it is on the disk; otherwise it goes, and its references mean nothing
 *
 * Says that no batch writes to it any more.
 */
void
tocsin_spool_end_segment (TocsinSpool *self, const char *name, gboolean keep)
{
  Segment *segment;

  g_mutex_lock (&self->lock);
  segment = ensure_segment (self, name);
  segment->is_written = FALSE;
  if (!keep)
    {
      g_hash_table_foreach_remove (self->references, belongs_to, (gpointer) name);
      segment->n_references = 0;
    }
  drop_if_unused (self, name);
  g_mutex_unlock (&self->lock);
}
