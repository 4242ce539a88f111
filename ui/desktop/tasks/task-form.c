/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/task-form.h"

#include "core/settings/value-text.h"

#include <string.h>

/* What a mail trigger calls the mailbox and the query: shown above the conditions, and as them. A
 * trigger without a query has its settings in one piece. */
#define QUERY "trigger.query"
static const char *const mailbox_keys[] = { "trigger.connection", "trigger.folders", NULL };

static gboolean
has_key (GPtrArray *infos, const char *name)
{
  for (guint i = 0; i < infos->len; i++)
    if (g_str_equal (tocsin_key_info_get_name (g_ptr_array_index (infos, i)), name))
      return TRUE;

  return FALSE;
}

/* All keys of the trigger but these: what is to be hidden where only these are shown. */
static GStrv
list_others (GPtrArray *infos, const char *const *keys)
{
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();

  for (guint i = 0; i < infos->len; i++)
    {
      const char *name = tocsin_key_info_get_name (g_ptr_array_index (infos, i));

      if (!g_strv_contains (keys, name))
        g_strv_builder_add (others, name);
    }

  return g_strv_builder_end (others);
}

static TocsinSettingsEditor *
make_editor (TocsinWorkbench *workbench,
             const char *trigger,
             const char *page,
             const char *const *hidden,
             TocsinSnapshot *task)
{
  const char *const pages[] = { page, NULL };
  TocsinSettingsEditor *editor =
      tocsin_settings_editor_new (workbench, TOCSIN_CONFIG_TASK, trigger);

  tocsin_settings_editor_set_pages (editor, pages);
  tocsin_settings_editor_set_hidden_keys (editor, hidden);
  if (task != NULL)
    tocsin_settings_editor_fill (editor, task);

  return editor;
}

static void
fill_query (TocsinQueryView *query, TocsinSnapshot *task)
{
  if (task != NULL && tocsin_snapshot_has_key (task, QUERY))
    tocsin_query_view_set_text (query, tocsin_snapshot_get_string (task, QUERY));
}

/**
 * tocsin_task_form_set_trigger:
 * @self: a form; its trigger's parts are to be replaced by the new ones by the caller
 * @workbench: the workbench
 * @trigger: what sets the task off
 * @task: (nullable): the task as it is stored; %NULL for a new one, or one with another trigger
 */
void
tocsin_task_form_set_trigger (TocsinTaskForm *self,
                              TocsinWorkbench *workbench,
                              const char *trigger,
                              TocsinSnapshot *task)
{
  g_autoptr (GPtrArray) infos = tocsin_key_info_list_task (trigger, NULL);
  const char *const behind[] = { mailbox_keys[0], mailbox_keys[1], QUERY, NULL };
  g_auto (GStrv) others = NULL;

  self->query = NULL;
  self->how = NULL;
  if (infos == NULL || !has_key (infos, QUERY))
    {
      self->where = make_editor (workbench, trigger, "trigger", NULL, task);
      return;
    }
  others = list_others (infos, mailbox_keys);
  self->where = make_editor (workbench, trigger, "trigger", (const char *const *) others, task);
  self->how = make_editor (workbench, trigger, "trigger", behind, task);
  self->query = tocsin_query_view_new (workbench);
  fill_query (self->query, task);
}

/**
 * tocsin_task_form_set_rest:
 * @self: a new form
 * @workbench: the workbench
 * @trigger: what sets the task off
 * @task: (nullable): the task as it is stored; %NULL for a new one
 *
 * Makes what does not follow from the trigger: actions and limits. The name is edited elsewhere.
 */
void
tocsin_task_form_set_rest (TocsinTaskForm *self,
                           TocsinWorkbench *workbench,
                           const char *trigger,
                           TocsinSnapshot *task)
{
  static const char *const named_above[] = { "name", NULL };

  self->actions = tocsin_action_list_new (workbench);
  if (task != NULL)
    tocsin_action_list_fill (self->actions, task);
  self->limits = make_editor (workbench, trigger, "main", named_above, task);
}

/**
 * tocsin_task_form_follow_mailbox:
 * @self: a form whose mailbox was changed
 *
 * The conditions are tried on its mail, and the actions offer its folders.
 */
