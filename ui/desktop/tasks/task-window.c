/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/task-window.h"

#include "core/base/error.h"
#include "ui/desktop/model/plugin-title.h"
#include "ui/desktop/model/task-order.h"
#include "ui/desktop/tasks/task-form.h"
#include "ui/desktop/tasks/trial-window.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>

struct _TocsinTaskWindow
{
  AdwWindow parent_instance;

  TocsinWorkbench *workbench;
  char *id;             /* NULL for a new one */
  TocsinSnapshot *task; /* as it is stored, NULL for a new one */
  GStrv triggers;
  TocsinTaskForm form;
  GCancellable *cancellable;
  gboolean closing;

  GtkWidget *save;
  GtkWidget *try;
  GtkWidget *trouble_box;
  GtkLabel *trouble;
  GtkEditable *name;
  AdwComboRow *trigger;
  AdwBin *where_place;
  AdwBin *query_place;
  AdwBin *how_place;
  AdwBin *actions_place;
  AdwBin *limits_place;
};

G_DEFINE_FINAL_TYPE (TocsinTaskWindow, tocsin_task_window, ADW_TYPE_WINDOW)

static const char *
get_trigger (TocsinTaskWindow *self)
{
  return self->triggers[adw_combo_row_get_selected (self->trigger)];
}

static char *
get_name (TocsinTaskWindow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static gboolean
has_other_trigger (TocsinTaskWindow *self)
{
  return self->task == NULL
         || !g_str_equal (get_trigger (self), tocsin_snapshot_get_string (self->task, "trigger"));
}

static void
show_trouble (TocsinTaskWindow *self, const GError *error)
{
  const char *hint = error != NULL ? tocsin_error_get_hint (error) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->trouble_box, error != NULL);
  if (error == NULL)
    return;
  text =
      hint != NULL ? g_strdup_printf ("%s\n%s", error->message, hint) : g_strdup (error->message);
  gtk_label_set_text (self->trouble, text);
}

/* Where it belongs, or else on top of the window. */
static void
show_refusal (TocsinTaskWindow *self, const GError *error)
{
  if (!tocsin_task_form_show_error (&self->form, error))
    show_trouble (self, error);
}

static void
on_edited (TocsinTaskWindow *self)
{
  g_autofree char *name = get_name (self);

  gtk_widget_set_sensitive (self->save, *name != '\0');
  show_trouble (self, NULL);
}

static void
on_mailbox (TocsinTaskWindow *self)
{
  tocsin_task_form_follow_mailbox (&self->form);
  on_edited (self);
}

static TocsinTaskChange *
make_change (TocsinTaskWindow *self)
{
  g_autoptr (GStrvBuilder) set = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) reset = g_strv_builder_new ();
  g_autofree char *trigger = g_strdup_printf ("trigger=%s", get_trigger (self));
  g_autofree char *name = get_name (self);
  g_auto (GStrv) assignments = NULL;
  g_auto (GStrv) resets = NULL;

  if (has_other_trigger (self))
    g_strv_builder_add (set, trigger);
  tocsin_task_form_collect (&self->form, has_other_trigger (self) ? NULL : self->task, set, reset);
  assignments = g_strv_builder_end (set);
  resets = g_strv_builder_end (reset);

  return tocsin_task_change_new (self->id, name, (const char *const *) assignments,
                                 (const char *const *) resets);
}

static gboolean
has_changes (TocsinTaskWindow *self)
{
  g_autoptr (TocsinTaskChange) change = make_change (self);

  return change->assignments[0] != NULL || change->resets[0] != NULL
         || tocsin_action_list_has_changes (self->form.actions)
         || (self->task != NULL
             && !g_str_equal (change->name, tocsin_snapshot_get_name (self->task)))
         || (self->task == NULL && *change->name != '\0');
}

static gpointer
do_save (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  TocsinTaskOrder *order = data;

  return tocsin_task_change_save (order->change, config, order->registry, error);
}

