/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/trial-window.h"

#include "core/base/error.h"
#include "ui/desktop/model/trial-report.h"
#include "ui/desktop/tasks/trial-row-view.h"
#include "ui/desktop/tasks/wrap-layout.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

struct _TocsinTrialWindow
{
  AdwWindow parent_instance;

  TocsinWorkbench *workbench;
  TocsinTaskChange *change;
  gboolean is_stored; /* the task is tried as the settings have it: it can be fired, too */
  TocsinTrialReport *report;
  GCancellable *cancellable;
  gboolean again; /* begin anew once the run that was stopped is over */
  char *error;

  AdwWindowTitle *title;
  GtkSpinner *spinner;
  GtkWidget *period;
  GtkDropDown *since;
  GtkWidget *stop;
  GtkStack *stack;
  AdwStatusPage *status;
  GtkListView *list;
  GtkLabel *summary;
  GtkLabel *warnings;
  GtkLabel *why_not;
  GtkWidget *fire;
};

G_DEFINE_FINAL_TYPE (TocsinTrialWindow, tocsin_trial_window, ADW_TYPE_WINDOW)

static gint64
get_since (TocsinTrialWindow *self)
{
  /* In the order of the template; the last is for all. */
  static const guint days[] = { 1, 7, 30, 365, 0 };
  guint index = gtk_drop_down_get_selected (self->since);

  return index < G_N_ELEMENTS (days) && days[index] > 0 ? g_get_real_time () - days[index] * DAY
                                                        : 0;
}

static void
show_status (TocsinTrialWindow *self)
{
  gboolean running = tocsin_trial_report_is_running (self->report);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->report)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "rows" : "none");
  if (any)
    return;
  if (running)
    {
      adw_status_page_set_title (self->status, _ ("Looking at Mail…"));
      adw_status_page_set_description (self->status, _ ("Nothing is changed by it."));
    }
  else
    {
      adw_status_page_set_title (self->status, self->error != NULL ? _ ("It Could Not Be Tried")
                                                                   : _ ("Nothing Would Happen"));
      adw_status_page_set_description (
          self->status, self->error != NULL ? self->error : _ ("No message of this time matches."));
    }
}

/* Why the button can't be pressed stands beside it. */
static const char *
find_obstacle (TocsinTrialWindow *self)
{
  TocsinItem *item = self->is_stored ? tocsin_workbench_find (self->workbench, TOCSIN_CONFIG_TASK,
                                                              self->change->id)
                                     : NULL;

  if (!self->is_stored)
    return _ ("To fire it for these messages, save the task first.");
  if (item == NULL || !tocsin_item_get_enabled (item))
    return _ ("To fire it for these messages, switch the task on first.");
  if (!tocsin_engine_client_get_running (tocsin_workbench_get_engine (self->workbench)))
    return _ ("To fire it for these messages, start the service first.");

  return NULL;
}

static void
show_fire (TocsinTrialWindow *self)
{
  guint count = tocsin_trial_report_get_n_fires (self->report);
  const char *obstacle = find_obstacle (self);
  gboolean wanted = count > 0 && !tocsin_trial_report_is_running (self->report);

  gtk_widget_set_visible (self->fire, wanted);
  gtk_widget_set_sensitive (self->fire, obstacle == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->why_not), wanted && obstacle != NULL);
  gtk_label_set_text (self->why_not, obstacle != NULL ? obstacle : "");
}

static void
show_words (TocsinTrialWindow *self)
{
  g_autofree char *warnings =
      g_strjoinv ("\n", (char **) tocsin_trial_report_get_warnings (self->report));
  const char *summary = tocsin_trial_report_get_summary (self->report);

  gtk_label_set_text (self->summary, self->error != NULL ? self->error : summary);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), self->error != NULL || *summary != '\0');
  gtk_label_set_text (self->warnings, warnings);
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), *warnings != '\0');
}

/* A task that waits for no mail asks for none of any time. */
static gboolean
is_about_mail (TocsinTrialWindow *self)
{
  g_autoptr (TocsinTrialRow) first = g_list_model_get_item (G_LIST_MODEL (self->report), 0);

  return first == NULL || tocsin_trial_row_get_ref (first) != NULL;
}

static void
show_all (TocsinTrialWindow *self)
{
  gboolean running = tocsin_trial_report_is_running (self->report);

  gtk_widget_set_visible (self->period, is_about_mail (self));

  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_set_visible (self->stop, running);
  show_status (self);
  show_words (self);
  show_fire (self);
}

static void begin (TocsinTrialWindow *self);

static void
on_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinTrialWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  tocsin_trial_report_run_finish (TOCSIN_TRIAL_REPORT (source), result, &error);
  if (self->report == NULL)
    return;
  if (self->again)
    {
      begin (self);
      return;
    }
  if (error != NULL)
    self->error = g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED)
                      ? g_strdup (_ ("It was stopped; there may be more."))
                      : g_strdup (error->message);
  show_all (self);
}

static void
begin (TocsinTrialWindow *self)
{
  self->again = FALSE;
  g_clear_pointer (&self->error, g_free);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  tocsin_trial_report_run_async (self->report, self->change, get_since (self), self->cancellable,
                                 on_over, g_object_ref (self));
  show_all (self);
}

