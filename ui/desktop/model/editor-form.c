/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-form.h"

#include "core/base/error.h"

#include <string.h>

#define USUAL_POSITION 50

/* Where the parser is. */
typedef struct
{
  TocsinEditorForm *form;
  TocsinEditorFormGroup *group;
  TocsinEditorFormRow *row;
  char *domain;
} Reader;

static void
choice_free (gpointer data)
{
  TocsinEditorChoice *choice = data;

  g_free (choice->value);
  g_free (choice->title);
  g_free (choice->warning);
  g_free (choice);
}

static void
row_free (gpointer data)
{
  TocsinEditorFormRow *row = data;

  g_free (row->key);
  g_free (row->title);
  g_free (row->kind);
  g_free (row->unit);
  g_free (row->fields);
  g_free (row->zero);
  g_strfreev (row->problems);
  g_clear_pointer (&row->when, tocsin_editor_condition_free);
  g_ptr_array_unref (row->choices);
  g_free (row);
}

static void
group_free (gpointer data)
{
  TocsinEditorFormGroup *group = data;

  g_free (group->title);
  g_free (group->description);
  g_clear_pointer (&group->when, tocsin_editor_condition_free);
  g_ptr_array_unref (group->rows);
  g_free (group);
}

static char *
translate (Reader *self, const char *text)
{
  if (text == NULL)
    return NULL;

  return g_strdup (self->domain != NULL ? g_dgettext (self->domain, text) : text);
}

static gboolean
read_condition (const char *text, TocsinEditorCondition **when, GError **error)
{
  if (text == NULL)
    return TRUE;
  *when = tocsin_editor_condition_parse (text, error);

  return *when != NULL;
}

static GStrv
split (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_strv_builder_add (builder, *word);

  return g_strv_builder_end (builder);
}

static gboolean
begin_form (Reader *self, const char **names, const char **values, GError **error)
{
  const char *domain, *title, *position, *when;

  if (!g_markup_collect_attributes (
          "form", names, values, error, G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL,
          "gettext-domain", &domain, G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "title",
          &title, G_MARKUP_COLLECT_STRDUP | G_MARKUP_COLLECT_OPTIONAL, "icon", &self->form->icon,
          G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "position", &position,
          G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "when", &when,
          G_MARKUP_COLLECT_INVALID))
    return FALSE;
  self->domain = g_strdup (domain);
  self->form->title = translate (self, title);
  if (position != NULL)
    self->form->position = (guint) g_ascii_strtoull (position, NULL, 10);

  return read_condition (when, &self->form->when, error);
}

static gboolean
begin_group (Reader *self, const char **names, const char **values, GError **error)
{
  const char *title, *description, *when;
  TocsinEditorFormGroup *group = g_new0 (TocsinEditorFormGroup, 1);

  group->rows = g_ptr_array_new_with_free_func (row_free);
  g_ptr_array_add (self->form->groups, group);
  self->group = group;
  if (!g_markup_collect_attributes (
          "group", names, values, error, G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL,
          "title", &title, G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "description",
          &description, G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "when", &when,
          G_MARKUP_COLLECT_BOOLEAN | G_MARKUP_COLLECT_OPTIONAL, "folded", &group->folded,
          G_MARKUP_COLLECT_INVALID))
    return FALSE;
  group->title = translate (self, title);
  group->description = translate (self, description);

  return read_condition (when, &group->when, error);
}

static gboolean
begin_row (Reader *self,
           GPtrArray *rows,
           const char *element,
           const char **names,
           const char **values,
           GError **error)
{
  const char *title, *zero, *problems, *when;
  TocsinEditorFormRow *row = g_new0 (TocsinEditorFormRow, 1);

  row->choices = g_ptr_array_new_with_free_func (choice_free);
  g_ptr_array_add (rows, row);
  self->row = row;
  if (!g_markup_collect_attributes (
          element, names, values, error, G_MARKUP_COLLECT_STRDUP, "key", &row->key,
          G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "title", &title,
          G_MARKUP_COLLECT_STRDUP | G_MARKUP_COLLECT_OPTIONAL, "kind", &row->kind,
          G_MARKUP_COLLECT_STRDUP | G_MARKUP_COLLECT_OPTIONAL, "unit", &row->unit,
          G_MARKUP_COLLECT_STRDUP | G_MARKUP_COLLECT_OPTIONAL, "fields", &row->fields,
          G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "zero", &zero,
          G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "problems", &problems,
          G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "when", &when,
          G_MARKUP_COLLECT_INVALID))
    return FALSE;
  row->title = translate (self, title);
  row->zero = translate (self, zero);
  row->problems = problems != NULL ? split (problems) : NULL;

  return read_condition (when, &row->when, error);
}