/* A secret that could not be kept is told while the window that has it is still there. */
static void
on_secrets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinTaskWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean stored =
      tocsin_action_list_store_secrets_finish (TOCSIN_ACTION_LIST (source), result, &error);

  if (self->closing)
    return;
  if (!stored)
    {
      gtk_widget_set_sensitive (self->save, TRUE);
      show_refusal (self, error);
      return;
    }
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinTaskWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  char *id = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (self->closing)
    {
      g_free (id);
      return;
    }
  if (id == NULL)
    {
      gtk_widget_set_sensitive (self->save, TRUE);
      show_refusal (self, error);
      return;
    }
  g_free (self->id);
  self->id = id;
  tocsin_action_list_store_secrets_async (self->form.actions, self->id, on_secrets,
                                          g_object_ref (self));
}

static void
save (TocsinTaskWindow *self)
{
  g_autoptr (TocsinTaskChange) change = make_change (self);
  TocsinTaskOrder *order =
      tocsin_task_order_new (change, tocsin_workbench_get_registry (self->workbench));

  gtk_widget_set_sensitive (self->save, FALSE);
  tocsin_workbench_edit_async (self->workbench, do_save, order, tocsin_task_order_free, g_free,
                               self->cancellable, on_saved, g_object_ref (self));
}

static void
on_warned (AdwMessageDialog *dialog, const char *response, TocsinTaskWindow *self)
{
  if (g_str_equal (response, "save"))
    save (self);
  else if (g_str_equal (response, "try"))
    gtk_widget_activate (self->try);
}

/* Past mail is a crowd that nobody sees from here: how large it is, is said before. */
static void
warn_of_old_mail (TocsinTaskWindow *self)
{
  const char *count = tocsin_query_view_get_count (self->form.query);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (self), _ ("Fire for Mail That Is There Already?"), NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog), "%s\n\n%s",
      _ ("As it is set, the task fires for past mail as soon as it is switched on, and its actions "
         "are done with each of these messages."),
      count);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "try",
                                    _ ("_Try First"), "save", _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "try");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_warned), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_new_crowd (TocsinTaskWindow *self)
{
  return tocsin_task_form_takes_old_mail (&self->form)
         && (self->task == NULL || has_changes (self));
}

static void
on_save (TocsinTaskWindow *self)
{
  show_trouble (self, NULL);
  if (!tocsin_task_form_check (&self->form))
    return;
  if (is_new_crowd (self))
    warn_of_old_mail (self);
  else
    save (self);
}

static void
on_try (TocsinTaskWindow *self)
{
  g_autoptr (TocsinTaskChange) change = NULL;

  show_trouble (self, NULL);
  if (!tocsin_task_form_check (&self->form))
    return;
  change = make_change (self);
  if (*change->name == '\0')
    {
      g_free (change->name);
      change->name = g_strdup (_ ("New Task"));
    }
  tocsin_trial_window_present (GTK_WIDGET (self), self->workbench, change,
                               self->task != NULL && !has_changes (self));
}

