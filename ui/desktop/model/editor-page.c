/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
group_free (gpointer data)
{
  TocsinEditorGroup *group = data;

  g_ptr_array_unref (group->rows);
  g_free (group);
}

static TocsinEditorGroup *
add_group (TocsinEditorPage *self, const TocsinEditorFormGroup *form)
{
  TocsinEditorGroup *group = g_new0 (TocsinEditorGroup, 1);

  group->rows = g_ptr_array_new_with_free_func (g_object_unref);
  if (form != NULL)
    {
      group->title = form->title;
      group->description = form->description;
      group->folded = form->folded;
      group->when = form->when;
    }
  g_ptr_array_add (self->groups, group);

  return group;
}

/* Takes the row of a key out of @left. */
static void
move_row (TocsinEditorGroup *group, const char *prefix, const char *key, GPtrArray *left)
{
  g_autofree char *name = g_strconcat (prefix, key, NULL);

  for (guint i = 0; i < left->len; i++)
    if (g_str_equal (tocsin_editor_row_get_key (g_ptr_array_index (left, i)), name))
      {
        g_ptr_array_add (group->rows, g_ptr_array_steal_index (left, i));
        return;
      }
}

/* What the form says nothing of is shown all the same: nothing is lost on the way to a person. */
static void
add_rest (TocsinEditorPage *self, const TocsinEditorForm *form, GPtrArray *left)
{
  TocsinEditorGroup *group;

  if (left->len == 0)
    return;
  group = add_group (self, NULL);
  if (form != NULL && form->groups->len > 0)
    {
      group->title = _ ("More settings");
      group->folded = TRUE;
    }
  while (left->len > 0)
    g_ptr_array_add (group->rows, g_ptr_array_steal_index (left, 0));
}

/**
 * tocsin_editor_page_new:
 * @id: its id
 * @prefix: what the keys of its schema begin with
 * @title: what it is called where the form does not say it
 * @form: (nullable): the form of the schema, kept as long as the process
 * @rows: (element-type TocsinEditorRow): the rows of all keys of the schema
 *
 * Returns: (transfer full): the rows in the groups and in the order of the form
 */
TocsinEditorPage *
tocsin_editor_page_new (const char *id,
                        const char *prefix,
                        const char *title,
                        const TocsinEditorForm *form,
                        GPtrArray *rows)
{
  TocsinEditorPage *self = g_new0 (TocsinEditorPage, 1);
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_object_unref);

  self->id = g_strdup (id);
  self->prefix = g_strdup (prefix);
  self->title = g_strdup (form != NULL && form->title != NULL ? form->title : title);
  self->icon =
      g_strdup (form != NULL && form->icon != NULL ? form->icon : "application-x-addon-symbolic");
  self->position = form != NULL ? form->position : 50;
  self->when = form != NULL ? form->when : NULL;
  self->groups = g_ptr_array_new_with_free_func (group_free);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (left, g_object_ref (g_ptr_array_index (rows, i)));
  for (guint i = 0; form != NULL && i < form->groups->len; i++)
    {
      const TocsinEditorFormGroup *group_form = g_ptr_array_index (form->groups, i);
      TocsinEditorGroup *group = add_group (self, group_form);

      for (guint j = 0; j < group_form->rows->len; j++)
        {
          const TocsinEditorFormRow *row = g_ptr_array_index (group_form->rows, j);

          move_row (group, prefix, row->key, left);
        }
    }
  add_rest (self, form, left);

  return self;
}

/**
 * tocsin_editor_page_free:
 * @self: (transfer full): a page
 */
void
tocsin_editor_page_free (TocsinEditorPage *self)
{
  g_free (self->id);
  g_free (self->prefix);
  g_free (self->title);
  g_free (self->icon);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

/**
 * tocsin_editor_group_get_visible:
 * @self: a group
 *
 * Returns: whether any of its rows applies
 */
gboolean
tocsin_editor_group_get_visible (const TocsinEditorGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (tocsin_editor_row_get_visible (g_ptr_array_index (self->rows, i)))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_editor_page_get_visible:
 * @self: a page
 *
 * Returns: whether anything on it applies
 */
gboolean
tocsin_editor_page_get_visible (const TocsinEditorPage *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (tocsin_editor_group_get_visible (g_ptr_array_index (self->groups, i)))
      return TRUE;

  return FALSE;
}
