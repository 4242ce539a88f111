/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/history/chart.h"

#include "ui/desktop/model/event-days.h"

#include <glib/gi18n.h>

#define HEIGHT 72

/* Between bars, and the least of a day that had any event; pixels. */
#define GAP 2
#define LEAST 2

struct _TocsinHistoryChart
{
  GtkWidget parent_instance;

  GArray *days;
  GTimeZone *zone;
  int looked_at; /* a day, -1 for none */
  char *caption;
};

G_DEFINE_FINAL_TYPE (TocsinHistoryChart, tocsin_history_chart, GTK_TYPE_WIDGET)

enum
{
  PROP_CAPTION = 1,
};

static guint day_chosen;

static const TocsinJournalSpan *
get_day (TocsinHistoryChart *self, int index)
{
  return &g_array_index (self->days, TocsinJournalSpan, (guint) index);
}

static void
describe (TocsinHistoryChart *self)
{
  g_free (self->caption);
  self->caption = self->looked_at >= 0
                      ? tocsin_event_days_say_day (get_day (self, self->looked_at), self->zone)
                      : tocsin_event_days_say (self->days, self->zone);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->caption, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Events a day. Arrow keys go from day to day, Enter shows the "
                                     "events of one."),
                                  -1);
  g_object_notify (G_OBJECT (self), "caption");
}

static void
look_at (TocsinHistoryChart *self, int day)
{
  if (day == self->looked_at || day >= (int) self->days->len)
    return;
  self->looked_at = day;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
choose (TocsinHistoryChart *self)
{
  const TocsinJournalSpan *day;

  if (self->looked_at < 0)
    return;
  day = get_day (self, self->looked_at);
  g_signal_emit (self, day_chosen, 0, day->begin, day->end);
}

static gboolean
on_key (TocsinHistoryChart *self, guint key)
{
  int last = (int) self->days->len - 1;

  switch (key)
    {
    case GDK_KEY_Left:
      look_at (self, self->looked_at < 0 ? last : MAX (self->looked_at - 1, 0));
      return TRUE;
    case GDK_KEY_Right:
      look_at (self, self->looked_at < 0 ? last : MIN (self->looked_at + 1, last));
      return TRUE;
    case GDK_KEY_Home:
      look_at (self, 0);
      return TRUE;
    case GDK_KEY_End:
      look_at (self, last);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      choose (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static double
get_step (TocsinHistoryChart *self)
{
  return (double) gtk_widget_get_width (GTK_WIDGET (self)) / MAX (self->days->len, 1);
}

static gboolean
is_mirrored (TocsinHistoryChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static void
on_motion (TocsinHistoryChart *self, double x, double y)
{
  int day = (int) (x / MAX (get_step (self), 1));

  if (self->days->len == 0)
    return;
  day = CLAMP (day, 0, (int) self->days->len - 1);
  look_at (self, is_mirrored (self) ? (int) self->days->len - 1 - day : day);
}

static void
on_leave (TocsinHistoryChart *self)
{
  look_at (self, -1);
}

static void
on_pressed (TocsinHistoryChart *self, int n_press, double x, double y)
{
  on_motion (self, x, y);
  choose (self);
}

static void
tocsin_history_chart_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *least,
                              int *natural,
                              int *least_baseline,
                              int *natural_baseline)
{
  *least = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

static GdkRGBA
get_color (GtkWidget *widget, const char *name)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);

  return color;
}

/* Of another shape, not only of another colour. */
static void
hatch (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *color)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);
  double height = area->size.height;

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.5);
  for (double x = -height; x < area->size.width; x += 4)
    {
      cairo_move_to (cr, area->origin.x + x, area->origin.y + height);
      cairo_line_to (cr, area->origin.x + x + height, area->origin.y);
    }
  cairo_stroke (cr);
  cairo_rectangle (cr, area->origin.x + 0.5, area->origin.y + 0.5, area->size.width - 1,
                   MAX (height - 1, 1));
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static double
scale (guint number, guint most)
{
  return number > 0 ? MAX (LEAST, (double) number * (HEIGHT - 2) / most) : 0;
}

static void
draw_day (TocsinHistoryChart *self, GtkSnapshot *snapshot, int index, guint most)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const TocsinJournalSpan *day = get_day (self, index);
  double step = get_step (self);
  int place = is_mirrored (self) ? (int) self->days->len - 1 - index : index;
  double width = MAX (step - GAP, 1);
  double all = scale (tocsin_event_days_count (day), most);
  double trouble = scale (tocsin_event_days_count_trouble (day), most);
  GdkRGBA good = get_color (widget, "accent_bg_color");
  GdkRGBA bad = get_color (widget, "error_color");
  GdkRGBA back = get_color (widget, "borders");
  graphene_rect_t column = GRAPHENE_RECT_INIT (place * step, 0, width, HEIGHT);
  graphene_rect_t bar = GRAPHENE_RECT_INIT (place * step, HEIGHT - all, width, all - trouble);
  graphene_rect_t foot = GRAPHENE_RECT_INIT (place * step, HEIGHT - trouble, width, trouble);
  graphene_rect_t floor = GRAPHENE_RECT_INIT (place * step, HEIGHT - 1, width, 1);

  if (index == self->looked_at)
    gtk_snapshot_append_color (snapshot, &back, &column);
  gtk_snapshot_append_color (snapshot, &back, &floor);
  if (all > trouble)
    gtk_snapshot_append_color (snapshot, &good, &bar);
  if (trouble > 0)
    hatch (snapshot, &foot, &bad);
}

static void
tocsin_history_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TocsinHistoryChart *self = TOCSIN_HISTORY_CHART (widget);
  guint most = MAX (tocsin_event_days_get_most (self->days), 1);

  for (guint i = 0; i < self->days->len; i++)
    draw_day (self, snapshot, (int) i, most);
}

static void
tocsin_history_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_CAPTION)
    g_value_set_string (value, TOCSIN_HISTORY_CHART (object)->caption);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_history_chart_finalize (GObject *object)
{
  TocsinHistoryChart *self = TOCSIN_HISTORY_CHART (object);

  g_array_unref (self->days);
  g_time_zone_unref (self->zone);
  g_free (self->caption);

  G_OBJECT_CLASS (tocsin_history_chart_parent_class)->finalize (object);
}

static void
tocsin_history_chart_class_init (TocsinHistoryChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tocsin_history_chart_get_property;
  object_class->finalize = tocsin_history_chart_finalize;
  widget_class->measure = tocsin_history_chart_measure;
  widget_class->snapshot = tocsin_history_chart_snapshot;
  g_object_class_install_property (
      object_class, PROP_CAPTION,
      g_param_spec_string ("caption", NULL, NULL, "",
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
  day_chosen = g_signal_new ("day-chosen", TOCSIN_TYPE_HISTORY_CHART, G_SIGNAL_RUN_LAST, 0, NULL,
                             NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tocsin_history_chart_init (TocsinHistoryChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->days = g_array_new (FALSE, TRUE, sizeof (TocsinJournalSpan));
  self->zone = g_time_zone_new_local ();
  self->looked_at = -1;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, focus);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  describe (self);
}

/**
 * tocsin_history_chart_set_days:
 * @self: a chart
 * @days: (element-type TocsinJournalSpan): the last days in numbers
 */
void
tocsin_history_chart_set_days (TocsinHistoryChart *self, GArray *days)
{
  g_return_if_fail (TOCSIN_IS_HISTORY_CHART (self));

  g_array_ref (days);
  g_array_unref (self->days);
  self->days = days;
  if (self->looked_at >= (int) days->len)
    self->looked_at = -1;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
