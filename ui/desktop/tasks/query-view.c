/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/query-view.h"

#include "core/base/error.h"
#include "ui/desktop/model/query-counter.h"
#include "ui/desktop/tasks/query-row-view.h"
#include "ui/desktop/tasks/wrap-layout.h"

#include <glib/gi18n.h>

struct _TocsinQueryView
{
  AdwBin parent_instance;

  TocsinQueryBuilder *builder;
  TocsinQueryCounter *counter;
  TocsinQueryRow *root; /* the one whose mode is shown */
  gboolean filling;

  GtkWidget *head;
  GtkWidget *line;
  GtkListBox *rows;
  GtkWidget *add;
  GtkWidget *add_group;
  GtkWidget *text;
  GtkWidget *trouble_box;
  GtkLabel *place;
  GtkLabel *trouble;
  GtkWidget *correct;
  GtkWidget *count_box;
  GtkSpinner *spinner;
  GtkLabel *count;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TocsinQueryView, tocsin_query_view, ADW_TYPE_BIN)

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  return tocsin_query_row_view_new (TOCSIN_QUERY_VIEW (user_data)->builder, item);
}

/* Above the rows stands how they are joined; of less than two there is nothing to join. */
static void
show_head (TocsinQueryView *self)
{
  TocsinQueryRow *root = tocsin_query_builder_get_root (self->builder);
  GtkWidget *child;

  gtk_widget_set_visible (self->head,
                          tocsin_query_row_get_n_children (root) > 1
                              || tocsin_query_row_get_mode (root) >= TOCSIN_QUERY_ROW_NONE);
  gtk_widget_set_visible (self->line, gtk_widget_get_visible (self->head));
  if (root == self->root)
    return;
  g_set_object (&self->root, root);
  while ((child = gtk_widget_get_first_child (self->head)) != NULL)
    gtk_box_remove (GTK_BOX (self->head), child);
  gtk_box_append (GTK_BOX (self->head), tocsin_query_mode_chooser_new (root));
}

/* The place is shown by what stands around it: an arrow below it would need a fixed width. */
static char *
mark_place (const char *text, guint column)
{
  const char *place = g_utf8_offset_to_pointer (text, (glong) column - 1);
  g_autofree char *before = g_markup_escape_text (text, place - text);
  g_autofree char *behind = g_markup_escape_text (place, -1);

  return g_strdup_printf ("%s<b>▸</b><u>%s</u>", before, behind);
}

static void
show_trouble (TocsinQueryView *self)
{
  const GError *error = tocsin_query_builder_is_text_wrong (self->builder)
                            ? tocsin_query_builder_get_error (self->builder)
                            : NULL;
  const char *text = tocsin_query_builder_get_text (self->builder);
  guint column = error != NULL ? tocsin_error_get_column (error) : 0;
  g_autofree char *place = NULL;
  g_autofree char *message = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->rows), error == NULL);
  gtk_widget_set_sensitive (self->head, error == NULL);
  gtk_widget_set_sensitive (self->add, error == NULL);
  gtk_widget_set_sensitive (self->add_group, error == NULL);
  gtk_widget_set_visible (self->trouble_box, error != NULL);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_STATE_INVALID,
      error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (error == NULL)
    {
      gtk_widget_remove_css_class (self->text, "error");
      return;
    }
  gtk_widget_add_css_class (self->text, "error");
  place = column > 0 && (glong) column <= g_utf8_strlen (text, -1) + 1 ? mark_place (text, column)
                                                                       : g_strdup ("");
  gtk_label_set_markup (self->place, place);
  gtk_widget_set_visible (GTK_WIDGET (self->place), *place != '\0');
  message = tocsin_error_get_hint (error) != NULL
                ? g_strdup_printf ("%s\n%s", error->message, tocsin_error_get_hint (error))
                : g_strdup (error->message);
  gtk_label_set_text (self->trouble, message);
  gtk_widget_set_visible (self->correct, tocsin_error_get_correction (error) != NULL);
}

static void
show_text (TocsinQueryView *self)
{
  const char *text = tocsin_query_builder_get_text (self->builder);

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->text)), text))
    return;
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), text);
  self->filling = FALSE;
}

