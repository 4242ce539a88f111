/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/history/filter.h"

#include "ui/desktop/model/event-days.h"
#include "ui/desktop/model/event-item.h"

#include <glib/gi18n.h>

/* What stands in the list of times; the last only while a day is chosen in the chart. */
enum
{
  ANY_TIME,
  TODAY,
  LAST_WEEK,
  LAST_MONTH,
  CHOSEN_DAY,
};

/* A list to choose from: all, or one of the rows of a list that changes. */
typedef struct
{
  TocsinHistoryFilter *filter;
  GtkDropDown *down;
  GListModel *rows;
  const char *all;
  char *id; /* of the row that is chosen */
} Choice;

struct _TocsinHistoryFilter
{
  GtkPopover parent_instance;

  GtkDropDown *state;
  GtkDropDown *task;
  GtkDropDown *connection;
  GtkDropDown *time;
  Choice tasks;
  Choice connections;
  gint64 day_begin;
  gint64 day_end;
  guint quiet; /* while it is changed by the program */
};

G_DEFINE_FINAL_TYPE (TocsinHistoryFilter, tocsin_history_filter, GTK_TYPE_POPOVER)

static guint changed;

static char *
get_chosen_id (Choice *choice)
{
  guint selected = gtk_drop_down_get_selected (choice->down);
  g_autoptr (TocsinItem) row = NULL;

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  row = g_list_model_get_item (choice->rows, selected - 1);

  return row != NULL ? g_strdup (tocsin_item_get_id (row)) : NULL;
}

static void
on_chosen (TocsinHistoryFilter *self)
{
  if (self->quiet > 0)
    return;
  g_free (self->tasks.id);
  self->tasks.id = get_chosen_id (&self->tasks);
  g_free (self->connections.id);
  self->connections.id = get_chosen_id (&self->connections);
  g_signal_emit (self, changed, 0);
}

/* What was chosen stays so, wherever it stands now. */
static void
fill (Choice *choice)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, choice->all);
  for (guint i = 0; i < g_list_model_get_n_items (choice->rows); i++)
    {
      g_autoptr (TocsinItem) row = g_list_model_get_item (choice->rows, i);

      gtk_string_list_append (names, tocsin_item_get_name (row));
      if (g_strcmp0 (tocsin_item_get_id (row), choice->id) == 0)
        selected = i + 1;
    }
  choice->filter->quiet++;
  gtk_drop_down_set_model (choice->down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (choice->down, selected);
  choice->filter->quiet--;
}

static void
on_rows_changed (GListModel *rows, guint position, guint removed, guint added, gpointer user_data)
{
  fill (user_data);
}

static void
fill_states (TocsinHistoryFilter *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Any State"));
  for (guint state = 0; state < TOCSIN_JOURNAL_N_STATES; state++)
    gtk_string_list_append (names, tocsin_event_item_say_state (state));
  gtk_drop_down_set_model (self->state, G_LIST_MODEL (names));
}

static void
fill_times (TocsinHistoryFilter *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Any Time"));
  gtk_string_list_append (names, _ ("Today"));
  gtk_string_list_append (names, _ ("The Last 7 Days"));
  gtk_string_list_append (names, _ ("The Last 30 Days"));
  if (self->day_end > 0)
    gtk_string_list_append (names, _ ("The Day Chosen in the Chart"));
  gtk_drop_down_set_model (self->time, G_LIST_MODEL (names));
}

static void
tocsin_history_filter_dispose (GObject *object)
{
  TocsinHistoryFilter *self = TOCSIN_HISTORY_FILTER (object);

  self->quiet++;
  if (self->tasks.rows != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->tasks.rows, &self->tasks);
      g_signal_handlers_disconnect_by_data (self->connections.rows, &self->connections);
    }
  g_clear_object (&self->tasks.rows);
  g_clear_object (&self->connections.rows);
  g_clear_pointer (&self->tasks.id, g_free);
  g_clear_pointer (&self->connections.id, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_HISTORY_FILTER);

  G_OBJECT_CLASS (tocsin_history_filter_parent_class)->dispose (object);
}

