/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Every form that ships: what it names is there, what its schema has it tells in words. */
#include "core/settings/config.h"
#include "ui/desktop/model/editor-forms.h"
#include "ui/desktop/model/editor-model.h"

typedef TocsinEditorModel *(*Maker) (const char *plugin, GError **error);

static TocsinEditorModel *
make_connection (const char *plugin, GError **error)
{
  return tocsin_editor_model_new (TOCSIN_CONFIG_CONNECTION, plugin, error);
}

static TocsinEditorModel *
make_task (const char *plugin, GError **error)
{
  return tocsin_editor_model_new (TOCSIN_CONFIG_TASK, plugin, error);
}

static TocsinEditorModel *
make_action (const char *plugin, GError **error)
{
  return tocsin_editor_model_new_for_action (plugin, "action.it.", error);
}

static void
check_condition (TocsinEditorModel *model,
                 const char *prefix,
                 const char *whole,
                 const TocsinEditorCondition *condition)
{
  g_auto (GStrv) keys = tocsin_editor_condition_list_keys (condition);

  for (char **key = keys; *key != NULL; key++)
    {
      g_autofree char *own = g_strconcat (prefix, *key, NULL);
      g_autofree char *global = g_strconcat (whole, *key, NULL);

      g_test_message ("condition on %s", *key);
      g_assert_true (tocsin_editor_model_find (model, own) != NULL
                     || tocsin_editor_model_find (model, global) != NULL);
    }
}

static void
check_choices (TocsinEditorRow *row, const TocsinEditorFormRow *form)
{
  TocsinKeyInfo *info = tocsin_editor_row_get_info (row);

  for (guint i = 0; i < form->choices->len; i++)
    {
      const TocsinEditorChoice *choice = g_ptr_array_index (form->choices, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = tocsin_key_info_parse (info, choice->value, &error);

      g_assert_no_error (error);
    }
}

static void
check_row (TocsinEditorModel *model,
           const char *prefix,
           const char *whole,
           const TocsinEditorFormRow *form)
{
  g_autofree char *key = g_strconcat (prefix, form->key, NULL);
  TocsinEditorRow *row = tocsin_editor_model_find (model, key);

  g_test_message ("%s", key);
  g_assert_nonnull (row);
  check_choices (row, form);
  check_condition (model, prefix, whole, form->when);
}

static void
check_form (TocsinEditorModel *model,
            const TocsinEditorForm *form,
            const char *prefix,
            const char *whole)
{
  check_condition (model, prefix, whole, form->when);
  for (guint i = 0; i < form->groups->len; i++)
    {
      const TocsinEditorFormGroup *group = g_ptr_array_index (form->groups, i);

      check_condition (model, prefix, whole, group->when);
      for (guint j = 0; j < group->rows->len; j++)
        check_row (model, prefix, whole, g_ptr_array_index (group->rows, j));
    }
  for (guint i = 0; i < form->changes->len; i++)
    check_row (model, whole, whole, g_ptr_array_index (form->changes, i));
}

static gboolean
matches_any (TocsinEditorModel *model, const char *pattern)
{
  GPtrArray *pages = tocsin_editor_model_get_pages (model);

  for (guint i = 0; i < pages->len; i++)
    {
      TocsinEditorPage *page = g_ptr_array_index (pages, i);

      for (guint j = 0; j < page->groups->len; j++)
        {
          TocsinEditorGroup *group = g_ptr_array_index (page->groups, j);

          for (guint k = 0; k < group->rows->len; k++)
            if (g_pattern_match_simple (
                    pattern, tocsin_editor_row_get_key (g_ptr_array_index (group->rows, k))))
              return TRUE;
        }
    }

  return FALSE;
}

/* Each choice has a title, and no key of ours is left to "More settings". */
static void
check_words (TocsinEditorModel *model)
{
  GPtrArray *pages = tocsin_editor_model_get_pages (model);

  for (guint i = 0; i < pages->len; i++)
    {
      TocsinEditorPage *page = g_ptr_array_index (pages, i);

      for (guint j = 0; j < page->groups->len; j++)
        {
          TocsinEditorGroup *group = g_ptr_array_index (page->groups, j);

          g_assert_cmpstr (tocsin_editor_group_get_visible (group) ? group->title : NULL, !=,
                           "More settings");
          for (guint k = 0; k < group->rows->len; k++)
            {
              TocsinEditorRow *row = g_ptr_array_index (group->rows, k);
              GPtrArray *choices = tocsin_editor_row_get_choices (row);
              gboolean worded =
                  tocsin_editor_row_get_kind (row) == TOCSIN_EDITOR_CHOICE
                  && !g_str_has_suffix (tocsin_editor_row_get_key (row), "mechanisms");

              g_test_message ("%s", tocsin_editor_row_get_key (row));
              g_assert_cmpstr (tocsin_editor_row_get_title (row), !=, "");
              for (guint l = 0; worded && l < choices->len; l++)
                if (!g_ascii_isupper (*(const char *) choices->pdata[l]))
                  g_assert_cmpstr (tocsin_editor_row_get_choice_title (row, choices->pdata[l]), !=,
                                   choices->pdata[l]);
            }
        }
    }
}

static void
check_plugin (Maker make, const char *schemas, const char *plugin, const char *whole)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinEditorModel) model = make (plugin, &error);
  g_autofree char *schema = g_strconcat (schemas, plugin, NULL);
  const TocsinEditorForm *form = tocsin_editor_forms_find (schema);

  g_test_message ("%s", schema);
  g_assert_no_error (error);
  g_assert_nonnull (form);
  if (make == make_connection)
    {
      g_autofree char *prefix = g_strconcat (plugin, ".", NULL);

      check_form (model, form, prefix, whole);
    }
  else
    check_form (model, form, make == make_task ? "trigger." : whole,
                make == make_task ? "" : whole);
  for (char **pattern = form->hidden; *pattern != NULL; pattern++)
    {
      g_autofree char *full = g_strconcat (make == make_action ? whole : "", *pattern, NULL);

      g_test_message ("hides %s", full);
      g_assert_true (matches_any (model, full));
    }
  check_words (model);
}