static void
on_changed (TocsinQueryView *self)
{
  show_head (self);
  show_text (self);
  show_trouble (self);
  tocsin_query_counter_set_query (self->counter, tocsin_query_builder_get_query (self->builder));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_text_typed (TocsinQueryView *self)
{
  if (!self->filling)
    tocsin_query_builder_set_text (self->builder,
                                   gtk_editable_get_text (GTK_EDITABLE (self->text)));
}

static void
on_correct (TocsinQueryView *self)
{
  const GError *error = tocsin_query_builder_get_error (self->builder);
  g_autofree char *correction =
      error != NULL ? g_strdup (tocsin_error_get_correction (error)) : NULL;

  if (correction != NULL)
    tocsin_query_builder_set_text (self->builder, correction);
  gtk_widget_grab_focus (self->text);
}

static TocsinQueryRowView *
find_view (TocsinQueryView *self, TocsinQueryRow *row)
{
  GtkListBoxRow *shown;

  for (int i = 0; (shown = gtk_list_box_get_row_at_index (self->rows, i)) != NULL; i++)
    if (tocsin_query_row_view_get_row (TOCSIN_QUERY_ROW_VIEW (shown)) == row)
      return TOCSIN_QUERY_ROW_VIEW (shown);

  return NULL;
}

static void
focus_row (TocsinQueryView *self, TocsinQueryRow *row)
{
  tocsin_query_row_view_focus_value (find_view (self, row));
}

static void
on_add (TocsinQueryView *self)
{
  focus_row (self, tocsin_query_builder_add_condition (
                       self->builder, tocsin_query_builder_get_root (self->builder), 0));
}

static void
on_add_group (TocsinQueryView *self)
{
  focus_row (self, tocsin_query_builder_add_group (self->builder,
                                                   tocsin_query_builder_get_root (self->builder)));
}

static void
show_count (TocsinQueryView *self)
{
  const char *text = tocsin_query_counter_get_text (self->counter);
  gboolean busy, failed;

  g_object_get (self->counter, "busy", &busy, "failed", &failed, NULL);
  gtk_widget_set_visible (self->count_box, busy || *text != '\0');
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_label_set_text (self->count,
                      *text == '\0' && busy ? _ ("Trying it on the newest mail…") : text);
  if (failed)
    gtk_widget_add_css_class (GTK_WIDGET (self->count), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->count), "warning");
}

static void
tocsin_query_view_dispose (GObject *object)
{
  TocsinQueryView *self = TOCSIN_QUERY_VIEW (object);

  if (self->counter != NULL)
    tocsin_query_counter_close (self->counter);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_QUERY_VIEW);
  g_clear_object (&self->counter);
  g_clear_object (&self->builder);
  g_clear_object (&self->root);

  G_OBJECT_CLASS (tocsin_query_view_parent_class)->dispose (object);
}

static void
tocsin_query_view_class_init (TocsinQueryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_query_view_dispose;
  g_type_ensure (TOCSIN_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/query-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, head);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, line);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, rows);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, add);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, add_group);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, text);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, place);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, trouble);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, correct);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, count_box);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, spinner);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryView, count);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_add_group);
  gtk_widget_class_bind_template_callback (widget_class, on_text_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_correct);
  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_QUERY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_query_view_init (TocsinQueryView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_query_view_new:
 * @workbench: the workbench
 *
 * Returns: (transfer floating): conditions for all mail.
 */
TocsinQueryView *
tocsin_query_view_new (TocsinWorkbench *workbench)
{
  TocsinQueryView *self = g_object_new (TOCSIN_TYPE_QUERY_VIEW, NULL);

  self->builder = tocsin_query_builder_new ("");
  self->counter = tocsin_query_counter_new (workbench);
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (self->builder), make_row, self, NULL);
  g_signal_connect_object (self->builder, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->counter, "notify", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  tocsin_query_counter_set_query (self->counter, tocsin_query_builder_get_query (self->builder));
  show_head (self);
  show_count (self);

  return self;
}

/**
 * tocsin_query_view_set_text:
 * @self: a view
 * @text: a query
 */
void
tocsin_query_view_set_text (TocsinQueryView *self, const char *text)
{
  tocsin_query_builder_set_text (self->builder, text);
}

/**
 * tocsin_query_view_get_text:
 * @self: a view
 *
 * Returns: (transfer none): the query, or what was typed where it is none.
 */
const char *
tocsin_query_view_get_text (TocsinQueryView *self)
{
  return tocsin_query_builder_get_text (self->builder);
}

/**
 * tocsin_query_view_get_count:
 * @self: a view
 *
 * Returns: (transfer none): what it finds among the newest mail; "" while that is not known.
 */
const char *
tocsin_query_view_get_count (TocsinQueryView *self)
{
  return tocsin_query_counter_get_text (self->counter);
}

/**
 * tocsin_query_view_set_mailbox:
 * @self: a view
 * @connection: id or name of the connection on whose mail it is tried, ""
 * @folders: globs over its folders
 */
void
tocsin_query_view_set_mailbox (TocsinQueryView *self,
                               const char *connection,
                               const char *const *folders)
{
  tocsin_query_counter_set_mailbox (self->counter, connection, folders);
}

/**
 * tocsin_query_view_show_error:
 * @self: a view
 *
 * Returns: whether something is wrong, which is then brought into view.
 */
gboolean
tocsin_query_view_show_error (TocsinQueryView *self)
{
  if (tocsin_query_builder_get_error (self->builder) == NULL)
    return FALSE;
  if (tocsin_query_builder_is_text_wrong (self->builder))
    {
      gtk_widget_grab_focus (self->text);
      return TRUE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->builder)); i++)
    {
      g_autoptr (TocsinQueryRow) row = g_list_model_get_item (G_LIST_MODEL (self->builder), i);

      if (tocsin_query_row_get_error (row) == NULL)
        continue;
      tocsin_query_row_view_insist (find_view (self, row));
      break;
    }

  return TRUE;
}
