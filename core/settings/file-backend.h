/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

G_BEGIN_DECLS

#define TOCSIN_FILE_BACKEND_ROOT "/org/tocsin/"

#define TOCSIN_TYPE_FILE_BACKEND (tocsin_file_backend_get_type ())

/**
 * TocsinFileBackend:
 *
 * Settings in a file that a person can read and write. Every write takes the lock, reads what is
 * there now, merges and replaces the file, so that two programs lose nothing of each other's. While
 * the file can not be parsed, what was last read stays in force and nothing is written.
 *
 * Paths are relative to %TOCSIN_FILE_BACKEND_ROOT; the group is the path without its last part.
 */
typedef struct _TocsinFileBackend TocsinFileBackend;

/* By hand, as GLib has no autoptr for the parent that G_DECLARE_FINAL_TYPE could chain up to. */
typedef struct
{
  GSettingsBackendClass parent_class;
} TocsinFileBackendClass;

#define TOCSIN_FILE_BACKEND(object)                                                                \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), TOCSIN_TYPE_FILE_BACKEND, TocsinFileBackend))
#define TOCSIN_IS_FILE_BACKEND(object)                                                             \
  (G_TYPE_CHECK_INSTANCE_TYPE ((object), TOCSIN_TYPE_FILE_BACKEND))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinFileBackend, g_object_unref)

GType tocsin_file_backend_get_type (void);

TocsinFileBackend *tocsin_file_backend_new (const char *path, GError **error);
const char *tocsin_file_backend_get_path (TocsinFileBackend *self);
const GError *tocsin_file_backend_get_error (TocsinFileBackend *self);
const char *tocsin_file_backend_get_text (TocsinFileBackend *self, const char *path, guint *line);
GStrv tocsin_file_backend_list (TocsinFileBackend *self, const char *prefix);
void tocsin_file_backend_reload (TocsinFileBackend *self);
gboolean tocsin_file_backend_begin (TocsinFileBackend *self, GError **error);
gboolean tocsin_file_backend_commit (TocsinFileBackend *self, GTree *changes, GError **error);
void tocsin_file_backend_end (TocsinFileBackend *self);

G_END_DECLS
