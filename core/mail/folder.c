/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/folder.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (TocsinFolder, tocsin_folder, tocsin_folder_ref, tocsin_folder_unref)

/**
 * tocsin_folder_new:
 * @id: the server's own name
 * @name: the name to show, levels parted by `/`
 * @role: what it is for
 * @selectable: whether it can hold messages
 *
 * Returns: (transfer full): a folder whose counts are not known.
 */
TocsinFolder *
tocsin_folder_new (const char *id, const char *name, TocsinFolderRole role, gboolean selectable)
{
  TocsinFolder *self;

  g_return_val_if_fail (id != NULL && name != NULL, NULL);

  self = g_new0 (TocsinFolder, 1);
  self->id = g_strdup (id);
  self->name = g_utf8_make_valid (name, -1);
  self->role = role;
  self->selectable = selectable;
  self->messages = -1;
  self->unread = -1;
  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

/**
 * tocsin_folder_ref:
 * @self: a folder
 *
 * Returns: (transfer full): @self
 */
TocsinFolder *
tocsin_folder_ref (TocsinFolder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_folder_unref:
 * @self: (transfer full): a folder
 */
void
tocsin_folder_unref (TocsinFolder *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/**
 * tocsin_folder_matches:
 * @self: a folder
 * @glob: a pattern with `*` and `?` over the shown name, or `role:trash` and the like
 *
 * INBOX is matched without case, as the RFC has it.
 *
 * Returns: whether it is meant.
 */
gboolean
tocsin_folder_matches (const TocsinFolder *self, const char *glob)
{
  g_return_val_if_fail (self != NULL && glob != NULL, FALSE);

  if (g_str_has_prefix (glob, "role:"))
    return self->role != TOCSIN_FOLDER_ROLE_NONE
           && g_ascii_strcasecmp (glob + strlen ("role:"),
                                  tocsin_folder_role_to_string (self->role))
                  == 0;
  if (g_ascii_strcasecmp (glob, "INBOX") == 0)
    return g_ascii_strcasecmp (self->name, "INBOX") == 0;

  return g_pattern_match_simple (glob, self->name);
}

/**
 * tocsin_folder_role_to_string:
 * @role: a role
 *
 * Returns: (transfer none): its stable name.
 */
const char *
tocsin_folder_role_to_string (TocsinFolderRole role)
{
  static const char *const names[] = { "none",    "inbox", "all",  "archive", "drafts",
                                       "flagged", "junk",  "sent", "trash" };

  g_return_val_if_fail ((gsize) role < G_N_ELEMENTS (names), NULL);

  return names[role];
}