static const char *const protocols[] = { "exchange",  "gmail", "imap4", "maildir",
                                         "office365", "pop3",  "smtp" };
static const char *const triggers[] = { "alarm", "email", "schedule" };
static const char *const actions[] = {
  "log", "mailbox", "notify", "run", "save", "send", "webhook"
};

static void
test_plugins (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    check_plugin (make_connection, "org.tocsin.connection.", protocols[i], "");
  for (gsize i = 0; i < G_N_ELEMENTS (triggers); i++)
    check_plugin (make_task, "org.tocsin.trigger.", triggers[i], "");
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    check_plugin (make_action, "org.tocsin.action.", actions[i], "action.it.");
}

static void
test_core (void)
{
  static const struct
  {
    const char *schema;
    const char *prefix;
  } groups[] = {
    { "org.tocsin.connection", "" },
    { "org.tocsin.connection.authentication", "authentication." },
    { "org.tocsin.connection.encryption", "encryption." },
    { "org.tocsin.connection.limits", "limits." },
    { "org.tocsin.connection.proxy", "proxy." },
  };
  g_autoptr (TocsinEditorModel) connection = make_connection ("imap4", NULL);
  g_autoptr (TocsinEditorModel) task = make_task ("email", NULL);
  g_autoptr (TocsinEditorModel) engine = tocsin_editor_model_new (TOCSIN_CONFIG_ENGINE, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    check_form (connection, tocsin_editor_forms_find (groups[i].schema), groups[i].prefix, "");
  check_form (task, tocsin_editor_forms_find ("org.tocsin.task"), "", "");
  check_form (engine, tocsin_editor_forms_find ("org.tocsin.engine"), "", "");
  check_words (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/editor-forms/plugins", test_plugins);
  g_test_add_func ("/desktop/editor-forms/core", test_core);

  return g_test_run ();
}
