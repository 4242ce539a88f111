/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-row-private.h"

G_DEFINE_FINAL_TYPE (TocsinEditorRow, tocsin_editor_row, G_TYPE_OBJECT)

GParamSpec *tocsin_editor_row_properties[TOCSIN_EDITOR_ROW_N_PROPS];

/* The word of the first form that has one. */
#define FIND_WORD(self, member)                                                                    \
  ((self)->forms[0] != NULL && (self)->forms[0]->member != NULL ? (self)->forms[0]->member         \
   : (self)->forms[1] != NULL                                   ? (self)->forms[1]->member         \
                                                                : NULL)

static gboolean
has_type (const TocsinEditorRow *self, const GVariantType *type)
{
  return g_variant_type_equal (tocsin_key_info_get_value_type (self->info), type);
}

static TocsinEditorKind
kind_of_text (const TocsinEditorRow *self, const char *kind)
{
  if (tocsin_key_info_is_secret (self->info))
    return TOCSIN_EDITOR_SECRET;
  if (tocsin_key_info_get_choices (self->info) != NULL)
    return TOCSIN_EDITOR_CHOICE;
  if (tocsin_key_info_is_reference (self->info) || g_strcmp0 (kind, "connection") == 0)
    return TOCSIN_EDITOR_CONNECTION;
  if (g_strcmp0 (kind, "file") == 0)
    return TOCSIN_EDITOR_FILE;
  if (g_strcmp0 (kind, "directory") == 0)
    return TOCSIN_EDITOR_DIRECTORY;
  if (g_strcmp0 (kind, "folder") == 0)
    return TOCSIN_EDITOR_FOLDER;
  /* A list of choices that also takes other words. */
  if (g_strcmp0 (kind, "choice") == 0)
    return TOCSIN_EDITOR_CHOICE;

  return tocsin_key_info_is_multiline (self->info) ? TOCSIN_EDITOR_LINES : TOCSIN_EDITOR_TEXT;
}

static TocsinEditorKind
kind_of_list (const TocsinEditorRow *self, const char *kind)
{
  if (tocsin_key_info_get_choices (self->info) != NULL || g_strcmp0 (kind, "choices") == 0)
    return TOCSIN_EDITOR_CHOICES;
  if (g_strcmp0 (kind, "folders") == 0)
    return TOCSIN_EDITOR_FOLDERS;
  if (g_strcmp0 (kind, "connections") == 0)
    return TOCSIN_EDITOR_CONNECTIONS;

  return TOCSIN_EDITOR_LIST;
}

static TocsinEditorKind
choose_kind (const TocsinEditorRow *self)
{
  const char *kind = FIND_WORD (self, kind);

  if (has_type (self, G_VARIANT_TYPE_STRING))
    return kind_of_text (self, kind);
  if (has_type (self, G_VARIANT_TYPE_STRING_ARRAY))
    return kind_of_list (self, kind);
  if (has_type (self, G_VARIANT_TYPE_BOOLEAN))
    return TOCSIN_EDITOR_SWITCH;
  if (has_type (self, G_VARIANT_TYPE_UINT32) || has_type (self, G_VARIANT_TYPE_UINT64))
    return TOCSIN_EDITOR_NUMBER;

  return TOCSIN_EDITOR_RAW;
}

/* What the form says of a value. */
const TocsinEditorChoice *
tocsin_editor_row_find_choice (TocsinEditorRow *self, const char *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->forms); i++)
    for (guint j = 0; self->forms[i] != NULL && j < self->forms[i]->choices->len; j++)
      {
        const TocsinEditorChoice *choice = g_ptr_array_index (self->forms[i]->choices, j);

        if (g_str_equal (choice->value, value))
          return choice;
      }

  return NULL;
}

static gboolean
is_listed (GPtrArray *list, const char *value)
{
  return g_ptr_array_find_with_equal_func (list, value, g_str_equal, NULL);
}