void
tocsin_task_form_follow_mailbox (TocsinTaskForm *self)
{
  const char *connection, *text;
  g_autoptr (GVariant) folders = NULL;
  g_autofree const char **names = NULL;

  connection =
      self->query != NULL ? tocsin_settings_editor_get_value (self->where, mailbox_keys[0]) : NULL;
  tocsin_action_list_set_mailbox (self->actions, connection);
  if (self->query == NULL)
    return;
  text = tocsin_settings_editor_get_value (self->where, mailbox_keys[1]);
  folders = text != NULL ? tocsin_value_parse_type (G_VARIANT_TYPE_STRING_ARRAY, text) : NULL;
  if (folders == NULL)
    return;
  names = g_variant_get_strv (folders, NULL);
  tocsin_query_view_set_mailbox (self->query, connection != NULL ? connection : "", names);
}

static void
collect_editor (TocsinSettingsEditor *editor, GStrvBuilder *assignments, GStrvBuilder *resets)
{
  g_auto (GStrv) set = NULL;
  g_auto (GStrv) reset = NULL;

  if (editor == NULL)
    return;
  set = tocsin_settings_editor_list_assignments (editor);
  reset = tocsin_settings_editor_list_resets (editor);
  g_strv_builder_addv (assignments, (const char **) set);
  g_strv_builder_addv (resets, (const char **) reset);
}

static void
collect_query (TocsinTaskForm *self,
               TocsinSnapshot *task,
               GStrvBuilder *assignments,
               GStrvBuilder *resets)
{
  const char *text = self->query != NULL ? tocsin_query_view_get_text (self->query) : "";
  const char *before = task != NULL && tocsin_snapshot_has_key (task, QUERY)
                           ? tocsin_snapshot_get_string (task, QUERY)
                           : "";
  g_autofree char *assignment = g_strconcat (QUERY "=", text, NULL);

  if (self->query == NULL || g_str_equal (text, before))
    return;
  if (*text == '\0')
    g_strv_builder_add (resets, QUERY);
  else
    g_strv_builder_add (assignments, assignment);
}

/**
 * tocsin_task_form_collect:
 * @self: a form
 * @task: (nullable): the task as it is stored
 * @assignments: gets what is set
 * @resets: gets what goes back to its default
 *
 * Tells what differs from what is stored.
 */
void
tocsin_task_form_collect (TocsinTaskForm *self,
                          TocsinSnapshot *task,
                          GStrvBuilder *assignments,
                          GStrvBuilder *resets)
{
  collect_editor (self->where, assignments, resets);
  collect_query (self, task, assignments, resets);
  collect_editor (self->how, assignments, resets);
  collect_editor (self->limits, assignments, resets);
  tocsin_action_list_collect (self->actions, assignments, resets);
}

/**
 * tocsin_task_form_check:
 * @self: a form
 *
 * Goes to the first part that is not good, if there is one.
 *
 * Returns: whether all of it is good, as far as can be said here.
 */
gboolean
tocsin_task_form_check (TocsinTaskForm *self)
{
  g_autoptr (GPtrArray) actions = tocsin_action_list_list_editors (self->actions);

  if (!tocsin_settings_editor_check (self->where))
    return FALSE;
  if (self->query != NULL && tocsin_query_view_show_error (self->query))
    return FALSE;
  if (self->how != NULL && !tocsin_settings_editor_check (self->how))
    return FALSE;
  for (guint i = 0; i < actions->len; i++)
    if (!tocsin_settings_editor_check (g_ptr_array_index (actions, i)))
      return FALSE;

  return tocsin_settings_editor_check (self->limits);
}

/**
 * tocsin_task_form_show_error:
 * @self: a form
 * @error: why the task was refused
 *
 * Returns: whether one of its rows has it now; if not, the caller shows it.
 */
gboolean
tocsin_task_form_show_error (TocsinTaskForm *self, const GError *error)
{
  g_autoptr (GPtrArray) actions = tocsin_action_list_list_editors (self->actions);

  if (tocsin_settings_editor_show_error (self->where, error)
      || (self->how != NULL && tocsin_settings_editor_show_error (self->how, error)))
    return TRUE;
  for (guint i = 0; i < actions->len; i++)
    if (tocsin_settings_editor_show_error (g_ptr_array_index (actions, i), error))
      return TRUE;

  return tocsin_settings_editor_show_error (self->limits, error);
}

/**
 * tocsin_task_form_takes_old_mail:
 * @self: a form
 *
 * Returns: whether the task fires at once for mail that is there already.
 */
gboolean
tocsin_task_form_takes_old_mail (TocsinTaskForm *self)
{
  const char *start =
      self->how != NULL ? tocsin_settings_editor_get_value (self->how, "trigger.start") : NULL;

  return start != NULL && *start != '\0' && !g_str_equal (start, "now");
}
