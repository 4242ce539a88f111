/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/folder.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
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

/* No more than a person wants to choose from. */
#define MAX_NEAREST 3

/* Whatever the case: INBOX is what “Inbx” means. */
static char *
list_nearest (GPtrArray *folders, const char *name)
{
  g_autofree char *folded = tocsin_text_fold (name);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < folders->len; i++)
    {
      const TocsinFolder *folder = g_ptr_array_index (folders, i);
      char *key = tocsin_text_fold (folder->name);

      if (g_hash_table_insert (shown, key, tocsin_text_escape (folder->name, -1, 0)))
        g_ptr_array_add (names, key);
    }
  g_ptr_array_add (names, NULL);
  for (guint i = 0; i < MAX_NEAREST; i++)
    {
      const char *nearest = tocsin_text_nearest (folded, (const char *const *) names->pdata);

      if (nearest == NULL)
        break;
      g_string_append_printf (list, _ ("%s“%s”"), list->len > 0 ? ", " : "",
                              (const char *) g_hash_table_lookup (shown, nearest));
      g_ptr_array_remove (names, (gpointer) nearest);
    }

  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

/**
 * tocsin_folder_advise:
 * @folders: (element-type TocsinFolder): the folders that there are
 * @name: one that is not among them
 * @error: that it is missing; gets a hint with the names that are nearest to @name
 */
void
tocsin_folder_advise (GPtrArray *folders, const char *name, GError *error)
{
  g_autofree char *nearest = NULL;

  g_return_if_fail (folders != NULL && name != NULL && error != NULL);

  nearest = list_nearest (folders, name);
  if (nearest != NULL)
    tocsin_error_set_hint (error, _ ("did you mean %s?"), nearest);
  else
    tocsin_error_set_hint (error, _ ("“tocsin mail folders” lists the folders that there are"));
}

static TocsinFolder *
find_matching (GPtrArray *folders, const char *glob)
{
  for (guint i = 0; i < folders->len; i++)
    if (tocsin_folder_matches (g_ptr_array_index (folders, i), glob))
      return g_ptr_array_index (folders, i);

  return NULL;
}

/**
 * tocsin_folder_find:
 * @folders: (element-type TocsinFolder): the folders that there are
 * @name: a folder as a person names it, a pattern, or `role:trash` and the like; `role:archive` is
 *   the folder of all mail where there is no other
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING with the nearest names
 *
 * Returns: (transfer full): the folder.
 */
TocsinFolder *
tocsin_folder_find (GPtrArray *folders, const char *name, GError **error)
{
  g_autoptr (GError) missing = NULL;
  TocsinFolder *found;

  g_return_val_if_fail (folders != NULL && name != NULL, NULL);

  for (guint i = 0; i < folders->len; i++)
    {
      TocsinFolder *folder = g_ptr_array_index (folders, i);

      /* A folder's own name may hold a star: what is spelt out comes before what is a pattern. */
      if (g_str_equal (folder->name, name) || g_str_equal (folder->id, name))
        return tocsin_folder_ref (folder);
    }
  found = find_matching (folders, name);
  /* Where one folder shows all there is, a message is archived by showing in no other. */
  if (found == NULL && g_ascii_strcasecmp (name, "role:archive") == 0)
    found = find_matching (folders, "role:all");
  if (found != NULL)
    return tocsin_folder_ref (found);

  g_set_error (&missing, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING, _ ("there is no folder “%s”"),
               name);
  tocsin_folder_advise (folders, name, missing);
  g_propagate_error (error, g_steal_pointer (&missing));

  return NULL;
}
