/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/history/details.h"

#include "core/base/error.h"
#include "core/base/locale.h"
#include "core/engine/describe-read.h"
#include "ui/desktop/back-button.h"
#include "ui/desktop/history/step-row.h"
#include "ui/desktop/model/event-desk.h"
#include "ui/desktop/model/event-item.h"
#include "ui/desktop/state-mark.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>

struct _TocsinEventDetails
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
  gint64 id;
  GVariant *event;
  GCancellable *reading;
  gboolean outdated; /* whether it changed while it was read */
  GPtrArray *step_rows;

  GtkStack *stack;
  TocsinStateMark *mark;
  AdwActionRow *state;
  AdwActionRow *error;
  AdwActionRow *trouble;
  GtkWidget *decide;
  GtkWidget *retry;
  GtkWidget *discard;
  AdwPreferencesGroup *steps;
  AdwActionRow *mail;
  AdwActionRow *task;
  AdwActionRow *connection;
  AdwActionRow *source;
  AdwActionRow *subject;
  AdwActionRow *received;
  AdwActionRow *created;
  AdwActionRow *due;
  AdwActionRow *finished;
};

G_DEFINE_FINAL_TYPE (TocsinEventDetails, tocsin_event_details, ADW_TYPE_BIN)

static const char *
get_text (TocsinEventDetails *self, const char *key)
{
  const char *text = "";

  g_variant_lookup (self->event, key, "&s", &text);

  return text;
}

static void
show_text (AdwActionRow *row, const char *text)
{
  adw_action_row_set_subtitle (row, text);
  gtk_widget_set_visible (GTK_WIDGET (row), *text != '\0');
}

static void
show_time (TocsinEventDetails *self, AdwActionRow *row, const char *key)
{
  gint64 time = tocsin_describe_read_time (self->event, key);
  g_autofree char *text = time > 0 ? tocsin_locale_format_local (time) : g_strdup ("");

  show_text (row, text);
}

static TocsinJournalState
get_state (TocsinEventDetails *self)
{
  TocsinJournalState state = TOCSIN_JOURNAL_WAITING;

  tocsin_journal_state_parse (get_text (self, "state"), &state, NULL);

  return state;
}

static void
show_state (TocsinEventDetails *self)
{
  TocsinJournalState state = get_state (self);
  const char *error = get_text (self, "error");
  gboolean open = state == TOCSIN_JOURNAL_WAITING || state == TOCSIN_JOURNAL_FAILED
                  || state == TOCSIN_JOURNAL_DEAD || state == TOCSIN_JOURNAL_INTERRUPTED;

  g_object_set (self->mark, "state", tocsin_event_item_name_mark (state), NULL);
  adw_action_row_set_subtitle (self->state, tocsin_event_item_say_state (state));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->error), error);
  adw_action_row_set_subtitle (self->error, get_text (self, "error-code"));
  gtk_widget_set_visible (GTK_WIDGET (self->error), *error != '\0');
  gtk_widget_set_visible (self->decide, open);
}

static void
show_steps (TocsinEventDetails *self)
{
  g_autoptr (GVariant) steps =
      g_variant_lookup_value (self->event, "steps", G_VARIANT_TYPE ("aa{sv}"));
  gsize n_steps = steps != NULL ? g_variant_n_children (steps) : 0;

  for (guint i = 0; i < self->step_rows->len; i++)
    adw_preferences_group_remove (self->steps, g_ptr_array_index (self->step_rows, i));
  g_ptr_array_set_size (self->step_rows, 0);
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autoptr (GVariant) step = g_variant_get_child_value (steps, i);
      GtkWidget *row = tocsin_step_row_new (step);

      adw_preferences_group_add (self->steps, row);
      g_ptr_array_add (self->step_rows, row);
    }
  adw_preferences_group_set_description (
      self->steps, n_steps == 0 ? _ ("Nothing was done with it so far.") : NULL);
}

static void
show_reference (TocsinEventDetails *self, AdwActionRow *row, TocsinConfigKind kind, const char *id)
{
  TocsinItem *item = tocsin_workbench_look_up (self->workbench, kind, id);

  show_text (row, item != NULL ? tocsin_item_get_name (item) : id);
  /* What is gone can't be gone to. */
  gtk_widget_set_sensitive (GTK_WIDGET (row), item != NULL);
}

static void
show_origin (TocsinEventDetails *self)
{
  const char *from = get_text (self, "from");
  g_autofree char *connection = tocsin_event_item_find_connection (get_text (self, "source"));
  g_autofree char *mail = *from != '\0' ? g_strjoin (" · ", get_text (self, "mail"), from, NULL)
                                        : g_strdup (get_text (self, "mail"));

  show_text (self->mail, mail);
  show_reference (self, self->task, TOCSIN_CONFIG_TASK, get_text (self, "task"));
  show_reference (self, self->connection, TOCSIN_CONFIG_CONNECTION, connection);
  show_text (self->source, get_text (self, "source"));
  show_text (self->subject, get_text (self, "subject"));
  show_time (self, self->received, "received");
  show_time (self, self->created, "created");
  show_time (self, self->due, "due");
  gtk_widget_set_visible (GTK_WIDGET (self->due), get_state (self) == TOCSIN_JOURNAL_FAILED);
  show_time (self, self->finished, "finished");
}

