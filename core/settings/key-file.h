/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_KEY_FILE_MAX_SIZE:
 *
 * The most bytes of a settings file; about a hundred thousand tasks.
 */
#define TOCSIN_KEY_FILE_MAX_SIZE (64 * 1024 * 1024)

/**
 * TOCSIN_KEY_FILE_MAX_LINE:
 *
 * The most bytes of one of its lines.
 */
#define TOCSIN_KEY_FILE_MAX_LINE (1024 * 1024)

/**
 * TocsinKeyFile:
 *
 * The text of a settings file as groups, keys and everything between, so that what a person wrote
 * (order, comments, blank lines, spelling) is still there after a program has changed one value.
 */
typedef struct _TocsinKeyFile TocsinKeyFile;

/**
 * TocsinKeyFileFunc:
 * @group: the group's name
 * @key: the key's name
 * @text: its value, without the blanks around it
 * @line: where it stands, counted from 1; 0 when it was added after parsing
 * @user_data: what was given with the function
 */
typedef void (*TocsinKeyFileFunc) (
    const char *group, const char *key, const char *text, guint line, gpointer user_data);

TocsinKeyFile *tocsin_key_file_new (void);
TocsinKeyFile *
tocsin_key_file_parse (const char *text, gsize length, const char *name, GError **error);
void tocsin_key_file_free (TocsinKeyFile *self);
const char *
tocsin_key_file_get (TocsinKeyFile *self, const char *group, const char *key, guint *line);
guint tocsin_key_file_get_group_line (TocsinKeyFile *self, const char *group);
void
tocsin_key_file_set (TocsinKeyFile *self, const char *group, const char *key, const char *text);
gboolean tocsin_key_file_unset (TocsinKeyFile *self, const char *group, const char *key);
void tocsin_key_file_foreach (TocsinKeyFile *self, TocsinKeyFileFunc func, gpointer user_data);
void tocsin_key_file_foreach_in (TocsinKeyFile *self,
                                 const char *family,
                                 TocsinKeyFileFunc func,
                                 gpointer user_data);
gboolean tocsin_key_file_is_empty (TocsinKeyFile *self);
char *tocsin_key_file_print (TocsinKeyFile *self, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinKeyFile, tocsin_key_file_free)

G_END_DECLS