static void
on_since (TocsinTrialWindow *self)
{
  if (self->report == NULL)
    return;
  self->again = tocsin_trial_report_is_running (self->report);
  if (self->again)
    g_cancellable_cancel (self->cancellable);
  else
    begin (self);
}

static void
on_stop (TocsinTrialWindow *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
on_fired (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinTrialWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      tocsin_engine_client_call_finish (TOCSIN_ENGINE_CLIENT (source), result, &error);

  if (self->report == NULL)
    return;
  if (reply == NULL)
    {
      g_free (self->error);
      self->error = g_strdup_printf (_ ("It was not fired: %s"), error->message);
      show_all (self);
      return;
    }
  tocsin_window_toast (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                       _ ("The service fires it now; the history shows what comes of it"), NULL,
                       NULL, NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_confirmed (AdwMessageDialog *dialog, const char *response, TocsinTrialWindow *self)
{
  if (!g_str_equal (response, "fire"))
    return;
  gtk_widget_set_sensitive (self->fire, FALSE);
  tocsin_engine_client_call_async (tocsin_workbench_get_engine (self->workbench), "Replay",
                                   g_variant_new ("(s@a(ssa(st)))", self->change->id,
                                                  tocsin_trial_report_list_messages (self->report)),
                                   "(s)", NULL, on_fired, g_object_ref (self));
}

static void
on_fire (TocsinTrialWindow *self)
{
  guint count = tocsin_trial_report_get_n_fires (self->report);
  guint destroyed = tocsin_trial_report_get_n_destroyed (self->report);
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Fire “%1$s” for %2$u Message?", "Fire “%1$s” for %2$u Messages?", count),
      self->change->name, count);
  g_autofree char *harm = g_strdup_printf (
      ngettext ("%u message leaves its folder or is deleted by it.",
                "%u messages leave their folders or are deleted by it.", destroyed),
      destroyed);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog), "%s%s%s",
      _ ("What the dry run shows is then done for good, also for messages for which the task has "
         "fired before."),
      destroyed > 0 ? "\n\n" : "", destroyed > 0 ? harm : "");
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "fire",
                                    _ ("_Fire"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "fire",
                                              destroyed > 0 ? ADW_RESPONSE_DESTRUCTIVE
                                                            : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_confirmed), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  gtk_list_item_set_child (cell, tocsin_trial_row_view_new ());
  gtk_list_item_set_activatable (cell, FALSE);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  tocsin_trial_row_view_set_row (TOCSIN_TRIAL_ROW_VIEW (gtk_list_item_get_child (cell)),
                                 gtk_list_item_get_item (cell));
}

static void
show_list (TocsinTrialWindow *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) selection =
      gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->report)));

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

static void
tocsin_trial_window_dispose (GObject *object)
{
  TocsinTrialWindow *self = TOCSIN_TRIAL_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_TRIAL_WINDOW);
  g_clear_object (&self->report);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_trial_window_parent_class)->dispose (object);
}

static void
tocsin_trial_window_finalize (GObject *object)
{
  TocsinTrialWindow *self = TOCSIN_TRIAL_WINDOW (object);

  g_clear_pointer (&self->change, tocsin_task_change_free);
  g_clear_object (&self->cancellable);
  g_free (self->error);

  G_OBJECT_CLASS (tocsin_trial_window_parent_class)->finalize (object);
}

static void
tocsin_trial_window_class_init (TocsinTrialWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tocsin_trial_window_dispose;
  object_class->finalize = tocsin_trial_window_finalize;
  g_type_ensure (TOCSIN_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/trial-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, title);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, period);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, since);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, stop);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, status);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, list);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, warnings);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, why_not);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialWindow, fire);
  gtk_widget_class_bind_template_callback (widget_class, on_since);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_fire);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tocsin_trial_window_init (TocsinTrialWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_trial_window_present:
 * @any: a widget of the window it is for
 * @workbench: the workbench
 * @change: the task as it is to be tried
 * @is_stored: whether that is how the settings have it
 *
 * Tries it, and shows what comes of it.
 */
void
tocsin_trial_window_present (GtkWidget *any,
                             TocsinWorkbench *workbench,
                             const TocsinTaskChange *change,
                             gboolean is_stored)
{
  TocsinTrialWindow *self =
      g_object_new (TOCSIN_TYPE_TRIAL_WINDOW, "transient-for", gtk_widget_get_root (any), NULL);

  self->workbench = g_object_ref (workbench);
  self->change =
      tocsin_task_change_new (change->id, change->name, (const char *const *) change->assignments,
                              (const char *const *) change->resets);
  self->is_stored = is_stored;
  self->report = tocsin_trial_report_new (workbench);
  adw_window_title_set_subtitle (self->title, change->name);
  g_signal_connect_object (self->report, "items-changed", G_CALLBACK (show_status), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tocsin_workbench_get_engine (workbench), "notify::running",
                           G_CALLBACK (show_fire), self, G_CONNECT_SWAPPED);
  show_list (self);
  begin (self);
  gtk_window_present (GTK_WINDOW (self));
}