/* In the order of the forms, then what only the schema knows. */
static GPtrArray *
list_choices (TocsinEditorRow *self)
{
  const char *const *known = tocsin_key_info_get_choices (self->info);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (self->forms); i++)
    for (guint j = 0; self->forms[i] != NULL && j < self->forms[i]->choices->len; j++)
      {
        const TocsinEditorChoice *choice = g_ptr_array_index (self->forms[i]->choices, j);

        if (!is_listed (list, choice->value)
            && (known == NULL || g_strv_contains (known, choice->value)))
          g_ptr_array_add (list, g_strdup (choice->value));
      }
  for (; known != NULL && *known != NULL; known++)
    if (!is_listed (list, *known))
      g_ptr_array_add (list, g_strdup (*known));

  return list;
}

static void
tocsin_editor_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TocsinEditorRow *self = TOCSIN_EDITOR_ROW (object);

  if (id == TOCSIN_EDITOR_ROW_TEXT)
    g_value_set_string (value, self->text);
  else if (id == TOCSIN_EDITOR_ROW_VISIBLE)
    g_value_set_boolean (value, self->visible);
  else if (id == TOCSIN_EDITOR_ROW_PROBLEM)
    g_value_set_string (value, self->problem);
  else if (id == TOCSIN_EDITOR_ROW_WARNING)
    g_value_set_string (value, tocsin_editor_row_get_warning (self));
  else if (id == TOCSIN_EDITOR_ROW_EFFECTIVE)
    g_value_set_string (value, self->effective);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_editor_row_finalize (GObject *object)
{
  TocsinEditorRow *self = TOCSIN_EDITOR_ROW (object);

  tocsin_key_info_unref (self->info);
  g_free (self->key);
  g_ptr_array_unref (self->choices);
  g_free (self->standard);
  g_free (self->saved);
  g_free (self->text);
  g_free (self->problem);
  g_free (self->effective);
  g_clear_pointer (&self->secret, tocsin_secret_unref);

  G_OBJECT_CLASS (tocsin_editor_row_parent_class)->finalize (object);
}

