/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-model.h"

#include "core/base/error.h"

#include <string.h>

typedef gboolean (*Test) (TocsinEditorRow *row, gpointer data);

/* In the order of the pages. */
static GPtrArray *
list_rows (TocsinEditorModel *self, Test test, gpointer data)
{
  GPtrArray *pages = tocsin_editor_model_get_pages (self);
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < pages->len; i++)
    {
      TocsinEditorPage *page = g_ptr_array_index (pages, i);

      for (guint j = 0; j < page->groups->len; j++)
        {
          TocsinEditorGroup *group = g_ptr_array_index (page->groups, j);

          for (guint k = 0; k < group->rows->len; k++)
            if (test (g_ptr_array_index (group->rows, k), data))
              g_ptr_array_add (rows, g_ptr_array_index (group->rows, k));
        }
    }

  return rows;
}

static TocsinEditorRow *
find_row (TocsinEditorModel *self, Test test, gpointer data)
{
  g_autoptr (GPtrArray) rows = list_rows (self, test, data);

  return rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
}

static gboolean
is_changed (TocsinEditorRow *row, gpointer data)
{
  return tocsin_editor_row_is_changed (row);
}

static gboolean
is_reset (TocsinEditorRow *row, gpointer data)
{
  return tocsin_editor_row_is_reset (row);
}

static gboolean
has_secret (TocsinEditorRow *row, gpointer data)
{
  return tocsin_editor_row_get_secret (row) != NULL;
}

static gboolean
names_mailbox (TocsinEditorRow *row, gpointer data)
{
  return tocsin_editor_row_get_visible (row)
         && tocsin_editor_row_get_kind (row) == TOCSIN_EDITOR_CONNECTION
         && tocsin_editor_row_get_text (row)[0] != '\0';
}

static gboolean
has_problem (TocsinEditorRow *row, gpointer data)
{
  return tocsin_editor_row_get_visible (row) && tocsin_editor_row_get_problem (row) != NULL;
}

/**
 * tocsin_editor_model_list_assignments:
 * @self: a model
 *
 * Returns: (transfer full): `KEY=VALUE` for all that differs from what is saved
 */
GStrv
tocsin_editor_model_list_assignments (TocsinEditorModel *self)
{
  g_autoptr (GPtrArray) rows = list_rows (self, is_changed, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      TocsinEditorRow *row = g_ptr_array_index (rows, i);
      g_autofree char *assignment = g_strconcat (tocsin_editor_row_get_key (row), "=",
                                                 tocsin_editor_row_get_text (row), NULL);

      g_strv_builder_add (builder, assignment);
    }

  return g_strv_builder_end (builder);
}

/**
 * tocsin_editor_model_list_resets:
 * @self: a model
 *
 * Returns: (transfer full): the keys that are to be taken off the settings
 */
GStrv
tocsin_editor_model_list_resets (TocsinEditorModel *self)
{
  g_autoptr (GPtrArray) rows = list_rows (self, is_reset, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < rows->len; i++)
    g_strv_builder_add (builder, tocsin_editor_row_get_key (g_ptr_array_index (rows, i)));

  return g_strv_builder_end (builder);
}

/**
 * tocsin_editor_model_list_secrets:
 * @self: a model
 *
 * Returns: (transfer container) (element-type TocsinEditorRow): the rows whose secret is still to
 *   be stored
 */
GPtrArray *
tocsin_editor_model_list_secrets (TocsinEditorModel *self)
{
  return list_rows (self, has_secret, NULL);
}

/**
 * tocsin_editor_model_find_mailbox:
 * @self: a model
 *
 * Returns: (nullable) (transfer none): the row that names a connection, if one does
 */
TocsinEditorRow *
tocsin_editor_model_find_mailbox (TocsinEditorModel *self)
{
  return find_row (self, names_mailbox, NULL);
}

/**
 * tocsin_editor_model_find_problem:
 * @self: a model
 *
 * Returns: (nullable) (transfer none): the first row that applies and is not good
 */
TocsinEditorRow *
tocsin_editor_model_find_problem (TocsinEditorModel *self)
{
  return find_row (self, has_problem, NULL);
}

/* Whether the message begins with the key: by its whole name, as for settings, or by its own, as
 * plugins call it. */
static gboolean
is_named_first (TocsinEditorRow *row, gpointer data)
{
  const char *message = data;
  const char *key = tocsin_editor_row_get_key (row);
  const char *plain = strrchr (key, '.');
  gsize length = strcspn (message, ": ");

  if (message[length] != ':')
    return FALSE;

  return (strlen (key) == length && strncmp (key, message, length) == 0)
         || (plain != NULL && strlen (plain + 1) == length
             && strncmp (plain + 1, message, length) == 0);
}

/* Whether the message names the key in quotes, or any key by its dotted name. */
static gboolean
is_named (TocsinEditorRow *row, gpointer data)
{
  const char *message = data;
  const char *key = tocsin_editor_row_get_key (row);
  const char *plain = strrchr (key, '.');
  g_autofree char *quoted = g_strdup_printf ("“%s”", plain != NULL ? plain + 1 : key);

  return strstr (message, quoted) != NULL || (plain != NULL && strstr (message, key) != NULL);
}

static gboolean
owns_problem (TocsinEditorRow *row, gpointer data)
{
  return tocsin_editor_row_get_visible (row) && tocsin_editor_row_owns_problem (row, data);
}

/**
 * tocsin_editor_model_show_error:
 * @self: a model
 * @error: why the settings were refused, or what went wrong with them
 *
 * Puts it into the row of the key that it names, or whose form says that such errors are its own.
 *
 * Returns: (nullable) (transfer none): that row, %NULL when there is none
 */
TocsinEditorRow *
tocsin_editor_model_show_error (TocsinEditorModel *self, const GError *error)
{
  const char *hint = tocsin_error_get_hint (error);
  const char *code = tocsin_error_get_code_name (error);
  const char *message = error->message;
  TocsinEditorRow *row = find_row (self, is_named_first, (gpointer) message);
  g_autofree char *problem = NULL;

  if (row != NULL)
    message = strchr (message, ':') + 1 + strspn (strchr (message, ':') + 1, " ");
  if (row == NULL)
    row = find_row (self, is_named, (gpointer) message);
  if (row == NULL && code != NULL)
    row = find_row (self, owns_problem, (gpointer) code);
  if (row == NULL)
    return NULL;

  problem = hint != NULL ? g_strdup_printf ("%s\n%s", message, hint) : g_strdup (message);
  tocsin_editor_row_set_problem (row, problem);

  return row;
}
