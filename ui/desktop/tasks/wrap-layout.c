/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/wrap-layout.h"

struct _TocsinWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

enum
{
  PROP_SPACING = 1,
};

G_DEFINE_FINAL_TYPE (TocsinWrapLayout, tocsin_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Children that share a line. */
typedef struct
{
  GtkWidget *first;
  guint n;
  guint n_expanding;
  int width; /* that they ask for, with what is between them */
} Line;

static GtkWidget *
next_visible (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

static int
wish (GtkWidget *child, int width)
{
  int least, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);

  return MAX (least, MIN (natural, width));
}

static Line
take_line (TocsinWrapLayout *self, GtkWidget *child, int width)
{
  Line line = { .first = child };

  for (; child != NULL; child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int more = wish (child, width) + (line.n > 0 ? self->spacing : 0);

      if (line.n > 0 && line.width + more > width)
        break;
      line.width += more;
      line.n++;
      line.n_expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
    }

  return line;
}

/* The width of a child of a line, of which @left are still to be shared by @n_expanding. */
static int
share (GtkWidget *child, int width, int *left, guint *n_expanding)
{
  int own = wish (child, width), extra = 0;

  if (*left > 0 && *n_expanding > 0
      && gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
    {
      extra = *left / (int) *n_expanding;
      (*n_expanding)--;
      *left -= extra;
    }

  return own + extra;
}

static int
measure_line (const Line *line, int width)
{
  GtkWidget *child = line->first;
  int left = width - line->width, height = 0;
  guint n_expanding = line->n_expanding;

  for (guint i = 0; i < line->n; i++)
    {
      int own = share (child, width, &left, &n_expanding), natural;

      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, own, NULL, &natural, NULL, NULL);
      height = MAX (height, natural);
      child = next_visible (gtk_widget_get_next_sibling (child));
    }

  return height;
}

static GtkWidget *
line_end (const Line *line)
{
  GtkWidget *child = line->first;

  for (guint i = 0; i < line->n; i++)
    child = next_visible (gtk_widget_get_next_sibling (child));

  return child;
}

static int
measure_height (TocsinWrapLayout *self, GtkWidget *widget, int width)
{
  GtkWidget *child = next_visible (gtk_widget_get_first_child (widget));
  int height = 0;

  while (child != NULL)
    {
      Line line = take_line (self, child, width);

      height += measure_line (&line, width) + (height > 0 ? self->spacing : 0);
      child = line_end (&line);
    }

  return height;
}

static void
measure_width (TocsinWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  GtkWidget *child = next_visible (gtk_widget_get_first_child (widget));

  for (; child != NULL; child = next_visible (gtk_widget_get_next_sibling (child)))
    {
      int least, wanted;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural += wanted + (*natural > 0 ? self->spacing : 0);
    }
}

static void
measure (GtkLayoutManager *manager,
         GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  TocsinWrapLayout *self = TOCSIN_WRAP_LAYOUT (manager);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    *minimum = *natural = measure_height (self, widget, for_size < 0 ? G_MAXINT / 2 : for_size);
}

static void
place (GtkWidget *child, int x, int y, int width, int height, int whole)
{
  GtkAllocation allocation = { x, y, width, height };

  if (gtk_widget_get_direction (child) == GTK_TEXT_DIR_RTL)
    allocation.x = whole - x - width;
  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  TocsinWrapLayout *self = TOCSIN_WRAP_LAYOUT (manager);
  GtkWidget *child = next_visible (gtk_widget_get_first_child (widget));
  int y = 0;

  while (child != NULL)
    {
      Line line = take_line (self, child, width);
      int line_height = measure_line (&line, width), left = width - line.width, x = 0;

      for (guint i = 0; i < line.n; i++)
        {
          int own = share (child, width, &left, &line.n_expanding);

          place (child, x, y, own, line_height, width);
          x += own + self->spacing;
          child = next_visible (gtk_widget_get_next_sibling (child));
        }
      y += line_height + self->spacing;
    }
}

static GtkSizeRequestMode
get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tocsin_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SPACING)
    g_value_set_int (value, TOCSIN_WRAP_LAYOUT (object)->spacing);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tocsin_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SPACING)
    TOCSIN_WRAP_LAYOUT (object)->spacing = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tocsin_wrap_layout_class_init (TocsinWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = tocsin_wrap_layout_get_property;
  object_class->set_property = tocsin_wrap_layout_set_property;
  layout_class->get_request_mode = get_request_mode;
  layout_class->measure = measure;
  layout_class->allocate = allocate;
  g_object_class_install_property (object_class, PROP_SPACING,
                                   g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0,
                                                     G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
tocsin_wrap_layout_init (TocsinWrapLayout *self)
{
}
