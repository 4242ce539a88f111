/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-files.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/offline-file.h"

struct _TocsinOfflineFiles
{
  GPtrArray *files;
  GHashTable *by_key;
};

/**
 * tocsin_offline_files_new: (skip)
 * @paths: (array zero-terminated=1): files with one message each, `-` for standard input; one that
 *   is named twice is there once
 * @error: where to put which of them is no message, and what to do about it
 *
 * Returns: (transfer full): the files, each of which was looked at.
 */
TocsinOfflineFiles *
tocsin_offline_files_new (const char *const *paths, GError **error)
{
  g_autoptr (TocsinOfflineFiles) self = g_new0 (TocsinOfflineFiles, 1);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_offline_file_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (; *paths != NULL; paths++)
    {
      g_autofree char *key = tocsin_text_escape (*paths, -1, 0);
      TocsinOfflineFile *file;

      if (g_hash_table_contains (self->by_key, key))
        continue;
      file = tocsin_offline_file_new (*paths, error);
      if (file == NULL)
        return NULL;
      g_ptr_array_add (self->files, file);
      g_hash_table_insert (self->by_key, file->key, file);
    }
  g_ptr_array_sort (self->files, tocsin_offline_file_compare);

  return g_steal_pointer (&self);
}

/**
 * tocsin_offline_files_free: (skip)
 * @self: (transfer full): files
 */
void
tocsin_offline_files_free (TocsinOfflineFiles *self)
{
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self);
}

/**
 * tocsin_offline_files_list: (skip)
 * @self: files
 * @folder: the id of the folder that they make up
 *
 * Returns: (transfer container) (element-type TocsinMessageRef): its messages, oldest first.
 */
GPtrArray *
tocsin_offline_files_list (const TocsinOfflineFiles *self, const char *folder)
{
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  for (guint i = 0; i < self->files->len; i++)
    {
      const TocsinOfflineFile *file = g_ptr_array_index (self->files, i);
      TocsinMessageRef *ref = tocsin_message_ref_new (folder, file->key);

      ref->size = file->size;
      ref->received = file->received;
      g_ptr_array_add (refs, ref);
    }

  return refs;
}

/**
 * tocsin_offline_files_open: (skip)
 * @self: files
 * @ref: a message
 * @message: is given what is known of it without its content
 * @error: where to put what went wrong
 *
 * Returns: a descriptor of its file, to be closed by the caller; -1, without an error when it is
 *   gone.
 */
int
tocsin_offline_files_open (const TocsinOfflineFiles *self,
                           const TocsinMessageRef *ref,
                           TocsinMessage *message,
                           GError **error)
{
  const TocsinOfflineFile *file = g_hash_table_lookup (self->by_key, ref->key);
  g_autoptr (GError) local_error = NULL;
  int fd;

  if (file == NULL)
    return -1;
  fd = tocsin_offline_file_open (file, &local_error);
  if (fd < 0 && !g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local_error));
  if (fd < 0)
    return -1;
  tocsin_message_set_flags (message, 0, NULL);
  tocsin_message_set_received (message, file->received);

  return fd;
}
