/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/notice-row.h"

struct _TocsinNoticeRow
{
  AdwActionRow parent_instance;

  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (TocsinNoticeRow, tocsin_notice_row, ADW_TYPE_ACTION_ROW)

static void
tocsin_notice_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_NOTICE_ROW);

  G_OBJECT_CLASS (tocsin_notice_row_parent_class)->dispose (object);
}

static void
tocsin_notice_row_class_init (TocsinNoticeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_notice_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/tocsin/Manager/notice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinNoticeRow, button);
}

static void
tocsin_notice_row_init (TocsinNoticeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_notice_row_new:
 * @notice: what is missing or wrong
 *
 * Returns: (transfer floating): its row.
 */
GtkWidget *
tocsin_notice_row_new (TocsinNotice *notice)
{
  TocsinNoticeRow *self =
      g_object_new (TOCSIN_TYPE_NOTICE_ROW, "title", tocsin_notice_get_title (notice), "subtitle",
                    tocsin_notice_get_detail (notice), NULL);
  const char *label = tocsin_notice_get_button (notice);

  if (label == NULL)
    return GTK_WIDGET (self);
  gtk_button_set_label (self->button, label);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button),
                                           tocsin_notice_get_action (notice));
  gtk_widget_set_visible (GTK_WIDGET (self->button), TRUE);

  return GTK_WIDGET (self);
}
