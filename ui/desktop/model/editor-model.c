/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-model.h"

#include "core/base/error.h"
#include "ui/desktop/model/editor-forms.h"

#include <string.h>

enum
{
  CHANGED,
  N_SIGNALS,
};

struct _TocsinEditorModel
{
  GObject parent_instance;

  TocsinConfigKind kind;
  gboolean is_action;
  char *plugin;
  char *prefix; /* what all keys begin with, "" or with the dot at its end */
  const TocsinEditorForm *plugin_form;
  GPtrArray *pages;
  GHashTable *rows;   /* key to row, which the pages own */
  GPtrArray *hidden;  /* patterns, relative to the prefix */
  GStrv hidden_by_us; /* whole patterns */
  gboolean filling;
};

/* For a condition on one page. */
typedef struct
{
  TocsinEditorModel *model;
  const char *prefix;
} Place;

G_DEFINE_FINAL_TYPE (TocsinEditorModel, tocsin_editor_model, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static TocsinEditorRow *
find_from (TocsinEditorModel *self, const char *prefix, const char *key)
{
  g_autofree char *name = g_strconcat (prefix, key, NULL);

  return g_hash_table_lookup (self->rows, name);
}

/* A key of the page, or else one of the whole. */
static GStrv
look_up (const char *key, gpointer data)
{
  const Place *place = data;
  TocsinEditorRow *row = find_from (place->model, place->prefix, key);

  if (row == NULL)
    row = find_from (place->model, place->model->prefix, key);

  return row != NULL ? tocsin_editor_row_get_items (row) : NULL;
}

static gboolean
is_hidden (TocsinEditorModel *self, const char *key)
{
  for (guint i = 0; i < self->hidden->len; i++)
    if (g_pattern_match_simple (g_ptr_array_index (self->hidden, i), key + strlen (self->prefix)))
      return TRUE;
  for (char **pattern = self->hidden_by_us; pattern != NULL && *pattern != NULL; pattern++)
    if (g_pattern_match_simple (*pattern, key))
      return TRUE;

  return FALSE;
}

static void
update_group (TocsinEditorModel *self, Place *place, TocsinEditorGroup *group, gboolean applies)
{
  applies = applies && tocsin_editor_condition_holds (group->when, look_up, place);
  for (guint i = 0; i < group->rows->len; i++)
    {
      TocsinEditorRow *row = g_ptr_array_index (group->rows, i);

      tocsin_editor_row_set_visible (row, applies
                                              && !is_hidden (self, tocsin_editor_row_get_key (row))
                                              && tocsin_editor_row_applies (row, look_up, place));
    }
}

static void
update (TocsinEditorModel *self)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      TocsinEditorPage *page = g_ptr_array_index (self->pages, i);
      Place place = { self, page->prefix };
      gboolean applies = tocsin_editor_condition_holds (page->when, look_up, &place);

      for (guint j = 0; j < page->groups->len; j++)
        update_group (self, &place, g_ptr_array_index (page->groups, j), applies);
    }
}

static void
on_text (TocsinEditorRow *row, GParamSpec *spec, gpointer user_data)
{
  TocsinEditorModel *self = user_data;

  if (self->filling)
    return;
  update (self);
  g_signal_emit (self, signals[CHANGED], 0, row);
}

static void
tocsin_editor_model_finalize (GObject *object)
{
  TocsinEditorModel *self = TOCSIN_EDITOR_MODEL (object);
  GHashTableIter iter;
  gpointer row;

  /* A view may still hold a row. */
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_signal_handlers_disconnect_by_data (row, self);
  g_free (self->plugin);
  g_free (self->prefix);
  g_hash_table_unref (self->rows);
  g_ptr_array_unref (self->pages);
  g_ptr_array_unref (self->hidden);
  g_strfreev (self->hidden_by_us);

  G_OBJECT_CLASS (tocsin_editor_model_parent_class)->finalize (object);
}

static void
tocsin_editor_model_class_init (TocsinEditorModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_editor_model_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, TOCSIN_TYPE_EDITOR_ROW);
}

static void
tocsin_editor_model_init (TocsinEditorModel *self)
{
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_editor_page_free);
  self->rows = g_hash_table_new (g_str_hash, g_str_equal);
  self->hidden = g_ptr_array_new ();
}

/* The one place that knows which schema a group of keys comes from. */
static char *
schema_of (TocsinEditorModel *self, const char *group)
{
  if (self->is_action)
    return group[0] == '\0' ? g_strconcat ("org.tocsin.action.", self->plugin, NULL)
                            : g_strconcat ("org.tocsin.connection.", group, NULL);
  if (self->kind == TOCSIN_CONFIG_ENGINE)
    return g_strdup ("org.tocsin.engine");
  if (self->kind == TOCSIN_CONFIG_TASK)
    return group[0] == '\0' ? g_strdup ("org.tocsin.task")
                            : g_strconcat ("org.tocsin.trigger.", self->plugin, NULL);

  return group[0] == '\0' ? g_strdup ("org.tocsin.connection")
                          : g_strconcat ("org.tocsin.connection.", group, NULL);
}

