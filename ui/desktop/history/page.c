/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/history/page.h"

#include "core/base/error.h"
#include "ui/desktop/history/chart.h"
#include "ui/desktop/history/details.h"
#include "ui/desktop/history/event-row.h"
#include "ui/desktop/history/filter.h"
#include "ui/desktop/model/event-days.h"
#include "ui/desktop/model/event-desk.h"
#include "ui/desktop/model/event-list.h"
#include "ui/desktop/page-header.h"

/* The chart shows so many days. */
#define CHART_DAYS 30

struct _TocsinHistoryPage
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
  TocsinEventList *events;
  GCancellable *counting;

  AdwLeaflet *leaflet;
  GtkSearchBar *search_bar;
  GtkEditable *search;
  TocsinHistoryFilter *filter;
  GtkStack *stack;
  AdwStatusPage *error_page;
  TocsinHistoryChart *chart;
  GtkScrolledWindow *scrolled;
  GtkListView *view;
  TocsinEventDetails *details;
};

G_DEFINE_FINAL_TYPE (TocsinHistoryPage, tocsin_history_page, ADW_TYPE_BIN)

enum
{
  PROP_WORKBENCH = 1,
};

static void
tocsin_history_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, TOCSIN_HISTORY_PAGE (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_history_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    TOCSIN_HISTORY_PAGE (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinHistoryPage) self = user_data;
  g_autoptr (GArray) days = tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, NULL);

  /* Another count may have begun meanwhile. */
  if (self->counting == NULL || g_task_get_cancellable (G_TASK (result)) != self->counting)
    return;
  g_clear_object (&self->counting);
  if (days != NULL)
    tocsin_history_chart_set_days (self->chart, days);
}

/* Together with the list, whose filter it has; but all its days, whichever of them is listed. */
static void
count_days (TocsinHistoryPage *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->counting = g_cancellable_new ();
  tocsin_event_desk_count_async (self->workbench, tocsin_event_list_get_filter (self->events),
                                 tocsin_event_days_new (CHART_DAYS, g_get_real_time (), zone),
                                 self->counting, on_counted, g_object_ref (self));
}

static const char *
choose_page (TocsinHistoryPage *self)
{
  if (tocsin_event_list_get_error (self->events) != NULL)
    return "error";
  if (g_list_model_get_n_items (G_LIST_MODEL (self->events)) > 0)
    return "list";
  if (tocsin_event_list_is_loading (self->events))
    return "loading";

  return tocsin_event_filter_is_empty (tocsin_event_list_get_filter (self->events)) ? "empty"
                                                                                    : "none";
}

static void
show_list (TocsinHistoryPage *self)
{
  const GError *error = tocsin_event_list_get_error (self->events);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  if (error != NULL)
    {
      const char *hint = tocsin_error_get_hint (error);

      text = g_strjoin ("\n", error->message, hint, NULL);
      escaped = g_markup_escape_text (text, -1);
      adw_status_page_set_description (self->error_page, escaped);
    }
  gtk_stack_set_visible_child_name (self->stack, choose_page (self));
}

/* The list reads on when its end comes into view. */
static void
on_scrolled (TocsinHistoryPage *self, GtkAdjustment *adjustment)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->events));
  double upper = gtk_adjustment_get_upper (adjustment);
  double bottom = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment);

  if (upper > 0)
    tocsin_event_list_need (self->events, (guint) (n_items * MIN (bottom / upper, 1)));
}

static void
on_filter_changed (TocsinHistoryPage *self)
{
  g_auto (TocsinEventFilter) filter = TOCSIN_EVENT_FILTER_INIT;
  const char *text = gtk_editable_get_text (self->search);

  if (self->events == NULL)
    return;
  tocsin_history_filter_read (self->filter, &filter);
  filter.search = *text != '\0' ? g_strdup (text) : NULL;
  tocsin_event_list_set_filter (self->events, &filter);
}

static void
on_show_everything (TocsinHistoryPage *self)
{
  gtk_editable_set_text (self->search, "");
  tocsin_history_filter_clear (self->filter);
}

static void
on_read_again (TocsinHistoryPage *self)
{
  tocsin_event_list_refresh (self->events);
}

static void
on_day_chosen (TocsinHistoryPage *self, gint64 begin, gint64 end)
{
  tocsin_history_filter_choose_day (self->filter, begin, end);
}

static void
show_event (TocsinHistoryPage *self, gint64 event)
{
  tocsin_event_details_show (self->details, event);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->details));
}

static void
on_activated (TocsinHistoryPage *self, guint position)
{
  g_autoptr (TocsinEventItem) item = g_list_model_get_item (G_LIST_MODEL (self->events), position);

  if (item != NULL)
    show_event (self, tocsin_event_item_get_id (item));
}

static void
make_list (TocsinHistoryPage *self)
{
  g_autoptr (GtkSelectionModel) selection = NULL;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  self->events = tocsin_event_list_new (self->workbench);
  selection =
      GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->events))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_list_view_set_model (self->view, selection);
  g_signal_connect_object (self->events, "notify", G_CALLBACK (show_list), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->events, "items-changed", G_CALLBACK (show_list), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->events, "refreshed", G_CALLBACK (count_days), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self,
                           G_CONNECT_SWAPPED);
  show_list (self);
}

static void
tocsin_history_page_constructed (GObject *object)
{
  TocsinHistoryPage *self = TOCSIN_HISTORY_PAGE (object);

  G_OBJECT_CLASS (tocsin_history_page_parent_class)->constructed (object);

  tocsin_history_filter_set_workbench (self->filter, self->workbench);
  tocsin_event_details_set_workbench (self->details, self->workbench);
  gtk_search_bar_connect_entry (self->search_bar, self->search);
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
  make_list (self);
}

static void
tocsin_history_page_dispose (GObject *object)
{
  TocsinHistoryPage *self = TOCSIN_HISTORY_PAGE (object);

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_HISTORY_PAGE);
  g_clear_object (&self->events);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_history_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, search);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, filter);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, chart);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, view);
  gtk_widget_class_bind_template_child (widget_class, TocsinHistoryPage, details);
}

static void
tocsin_history_page_class_init (TocsinHistoryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tocsin_history_page_get_property;
  object_class->set_property = tocsin_history_page_set_property;
  object_class->constructed = tocsin_history_page_constructed;
  object_class->dispose = tocsin_history_page_dispose;
  g_object_class_install_property (
      object_class, PROP_WORKBENCH,
      g_param_spec_object ("workbench", NULL, NULL, TOCSIN_TYPE_WORKBENCH,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_type_ensure (TOCSIN_TYPE_PAGE_HEADER);
  g_type_ensure (TOCSIN_TYPE_HISTORY_CHART);
  g_type_ensure (TOCSIN_TYPE_HISTORY_FILTER);
  g_type_ensure (TOCSIN_TYPE_EVENT_DETAILS);
  g_type_ensure (TOCSIN_TYPE_EVENT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/tocsin/Manager/history/page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_show_everything);
  gtk_widget_class_bind_template_callback (widget_class, on_read_again);
  gtk_widget_class_bind_template_callback (widget_class, on_day_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
tocsin_history_page_init (TocsinHistoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_history_page_show:
 * @self: the page
 * @id: the number of an event
 *
 * Shows it, whether it is listed or not.
 */
void
tocsin_history_page_show (TocsinHistoryPage *self, const char *id)
{
  guint64 event;

  g_return_if_fail (TOCSIN_IS_HISTORY_PAGE (self));

  if (g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, &event, NULL))
    show_event (self, (gint64) event);
}