static void
show_trouble (TocsinEventDetails *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (error != NULL && tocsin_error_get_hint (error) != NULL)
    text = g_strjoin ("\n", error->message, tocsin_error_get_hint (error), NULL);
  else
    text = g_strdup (error != NULL ? error->message : "");
  show_text (self->trouble, text);
}

static void read_event (TocsinEventDetails *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinEventDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) event =
      tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &error);

  /* Another event may have been chosen meanwhile. */
  if (self->reading == NULL || g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;
  g_clear_object (&self->reading);
  if (event != NULL)
    {
      g_clear_pointer (&self->event, g_variant_unref);
      self->event = g_variant_ref (event);
      show_state (self);
      show_steps (self);
      show_origin (self);
      gtk_stack_set_visible_child_name (self->stack, "event");
    }
  if (error != NULL)
    show_trouble (self, error);
  if (self->outdated)
    read_event (self);
}

static void
read_event (TocsinEventDetails *self)
{
  TocsinStateDirectory *state = tocsin_workbench_get_state_directory (self->workbench);

  self->outdated = self->reading != NULL;
  if (self->outdated || self->id == 0 || state == NULL)
    return;
  self->reading = g_cancellable_new ();
  tocsin_event_desk_show_async (self->workbench, self->id, self->reading, on_read,
                                g_object_ref (self));
}

static void
on_event_changed (TocsinEventDetails *self, GVariant *changed)
{
  gint64 id = self->id;

  g_variant_lookup (changed, "id", "x", &id);
  if (id == self->id)
    read_event (self);
}

static void
on_decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinEventDetails) self = user_data;
  g_autoptr (GError) error = NULL;

  tocsin_event_desk_decide_finish (TOCSIN_WORKBENCH (source), result, &error);
  if (self->workbench == NULL)
    return;
  show_trouble (self, error);
  read_event (self);
}

static void
decide (TocsinEventDetails *self, TocsinEventDecision decision)
{
  show_trouble (self, NULL);
  tocsin_event_desk_decide_async (self->workbench, self->id, decision, on_decided,
                                  g_object_ref (self));
}

static void
on_retry (TocsinEventDetails *self)
{
  decide (self, TOCSIN_EVENT_RETRY);
}

static void
on_discard_answered (TocsinEventDetails *self)
{
  decide (self, TOCSIN_EVENT_DISCARD);
}

/* Its message is given up with it, so it can't be undone. */
static void
on_discard (TocsinEventDetails *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (
      window, _ ("Discard the Event?"),
      _ ("Its task does nothing more with it, and this can’t be undone. The mail on the server "
         "stays as it is."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "discard",
                                    _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response::discard", G_CALLBACK (on_discard_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_task (TocsinEventDetails *self)
{
  tocsin_window_show (GTK_WIDGET (self), "tasks", get_text (self, "task"));
}

static void
on_connection (TocsinEventDetails *self)
{
  g_autofree char *id = tocsin_event_item_find_connection (get_text (self, "source"));

  tocsin_window_show (GTK_WIDGET (self), "connections", id);
}

static void
tocsin_event_details_dispose (GObject *object)
{
  TocsinEventDetails *self = TOCSIN_EVENT_DETAILS (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->workbench);
  g_clear_pointer (&self->event, g_variant_unref);
  g_clear_pointer (&self->step_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_EVENT_DETAILS);

  G_OBJECT_CLASS (tocsin_event_details_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, mark);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, state);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, error);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, trouble);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, decide);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, retry);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, discard);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, steps);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, mail);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, task);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, connection);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, source);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, subject);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, received);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, created);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, due);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventDetails, finished);
}

static void
tocsin_event_details_class_init (TocsinEventDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_event_details_dispose;
  g_type_ensure (TOCSIN_TYPE_BACK_BUTTON);
  g_type_ensure (TOCSIN_TYPE_STATE_MARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/history/details.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_task);
  gtk_widget_class_bind_template_callback (widget_class, on_connection);
}

static void
tocsin_event_details_init (TocsinEventDetails *self)
{
  self->step_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_event_details_set_workbench:
 * @self: details that show nothing yet
 * @workbench: where the event is read
 */
void
tocsin_event_details_set_workbench (TocsinEventDetails *self, TocsinWorkbench *workbench)
{
  g_return_if_fail (TOCSIN_IS_EVENT_DETAILS (self) && self->workbench == NULL);

  self->workbench = g_object_ref (workbench);
  g_signal_connect_object (tocsin_workbench_get_engine (workbench), "event-changed",
                           G_CALLBACK (on_event_changed), self, G_CONNECT_SWAPPED);
}

/**
 * tocsin_event_details_show:
 * @self: the details
 * @event: the number of an event
 *
 * Reads and shows it.
 */
void
tocsin_event_details_show (TocsinEventDetails *self, gint64 event)
{
  g_return_if_fail (TOCSIN_IS_EVENT_DETAILS (self));

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->id = event;
  show_trouble (self, NULL);
  read_event (self);
}