static void
tocsin_history_filter_class_init (TocsinHistoryFilterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_history_filter_dispose;
  changed = g_signal_new ("changed", TOCSIN_TYPE_HISTORY_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/history/filter.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryFilter, state);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryFilter, task);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryFilter, connection);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryFilter, time);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, tocsin_history_filter_clear);
}

static void
tocsin_history_filter_init (TocsinHistoryFilter *self)
{
  self->quiet++;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_states (self);
  fill_times (self);
  self->quiet--;
}

static void
set_rows (
    Choice *choice, TocsinHistoryFilter *self, GtkDropDown *down, GListModel *rows, const char *all)
{
  *choice = (Choice){ .filter = self, .down = down, .rows = g_object_ref (rows), .all = all };
  g_signal_connect (rows, "items-changed", G_CALLBACK (on_rows_changed), choice);
  fill (choice);
}

/**
 * tocsin_history_filter_set_workbench:
 * @self: a new filter
 * @workbench: which tasks and connections there are
 */
void
tocsin_history_filter_set_workbench (TocsinHistoryFilter *self, TocsinWorkbench *workbench)
{
  g_return_if_fail (TOCSIN_IS_HISTORY_FILTER (self) && self->tasks.rows == NULL);

  set_rows (&self->tasks, self, self->task, tocsin_workbench_get_tasks (workbench),
            _ ("All Tasks"));
  set_rows (&self->connections, self, self->connection,
            tocsin_workbench_get_connections (workbench), _ ("All Connections"));
}

static void
read_time (TocsinHistoryFilter *self, TocsinEventFilter *filter)
{
  static const guint n_days[] = { [TODAY] = 1, [LAST_WEEK] = 7, [LAST_MONTH] = 30 };
  guint selected = gtk_drop_down_get_selected (self->time);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GArray) days = NULL;

  if (selected == CHOSEN_DAY)
    {
      filter->since = self->day_begin;
      filter->until = self->day_end;
    }
  if (selected < TODAY || selected > LAST_MONTH)
    return;
  days = tocsin_event_days_new (n_days[selected], g_get_real_time (), zone);
  filter->since = g_array_index (days, TocsinJournalSpan, 0).begin;
}

/**
 * tocsin_history_filter_read:
 * @self: a filter
 * @filter: gets what was chosen; what is searched for stays
 */
void
tocsin_history_filter_read (TocsinHistoryFilter *self, TocsinEventFilter *filter)
{
  guint state;

  g_return_if_fail (TOCSIN_IS_HISTORY_FILTER (self));

  state = gtk_drop_down_get_selected (self->state);
  filter->state = state == GTK_INVALID_LIST_POSITION ? -1 : (int) state - 1;
  g_free (filter->task);
  filter->task = g_strdup (self->tasks.id);
  g_free (filter->connection);
  filter->connection = g_strdup (self->connections.id);
  filter->since = filter->until = 0;
  read_time (self, filter);
}

/**
 * tocsin_history_filter_clear:
 * @self: a filter
 *
 * Chooses everything.
 */
void
tocsin_history_filter_clear (TocsinHistoryFilter *self)
{
  g_return_if_fail (TOCSIN_IS_HISTORY_FILTER (self));

  self->quiet++;
  gtk_drop_down_set_selected (self->state, 0);
  gtk_drop_down_set_selected (self->task, 0);
  gtk_drop_down_set_selected (self->connection, 0);
  self->day_begin = self->day_end = 0;
  fill_times (self);
  self->quiet--;
  on_chosen (self);
}

/**
 * tocsin_history_filter_choose_day:
 * @self: a filter
 * @begin: when it begins, microseconds since 1970
 * @end: when the next one does
 *
 * Chooses the events of one day.
 */
void
tocsin_history_filter_choose_day (TocsinHistoryFilter *self, gint64 begin, gint64 end)
{
  g_return_if_fail (TOCSIN_IS_HISTORY_FILTER (self));

  self->quiet++;
  self->day_begin = begin;
  self->day_end = end;
  fill_times (self);
  gtk_drop_down_set_selected (self->time, CHOSEN_DAY);
  self->quiet--;
  on_chosen (self);
}
