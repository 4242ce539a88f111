/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

/**
 * Imap4Listed:
 * @id: the folder's id
 * @delimiter: what parts levels, NUL for a flat name
 * @attributes: such as `\Noselect`, as sent
 *
 * One LIST, LSUB or XLIST response.
 */
typedef struct
{
  char *id;
  char delimiter;
  GStrv attributes;
} Imap4Listed;

/**
 * Imap4FolderStatus:
 * @id: the folder's id
 * @messages: how many it holds, -1 when not said
 * @unseen: how many are unread, -1 when not said
 * @uid_next: 0 when not said
 * @uid_validity: 0 when not said
 *
 * One STATUS response.
 */
typedef struct
{
  char *id;
  gint64 messages;
  gint64 unseen;
  guint64 uid_next;
  guint64 uid_validity;
} Imap4FolderStatus;

Imap4Listed *imap4_listed_parse (const Imap4Response *response, gboolean utf8, GError **error);
void imap4_listed_free (Imap4Listed *self);
gboolean imap4_listed_has (const Imap4Listed *self, const char *attribute);

Imap4FolderStatus *
imap4_folder_status_parse (const Imap4Response *response, gboolean utf8, GError **error);
void imap4_folder_status_free (Imap4FolderStatus *self);

gboolean imap4_namespace_parse (const Imap4Response *response,
                                char **prefix,
                                char *delimiter,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Listed, imap4_listed_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4FolderStatus, imap4_folder_status_free)

G_END_DECLS
