/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinFolderRole:
 *
 * What a folder is for, by RFC 6154 or the protocol's own word for it.
 */
typedef enum
{
  TOCSIN_FOLDER_ROLE_NONE,
  TOCSIN_FOLDER_ROLE_INBOX,
  TOCSIN_FOLDER_ROLE_ALL,
  TOCSIN_FOLDER_ROLE_ARCHIVE,
  TOCSIN_FOLDER_ROLE_DRAFTS,
  TOCSIN_FOLDER_ROLE_FLAGGED,
  TOCSIN_FOLDER_ROLE_JUNK,
  TOCSIN_FOLDER_ROLE_SENT,
  TOCSIN_FOLDER_ROLE_TRASH,
} TocsinFolderRole;

#define TOCSIN_TYPE_FOLDER (tocsin_folder_get_type ())

/**
 * TocsinFolder:
 * @id: the server's own name for it, byte for byte (quirk 32); opaque to everybody but the plugin
 * @name: the name to show and to match globs against: UTF-8, levels parted by `/`
 * @role: what it is for
 * @selectable: whether it can hold messages
 * @messages: how many messages it holds, or -1 when the server did not say
 * @unread: how many of them are unread, or -1
 *
 * A folder of a mail store. Immutable once made; reference counted.
 */
typedef struct
{
  char *id;
  char *name;
  TocsinFolderRole role;
  gboolean selectable;
  gint64 messages;
  gint64 unread;

  /*< private >*/
  gatomicrefcount ref_count;
} TocsinFolder;

GType tocsin_folder_get_type (void);
TocsinFolder *
tocsin_folder_new (const char *id, const char *name, TocsinFolderRole role, gboolean selectable);
TocsinFolder *tocsin_folder_ref (TocsinFolder *self);
void tocsin_folder_unref (TocsinFolder *self);
gboolean tocsin_folder_matches (const TocsinFolder *self, const char *glob);
TocsinFolder *tocsin_folder_find (GPtrArray *folders, const char *name, GError **error);
void tocsin_folder_advise (GPtrArray *folders, const char *name, GError *error);
const char *tocsin_folder_role_to_string (TocsinFolderRole role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinFolder, tocsin_folder_unref)

G_END_DECLS
