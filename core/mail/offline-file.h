/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_OFFLINE_FILE_MAX_STDIN:
 *
 * Bytes of a message that comes through standard input: it is kept on the disk of temporary files.
 */
#define TOCSIN_OFFLINE_FILE_MAX_STDIN (64 * 1024 * 1024)

/**
 * TocsinOfflineFile:
 * @key: its path as given, escaped where it is no text
 * @path: its path as given, `-` for standard input
 * @received: when it was received, microseconds since 1970: what its newest Received header says,
 *   else its Date, else the time of the file's last change
 * @size: bytes with CR LF at the end of each line
 *
 * A file that holds one message. Immutable.
 */
typedef struct
{
  char *key;
  char *path;
  gint64 received;
  guint64 size;

  /*< private >*/
  int fd;
} TocsinOfflineFile;

TocsinOfflineFile *tocsin_offline_file_new (const char *path, GError **error);
void tocsin_offline_file_free (TocsinOfflineFile *self);
int tocsin_offline_file_compare (gconstpointer a, gconstpointer b);
int tocsin_offline_file_open (const TocsinOfflineFile *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOfflineFile, tocsin_offline_file_free)

G_END_DECLS