static void
tocsin_editor_row_class_init (TocsinEditorRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = tocsin_editor_row_get_property;
  object_class->finalize = tocsin_editor_row_finalize;

  tocsin_editor_row_properties[TOCSIN_EDITOR_ROW_TEXT] =
      g_param_spec_string ("text", NULL, NULL, "", flags);
  tocsin_editor_row_properties[TOCSIN_EDITOR_ROW_VISIBLE] =
      g_param_spec_boolean ("visible", NULL, NULL, TRUE, flags);
  tocsin_editor_row_properties[TOCSIN_EDITOR_ROW_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  tocsin_editor_row_properties[TOCSIN_EDITOR_ROW_WARNING] =
      g_param_spec_string ("warning", NULL, NULL, NULL, flags);
  tocsin_editor_row_properties[TOCSIN_EDITOR_ROW_EFFECTIVE] =
      g_param_spec_string ("effective", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, TOCSIN_EDITOR_ROW_N_PROPS,
                                     tocsin_editor_row_properties);
}

static void
tocsin_editor_row_init (TocsinEditorRow *self)
{
  self->visible = TRUE;
}

/**
 * tocsin_editor_row_new:
 * @info: the key
 * @key: its name in assignments
 * @form: (nullable): what the form of its schema says of it
 * @change: (nullable): what another form, which is heard first, says
 *
 * Returns: (transfer full): a row with the key's default
 */
TocsinEditorRow *
tocsin_editor_row_new (TocsinKeyInfo *info,
                       const char *key,
                       const TocsinEditorFormRow *form,
                       const TocsinEditorFormRow *change)
{
  TocsinEditorRow *self = g_object_new (TOCSIN_TYPE_EDITOR_ROW, NULL);

  self->info = tocsin_key_info_ref (info);
  self->key = g_strdup (key);
  self->forms[0] = change;
  self->forms[1] = form;
  self->kind = choose_kind (self);
  self->choices = list_choices (self);
  self->standard = tocsin_key_info_get_default_text (info);
  self->saved = g_strdup (self->standard);
  self->text = g_strdup (self->standard);

  return self;
}

/**
 * tocsin_editor_row_get_key:
 * @self: a row
 *
 * Returns: (transfer none): the dotted name of its key in assignments
 */
const char *
tocsin_editor_row_get_key (TocsinEditorRow *self)
{
  return self->key;
}

/**
 * tocsin_editor_row_get_info:
 * @self: a row
 *
 * Returns: (transfer none): its key as the schema has it
 */
TocsinKeyInfo *
tocsin_editor_row_get_info (TocsinEditorRow *self)
{
  return self->info;
}

/**
 * tocsin_editor_row_get_kind:
 * @self: a row
 *
 * Returns: what a person changes it with
 */
TocsinEditorKind
tocsin_editor_row_get_kind (TocsinEditorRow *self)
{
  return self->kind;
}

/**
 * tocsin_editor_row_get_title:
 * @self: a row
 *
 * Returns: (transfer none): what stands before the value; the key's own name where nobody has
 *   said more
 */
const char *
tocsin_editor_row_get_title (TocsinEditorRow *self)
{
  const char *summary = tocsin_key_info_get_summary (self->info);

  const char *title = FIND_WORD (self, title);

  if (title != NULL)
    return title;

  return summary[0] != '\0' ? summary : self->key;
}

/**
 * tocsin_editor_row_get_description:
 * @self: a row
 *
 * Returns: (transfer none): what the key does, "" where nobody has said it
 */
const char *
tocsin_editor_row_get_description (TocsinEditorRow *self)
{
  return tocsin_key_info_get_description (self->info);
}

/**
 * tocsin_editor_row_get_unit:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what its number counts: `seconds`, or what the form says
 */
const char *
tocsin_editor_row_get_unit (TocsinEditorRow *self)
{
  const char *unit = FIND_WORD (self, unit);

  if (unit != NULL)
    return unit;

  return tocsin_key_info_is_time (self->info) ? "seconds" : NULL;
}

/**
 * tocsin_editor_row_get_fields:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): whose fields may stand in its text
 */
const char *
tocsin_editor_row_get_fields (TocsinEditorRow *self)
{
  return FIND_WORD (self, fields);
}

/**
 * tocsin_editor_row_get_zero:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what 0 or an empty text stands for
 */
const char *
tocsin_editor_row_get_zero (TocsinEditorRow *self)
{
  return FIND_WORD (self, zero);
}

/**
 * tocsin_editor_row_applies:
 * @self: a row
 * @look_up: gives the values of keys
 * @data: for @look_up
 *
 * Returns: whether its key means anything as the others are now
 */
gboolean
tocsin_editor_row_applies (TocsinEditorRow *self, TocsinEditorLookUp look_up, gpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->forms); i++)
    if (self->forms[i] != NULL
        && !tocsin_editor_condition_holds (self->forms[i]->when, look_up, data))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_editor_row_owns_problem:
 * @self: a row
 * @code: the name of an error's code, such as `net.refused`
 *
 * Returns: whether such an error is best told at this row
 */
gboolean
tocsin_editor_row_owns_problem (TocsinEditorRow *self, const char *code)
{
  char **pattern = FIND_WORD (self, problems);

  for (; pattern != NULL && *pattern != NULL; pattern++)
    if (g_pattern_match_simple (*pattern, code))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_editor_row_get_choices:
 * @self: a row
 *
 * Returns: (transfer none) (element-type utf8): the words it offers
 */
GPtrArray *
tocsin_editor_row_get_choices (TocsinEditorRow *self)
{
  return self->choices;
}

/**
 * tocsin_editor_row_get_choice_title:
 * @self: a row
 * @value: one of its choices
 *
 * Returns: (transfer none): how it is called
 */
const char *
tocsin_editor_row_get_choice_title (TocsinEditorRow *self, const char *value)
{
  const TocsinEditorChoice *choice = tocsin_editor_row_find_choice (self, value);

  return choice != NULL && choice->title != NULL ? choice->title : value;
}
