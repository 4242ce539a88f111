/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-model.h"

#include "core/base/error.h"

#include <string.h>

typedef gboolean (*Test) (TocsinEditorRow *row, gpointer data);

static gboolean
is_not_default (TocsinEditorRow *row, gpointer data)
{
  return !tocsin_editor_row_is_default (row);
}

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

static void
add_assignment (GStrvBuilder *builder, const char *prefix, const char *key, const char *text)
{
  g_autofree char *assignment = g_strconcat (prefix, key, "=", text, NULL);

  g_strv_builder_add (builder, assignment);
}

static void
add_assignments (GStrvBuilder *builder, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    add_assignment (builder, "", tocsin_editor_row_get_key (g_ptr_array_index (rows, i)),
                    tocsin_editor_row_get_text (g_ptr_array_index (rows, i)));
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

  add_assignments (builder, rows);

  return g_strv_builder_end (builder);
}

/**
 * tocsin_editor_model_list_all:
 * @self: a model
 *
 * Returns: (transfer full): `KEY=VALUE` for all that is not as when nothing is set, and for the
 *   trigger or the kind of action: what would make the same from nothing
 */
GStrv
tocsin_editor_model_list_all (TocsinEditorModel *self)
{
  g_autoptr (GPtrArray) rows = list_rows (self, is_not_default, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *plugin = tocsin_editor_model_get_plugin (self);

  if (tocsin_editor_model_is_action (self))
    add_assignment (builder, tocsin_editor_model_get_prefix (self), "type", plugin);
  else if (tocsin_editor_model_get_kind (self) == TOCSIN_CONFIG_TASK && plugin != NULL)
    add_assignment (builder, "", "trigger", plugin);
  add_assignments (builder, rows);

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

/* What a message says behind a name that it begins with, as in “directory: is empty” or “task
 * “it”, expires: …”. */
static const char *
skip_name (const char *message, const char *name)
{
  g_autofree char *within = g_strdup_printf (", %s: ", name);
  const char *found = strstr (message, within);

  if (g_str_has_prefix (message, within + 2))
    return message + strlen (within + 2);

  return found != NULL ? found + strlen (within) : NULL;
}

/* By its whole name, as settings are called, or by its own, as plugins call it. */
static const char *
skip_key (TocsinEditorRow *row, const char *message)
{
  const char *key = tocsin_editor_row_get_key (row);
  const char *plain = strrchr (key, '.');
  const char *rest = skip_name (message, key);

  return rest != NULL || plain == NULL ? rest : skip_name (message, plain + 1);
}

static gboolean
is_named_first (TocsinEditorRow *row, gpointer data)
{
  return skip_key (row, data) != NULL;
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
 * tocsin_editor_model_find_error:
 * @self: a model
 * @error: why the settings were refused, or what went wrong with them
 *
 * Returns: (nullable) (transfer none): the row of the key that it names, or whose form says that
 *   such errors are its own
 */
TocsinEditorRow *
tocsin_editor_model_find_error (TocsinEditorModel *self, const GError *error)
{
  const char *code = tocsin_error_get_code_name (error);
  TocsinEditorRow *row = find_row (self, is_named_first, error->message);

  if (row == NULL)
    row = find_row (self, is_named, error->message);
  if (row == NULL && code != NULL)
    row = find_row (self, owns_problem, (gpointer) code);

  return row;
}

/**
 * tocsin_editor_model_show_error:
 * @self: a model
 * @error: why the settings were refused, or what went wrong with them
 *
 * Puts it into the row of tocsin_editor_model_find_error().
 *
 * Returns: (nullable) (transfer none): that row, %NULL when there is none
 */
TocsinEditorRow *
tocsin_editor_model_show_error (TocsinEditorModel *self, const GError *error)
{
  const char *hint = tocsin_error_get_hint (error);
  TocsinEditorRow *row = tocsin_editor_model_find_error (self, error);
  g_autofree char *problem = NULL;
  const char *message;

  if (row == NULL)
    return NULL;

  /* The row says its name already. */
  message = skip_key (row, error->message);
  if (message == NULL)
    message = error->message;
  problem = hint != NULL ? g_strdup_printf ("%s\n%s", message, hint) : g_strdup (message);
  tocsin_editor_row_set_problem (row, problem);

  return row;
}

static gboolean
is_any (TocsinEditorRow *row, gpointer data)
{
  return TRUE;
}

/**
 * tocsin_editor_model_show_effective:
 * @self: a model
 * @effective: (nullable): an `a{sv}` of tocsin_editor_check_run()
 *
 * Tells the rows what their 0 or `auto` means as all the others are now.
 */
void
tocsin_editor_model_show_effective (TocsinEditorModel *self, GVariant *effective)
{
  g_autoptr (GPtrArray) rows = list_rows (self, is_any, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      TocsinEditorRow *row = g_ptr_array_index (rows, i);
      g_autoptr (GVariant) value =
          effective != NULL
              ? g_variant_lookup_value (effective, tocsin_editor_row_get_key (row), NULL)
              : NULL;
      g_autofree char *text =
          value != NULL ? tocsin_key_info_print (tocsin_editor_row_get_info (row), value) : NULL;

      tocsin_editor_row_set_effective (row, text);
    }
}
