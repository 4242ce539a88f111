/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/pick-button.h"

enum
{
  OPENED,
  PICKED,
  N_SIGNALS,
};

struct _TocsinPickButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkLabel *status;
  GtkStringList *items;
  GtkStringFilter *filter;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (TocsinPickButton, tocsin_pick_button, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
on_show (TocsinPickButton *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_signal_emit (self, signals[OPENED], 0);
}

static void
pick (TocsinPickButton *self, guint position)
{
  g_autoptr (GtkStringObject) item =
      g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item == NULL)
    return;
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[PICKED], 0, gtk_string_object_get_string (item));
}

static void
on_activate (TocsinPickButton *self, guint position)
{
  pick (self, position);
}

/* Enter in the search takes what is found first. */
static void
on_search_activate (TocsinPickButton *self)
{
  pick (self, gtk_single_selection_get_selected (self->selection));
}

static void
tocsin_pick_button_dispose (GObject *object)
{
  /* Or else AdwBin lets go a second time of the child that the template lets go of. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_PICK_BUTTON);

  G_OBJECT_CLASS (tocsin_pick_button_parent_class)->dispose (object);
}

static void
tocsin_pick_button_class_init (TocsinPickButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_pick_button_dispose;
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/pick-button.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, button);
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, popover);
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, search);
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, stack);
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, status);
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, items);
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, filter);
  gtk_widget_class_bind_template_child (widget_class, TocsinPickButton, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
}

static void
tocsin_pick_button_init (TocsinPickButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property (self->search, "text", self->filter, "search", G_BINDING_DEFAULT);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->popover));
}

/**
 * tocsin_pick_button_new:
 * @label: what it is for
 * @icon: its icon's name
 *
 * Returns: (transfer floating): a button with an empty list
 */
GtkWidget *
tocsin_pick_button_new (const char *label, const char *icon)
{
  TocsinPickButton *self = g_object_new (TOCSIN_TYPE_PICK_BUTTON, NULL);

  gtk_menu_button_set_icon_name (self->button, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);

  return GTK_WIDGET (self);
}

/**
 * tocsin_pick_button_set_items:
 * @self: a button
 * @items: (array zero-terminated=1): the words to pick from
 */
void
tocsin_pick_button_set_items (TocsinPickButton *self, const char *const *items)
{
  gtk_string_list_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                          items);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

/**
 * tocsin_pick_button_set_status:
 * @self: a button
 * @status: why there is no list
 */
void
tocsin_pick_button_set_status (TocsinPickButton *self, const char *status)
{
  gtk_label_set_label (self->status, status);
  gtk_stack_set_visible_child_name (self->stack, "status");
}
