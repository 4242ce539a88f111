/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinSpoolFolder:
 *
 * Where the files of a spool are: in a folder, under their names; or on a file system without
 * names, so that they are gone with the process, however it ends. What fails leaves errno behind.
 */
typedef struct _TocsinSpoolFolder TocsinSpoolFolder;

TocsinSpoolFolder *tocsin_spool_folder_open (const char *path);
TocsinSpoolFolder *tocsin_spool_folder_new_unnamed (const char *path);
void tocsin_spool_folder_close (TocsinSpoolFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSpoolFolder, tocsin_spool_folder_close)

const char *tocsin_spool_folder_get_path (TocsinSpoolFolder *self);
int tocsin_spool_folder_create_file (TocsinSpoolFolder *self, const char *name);
int tocsin_spool_folder_open_file (TocsinSpoolFolder *self, const char *name);
gboolean tocsin_spool_folder_remove_file (TocsinSpoolFolder *self, const char *name);
GPtrArray *tocsin_spool_folder_list (TocsinSpoolFolder *self);
gboolean tocsin_spool_folder_sync (TocsinSpoolFolder *self);

G_END_DECLS