static gboolean
begin_choice (Reader *self, const char **names, const char **values, GError **error)
{
  const char *title, *warning;
  TocsinEditorChoice *choice = g_new0 (TocsinEditorChoice, 1);

  g_ptr_array_add (self->row->choices, choice);
  if (!g_markup_collect_attributes ("choice", names, values, error, G_MARKUP_COLLECT_STRDUP,
                                    "value", &choice->value,
                                    G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL, "title",
                                    &title, G_MARKUP_COLLECT_STRING | G_MARKUP_COLLECT_OPTIONAL,
                                    "warning", &warning, G_MARKUP_COLLECT_INVALID))
    return FALSE;
  choice->title = translate (self, title);
  choice->warning = translate (self, warning);

  return TRUE;
}

static gboolean
begin_hide (Reader *self, const char **names, const char **values, GError **error)
{
  const char *keys;

  if (!g_markup_collect_attributes ("hide", names, values, error, G_MARKUP_COLLECT_STRING, "keys",
                                    &keys, G_MARKUP_COLLECT_INVALID))
    return FALSE;
  g_strfreev (self->form->hidden);
  self->form->hidden = split (keys);

  return TRUE;
}

static void
start_element (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer user_data,
               GError **error)
{
  Reader *self = user_data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  const char *parent = stack->next != NULL ? stack->next->data : "";

  if (parent[0] == '\0' && g_str_equal (element, "form"))
    begin_form (self, names, values, error);
  else if (g_str_equal (parent, "form") && g_str_equal (element, "group"))
    begin_group (self, names, values, error);
  else if (g_str_equal (parent, "form") && g_str_equal (element, "hide"))
    begin_hide (self, names, values, error);
  else if (g_str_equal (parent, "form") && g_str_equal (element, "change"))
    begin_row (self, self->form->changes, element, names, values, error);
  else if (g_str_equal (parent, "group") && g_str_equal (element, "row"))
    begin_row (self, self->group->rows, element, names, values, error);
  else if ((g_str_equal (parent, "row") || g_str_equal (parent, "change"))
           && g_str_equal (element, "choice"))
    begin_choice (self, names, values, error);
  else
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "<%s> has no place in <%s>",
                 element, parent);
}

/**
 * tocsin_editor_form_parse:
 * @text: a form
 * @length: its bytes, or -1
 * @name: how to call it in an error
 * @error: %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (nullable) (transfer full): the form
 */
TocsinEditorForm *
tocsin_editor_form_parse (const char *text, gssize length, const char *name, GError **error)
{
  static const GMarkupParser parser = { .start_element = start_element };
  g_autoptr (TocsinEditorForm) form = g_new0 (TocsinEditorForm, 1);
  Reader reader = { .form = form };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_PREFIX_ERROR_POSITION, &reader, NULL);
  g_autoptr (GError) problem = NULL;
  gboolean good;

  form->position = USUAL_POSITION;
  form->groups = g_ptr_array_new_with_free_func (group_free);
  form->changes = g_ptr_array_new_with_free_func (row_free);
  form->hidden = g_new0 (char *, 1);
  good = g_markup_parse_context_parse (context, text, length, &problem)
         && g_markup_parse_context_end_parse (context, &problem);
  g_free (reader.domain);
  if (good)
    return g_steal_pointer (&form);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", name, problem->message);
  return NULL;
}

/**
 * tocsin_editor_form_free:
 * @self: (transfer full): a form
 */
void
tocsin_editor_form_free (TocsinEditorForm *self)
{
  g_free (self->title);
  g_free (self->icon);
  g_clear_pointer (&self->when, tocsin_editor_condition_free);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_strfreev (self->hidden);
  g_free (self);
}

/**
 * tocsin_editor_form_find_row:
 * @self: a form
 * @key: a key of its schema
 *
 * Returns: (nullable) (transfer none): what it says of the key
 */
const TocsinEditorFormRow *
tocsin_editor_form_find_row (const TocsinEditorForm *self, const char *key)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      TocsinEditorFormGroup *group = g_ptr_array_index (self->groups, i);

      for (guint j = 0; j < group->rows->len; j++)
        {
          TocsinEditorFormRow *row = g_ptr_array_index (group->rows, j);

          if (g_str_equal (row->key, key))
            return row;
        }
    }

  return NULL;
}