static void
on_cancel (TocsinTaskWindow *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_discarded (AdwMessageDialog *dialog, const char *response, TocsinTaskWindow *self)
{
  if (!g_str_equal (response, "discard"))
    return;
  /* It would go with this window, and look back at it when its answer has been told to all. */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* What was typed is not lost by a slip. */
static gboolean
tocsin_task_window_close_request (GtkWindow *window)
{
  TocsinTaskWindow *self = TOCSIN_TASK_WINDOW (window);
  GtkWidget *dialog;

  if (self->closing || !has_changes (self))
    {
      self->closing = TRUE;
      g_cancellable_cancel (self->cancellable);
      return GTK_WINDOW_CLASS (tocsin_task_window_parent_class)->close_request (window);
    }
  dialog = adw_message_dialog_new (window, _ ("Discard Changes?"),
                                   _ ("What you changed here has not been saved."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _ ("_Go On Editing"),
                                    "discard", _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_discarded), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));

  return TRUE;
}

static void
place (AdwBin *bin, gpointer child)
{
  adw_bin_set_child (bin, child);
  gtk_widget_set_visible (GTK_WIDGET (bin), child != NULL);
}

static void
listen (TocsinTaskWindow *self, gpointer part, GCallback callback)
{
  if (part != NULL)
    g_signal_connect_object (part, "changed", callback, self, G_CONNECT_SWAPPED);
}

static void
show_trigger (TocsinTaskWindow *self)
{
  tocsin_task_form_set_trigger (&self->form, self->workbench, get_trigger (self),
                                has_other_trigger (self) ? NULL : self->task);
  place (self->where_place, self->form.where);
  place (self->query_place, self->form.query);
  place (self->how_place, self->form.how);
  listen (self, self->form.where, G_CALLBACK (on_mailbox));
  listen (self, self->form.query, G_CALLBACK (on_edited));
  listen (self, self->form.how, G_CALLBACK (on_edited));
  on_mailbox (self);
}

static void
show_triggers (TocsinTaskWindow *self)
{
  const char *wanted =
      self->task != NULL ? tocsin_snapshot_get_string (self->task, "trigger") : "email";
  GtkStringList *titles = gtk_string_list_new (NULL);

  self->triggers =
      tocsin_registry_list (tocsin_workbench_get_registry (self->workbench), TOCSIN_PLUGIN_TRIGGER);
  for (guint i = 0; self->triggers[i] != NULL; i++)
    {
      g_autofree char *title =
          tocsin_plugin_title_find (TOCSIN_PLUGIN_TRIGGER, self->triggers[i], NULL);

      gtk_string_list_append (titles, title);
    }
  adw_combo_row_set_model (self->trigger, G_LIST_MODEL (titles));
  g_object_unref (titles);
  for (guint i = 0; self->triggers[i] != NULL; i++)
    if (g_str_equal (self->triggers[i], wanted))
      adw_combo_row_set_selected (self->trigger, i);
  g_signal_connect_object (self->trigger, "notify::selected", G_CALLBACK (show_trigger), self,
                           G_CONNECT_SWAPPED);
}

static void
show_rest (TocsinTaskWindow *self)
{
  tocsin_task_form_set_rest (&self->form, self->workbench, get_trigger (self), self->task);
  place (self->actions_place, self->form.actions);
  place (self->limits_place, self->form.limits);
  listen (self, self->form.actions, G_CALLBACK (on_edited));
  listen (self, self->form.limits, G_CALLBACK (on_edited));
}

static void
tocsin_task_window_dispose (GObject *object)
{
  TocsinTaskWindow *self = TOCSIN_TASK_WINDOW (object);

  self->closing = TRUE;
  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_TASK_WINDOW);
  g_clear_object (&self->workbench);
  g_clear_object (&self->task);

  G_OBJECT_CLASS (tocsin_task_window_parent_class)->dispose (object);
}

static void
tocsin_task_window_finalize (GObject *object)
{
  TocsinTaskWindow *self = TOCSIN_TASK_WINDOW (object);

  g_free (self->id);
  g_strfreev (self->triggers);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (tocsin_task_window_parent_class)->finalize (object);
}

static void
tocsin_task_window_class_init (TocsinTaskWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tocsin_task_window_dispose;
  object_class->finalize = tocsin_task_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = tocsin_task_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/task-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, save);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, try);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, name);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, trigger);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, where_place);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, query_place);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, how_place);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, actions_place);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskWindow, limits_place);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_try);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tocsin_task_window_init (TocsinTaskWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

static void
present (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *task)
{
  TocsinTaskWindow *self =
      g_object_new (TOCSIN_TYPE_TASK_WINDOW, "transient-for", gtk_widget_get_root (any), NULL);
  TocsinSnapshot *settings = task != NULL ? tocsin_item_get_settings (task) : NULL;

  self->workbench = g_object_ref (workbench);
  self->id = task != NULL ? g_strdup (tocsin_item_get_id (task)) : NULL;
  self->task = settings != NULL ? g_object_ref (settings) : NULL;
  gtk_window_set_title (GTK_WINDOW (self),
                        task != NULL ? tocsin_item_get_name (task) : _ ("New Task"));
  gtk_editable_set_text (self->name, settings != NULL ? tocsin_snapshot_get_name (settings) : "");
  show_triggers (self);
  show_rest (self);
  show_trigger (self);
  gtk_window_present (GTK_WINDOW (self));
  if (task == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/**
 * tocsin_task_window_present_new:
 * @any: a widget of the window it is for
 * @workbench: the workbench
 *
 * Lets a person make a task.
 */
void
tocsin_task_window_present_new (GtkWidget *any, TocsinWorkbench *workbench)
{
  present (any, workbench, NULL);
}

/**
 * tocsin_task_window_present:
 * @any: a widget of the window it is for
 * @workbench: the workbench
 * @task: a task
 *
 * Lets a person change it.
 */
void
tocsin_task_window_present (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *task)
{
  present (any, workbench, task);
}