static const TocsinEditorForm *
find_plugin_form (TocsinEditorModel *self)
{
  g_autofree char *schema = NULL;

  if (self->is_action)
    schema = g_strconcat ("org.tocsin.action.", self->plugin, NULL);
  else if (self->kind == TOCSIN_CONFIG_TASK)
    schema = g_strconcat ("org.tocsin.trigger.", self->plugin, NULL);
  else
    schema = g_strconcat ("org.tocsin.connection.", self->plugin, NULL);

  return tocsin_editor_forms_find (schema);
}

static const TocsinEditorFormRow *
find_change (TocsinEditorModel *self, const char *key)
{
  for (guint i = 0; self->plugin_form != NULL && i < self->plugin_form->changes->len; i++)
    {
      const TocsinEditorFormRow *row = g_ptr_array_index (self->plugin_form->changes, i);

      if (g_str_equal (row->key, key))
        return row;
    }

  return NULL;
}

static void
hide (TocsinEditorModel *self, const TocsinEditorForm *form)
{
  for (char **pattern = form != NULL ? form->hidden : NULL; pattern != NULL && *pattern != NULL;
       pattern++)
    g_ptr_array_add (self->hidden, *pattern);
}

/* "encryption.mode" is of the group "encryption", "port" of "". */
static char *
group_of (const char *rest)
{
  const char *dot = strrchr (rest, '.');

  return dot != NULL ? g_strndup (rest, (gsize) (dot - rest)) : g_strdup ("");
}

static char *
title_of (TocsinEditorModel *self, const char *group)
{
  const char *word = group[0] != '\0' && !g_str_equal (group, "trigger") ? group : self->plugin;
  char *title = g_strdup (word != NULL ? word : "");

  title[0] = g_ascii_toupper (title[0]);

  return title;
}

static void
add_page (TocsinEditorModel *self, const char *group, GPtrArray *infos)
{
  g_autofree char *schema = schema_of (self, group);
  g_autofree char *title = title_of (self, group);
  g_autofree char *prefix = g_strconcat (self->prefix, group, group[0] != '\0' ? "." : "", NULL);
  const TocsinEditorForm *form = tocsin_editor_forms_find (schema);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  TocsinEditorPage *page;

  for (guint i = 0; i < infos->len; i++)
    {
      TocsinKeyInfo *info = g_ptr_array_index (infos, i);
      const char *plain = strrchr (tocsin_key_info_get_name (info), '.');
      g_autofree char *key = NULL;
      TocsinEditorRow *row;

      plain = plain != NULL ? plain + 1 : tocsin_key_info_get_name (info);
      key = g_strconcat (prefix, plain, NULL);
      row = tocsin_editor_row_new (info, key,
                                   form != NULL ? tocsin_editor_form_find_row (form, plain) : NULL,
                                   find_change (self, key + strlen (self->prefix)));
      g_signal_connect (row, "notify::text", G_CALLBACK (on_text), self);
      g_hash_table_insert (self->rows, (gpointer) tocsin_editor_row_get_key (row), row);
      g_ptr_array_add (rows, row);
    }

  /* A group that is borrowed from another plugin does not say what that one hides. */
  if (group[0] == '\0')
    hide (self, form);
  page = tocsin_editor_page_new (group[0] != '\0' ? group : "main", prefix, title, form, rows);
  /* What an action is about comes before what it shares with connections. */
  if (self->is_action && group[0] == '\0')
    page->position = 0;
  g_ptr_array_add (self->pages, page);
}

static int
compare_pages (gconstpointer a, gconstpointer b)
{
  const TocsinEditorPage *one = *(const TocsinEditorPage *const *) a;
  const TocsinEditorPage *other = *(const TocsinEditorPage *const *) b;

  return (int) one->position - (int) other->position;
}

static void
build (TocsinEditorModel *self, GPtrArray *infos, gsize skipped)
{
  g_autoptr (GPtrArray) of_group = g_ptr_array_new ();
  g_autofree char *group = NULL;

  self->plugin_form = self->plugin != NULL ? find_plugin_form (self) : NULL;
  hide (self, self->plugin_form);
  for (guint i = 0; i < infos->len; i++)
    {
      TocsinKeyInfo *info = g_ptr_array_index (infos, i);
      g_autofree char *own = group_of (tocsin_key_info_get_name (info) + skipped);

      if (group != NULL && !g_str_equal (own, group))
        {
          add_page (self, group, of_group);
          g_ptr_array_set_size (of_group, 0);
        }
      g_ptr_array_add (of_group, info);
      g_free (group);
      group = g_steal_pointer (&own);
    }
  if (group != NULL)
    add_page (self, group, of_group);
  g_ptr_array_sort (self->pages, compare_pages);
  update (self);
}

/**
 * tocsin_editor_model_new:
 * @kind: what is edited
 * @plugin: (nullable): its protocol or its trigger
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING
 *
 * Returns: (nullable) (transfer full): a model in which all keys have their defaults
 */
TocsinEditorModel *
tocsin_editor_model_new (TocsinConfigKind kind, const char *plugin, GError **error)
{
  TocsinEditorModel *self;
  g_autoptr (GPtrArray) infos = NULL;

  if (kind == TOCSIN_CONFIG_CONNECTION)
    infos = tocsin_key_info_list_connection (plugin, error);
  else if (kind == TOCSIN_CONFIG_TASK)
    infos = tocsin_key_info_list_task (plugin, error);
  else
    infos = tocsin_key_info_list_engine (error);
  if (infos == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_EDITOR_MODEL, NULL);
  self->kind = kind;
  self->plugin = g_strdup (plugin);
  self->prefix = g_strdup ("");
  build (self, infos, 0);

  return self;
}

/**
 * tocsin_editor_model_new_for_action:
 * @type: the kind of action
 * @prefix: what its keys begin with, with the dot at its end: `action.save-2.`
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING
 *
 * Returns: (nullable) (transfer full): a model of one action of a task
 */
TocsinEditorModel *
tocsin_editor_model_new_for_action (const char *type, const char *prefix, GError **error)
{
  g_autoptr (GPtrArray) infos = tocsin_key_info_list_action (type, error);
  TocsinEditorModel *self;

  if (infos == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_EDITOR_MODEL, NULL);
  self->kind = TOCSIN_CONFIG_TASK;
  self->is_action = TRUE;
  self->plugin = g_strdup (type);
  self->prefix = g_strdup (prefix);
  build (self, infos, strlen ("action..") + strlen (type));

  return self;
}

/**
 * tocsin_editor_model_get_kind:
 * @self: a model
 *
 * Returns: what is edited; a task for an action
 */
TocsinConfigKind
tocsin_editor_model_get_kind (TocsinEditorModel *self)
{
  return self->kind;
}

/**
 * tocsin_editor_model_get_plugin:
 * @self: a model
 *
 * Returns: (nullable) (transfer none): the protocol, the trigger or the kind of action
 */
const char *
tocsin_editor_model_get_plugin (TocsinEditorModel *self)
{
  return self->plugin;
}

/**
 * tocsin_editor_model_is_action:
 * @self: a model
 *
 * Returns: whether it is of an action of a task
 */
gboolean
tocsin_editor_model_is_action (TocsinEditorModel *self)
{
  return self->is_action;
}

/**
 * tocsin_editor_model_get_prefix:
 * @self: a model
 *
 * Returns: (transfer none): what all its keys begin with, "" or with the dot at its end
 */
const char *
tocsin_editor_model_get_prefix (TocsinEditorModel *self)
{
  return self->prefix;
}

/**
 * tocsin_editor_model_get_pages:
 * @self: a model
 *
 * Returns: (transfer none) (element-type TocsinEditorPage): its pages, which stay the same
 */
GPtrArray *
tocsin_editor_model_get_pages (TocsinEditorModel *self)
{
  return self->pages;
}

/**
 * tocsin_editor_model_find:
 * @self: a model
 * @key: a key as it stands in assignments
 *
 * Returns: (nullable) (transfer none): its row
 */
TocsinEditorRow *
tocsin_editor_model_find (TocsinEditorModel *self, const char *key)
{
  return g_hash_table_lookup (self->rows, key);
}

/**
 * tocsin_editor_model_get_secret_key:
 * @self: a model
 * @row: a row of a secret
 *
 * Returns: (transfer none): what its plugin calls the key, by which the secret is kept
 */
const char *
tocsin_editor_model_get_secret_key (TocsinEditorModel *self, TocsinEditorRow *row)
{
  const char *key = tocsin_editor_row_get_key (row) + strlen (self->prefix);

  if (self->kind == TOCSIN_CONFIG_TASK && !self->is_action && g_str_has_prefix (key, "trigger."))
    return key + strlen ("trigger.");

  return key;
}

/**
 * tocsin_editor_model_fill:
 * @self: a model
 * @snapshot: what is saved
 *
 * Forgets what was typed. Keys that @snapshot does not have get their defaults.
 */
void
tocsin_editor_model_fill (TocsinEditorModel *self, TocsinSnapshot *snapshot)
{
  GHashTableIter iter;
  gpointer key, row;

  self->filling = TRUE;
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    {
      gboolean known = snapshot != NULL && tocsin_snapshot_has_key (snapshot, key);
      g_autofree char *text =
          known ? tocsin_snapshot_get_text (snapshot, key)
                : tocsin_key_info_get_default_text (tocsin_editor_row_get_info (row));

      tocsin_editor_row_fill (row, text, known && tocsin_snapshot_is_set (snapshot, key));
    }
  self->filling = FALSE;

  update (self);
  g_signal_emit (self, signals[CHANGED], 0, NULL);
}

/**
 * tocsin_editor_model_set_hidden_keys:
 * @self: a model
 * @patterns: (nullable) (array zero-terminated=1): patterns of keys that are edited elsewhere
 */
void
tocsin_editor_model_set_hidden_keys (TocsinEditorModel *self, const char *const *patterns)
{
  g_strfreev (self->hidden_by_us);
  self->hidden_by_us = g_strdupv ((GStrv) patterns);
  update (self);
  g_signal_emit (self, signals[CHANGED], 0, NULL);
}
