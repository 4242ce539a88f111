/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/remedy-bar.h"

#include "core/base/error.h"
#include "ui/desktop/model/cause.h"

#include <glib/gi18n.h>

struct _TocsinRemedyBar
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkLabel *message;
  GtkLabel *words;
  GtkWidget *details;
  GtkLabel *hint;
  GtkFlowBox *buttons;
};

G_DEFINE_FINAL_TYPE (TocsinRemedyBar, tocsin_remedy_bar, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static TocsinRemedy *
get_remedy (GtkWidget *any)
{
  return g_object_get_data (G_OBJECT (any), "remedy");
}

static void
set_remedy (GtkWidget *any, const TocsinRemedy *remedy)
{
  g_object_set_data_full (G_OBJECT (any), "remedy", tocsin_remedy_copy (remedy),
                          (GDestroyNotify) tocsin_remedy_free);
}

static void
on_answer (AdwMessageDialog *dialog, const char *response, TocsinRemedyBar *self)
{
  if (!g_str_equal (response, "do"))
    return;
  /* It would go with a window that the remedy closes, and look back at it when all are told. */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  g_signal_emit (self, signals[CHOSEN], 0, get_remedy (GTK_WIDGET (dialog)));
}

/* What believes somebody, or does without a protection, is never one click away. */
static void
ask (TocsinRemedyBar *self, const TocsinRemedy *remedy)
{
  g_auto (GStrv) label = g_strsplit (remedy->label, "…", 2);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Are You Sure?"), remedy->question);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "do",
                                    label[0], NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  set_remedy (dialog, remedy);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_clicked (GtkWidget *button, TocsinRemedyBar *self)
{
  g_autoptr (TocsinRemedy) remedy = tocsin_remedy_copy (get_remedy (button));

  if (remedy->question != NULL)
    ask (self, remedy);
  else
    g_signal_emit (self, signals[CHOSEN], 0, remedy);
}

static void
add_button (TocsinRemedyBar *self, const TocsinRemedy *remedy, gboolean is_best)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (remedy->label);
  GtkWidget *cell = gtk_flow_box_child_new ();

  set_remedy (button, remedy);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  if (is_best)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (cell), button);
  gtk_widget_set_focusable (cell, FALSE);
  gtk_flow_box_append (self->buttons, cell);
}

static void
show_buttons (TocsinRemedyBar *self, const GError *error, TocsinSnapshot *settings)
{
  g_autoptr (GPtrArray) remedies = tocsin_remedy_list (error, settings);
  GtkFlowBoxChild *cell;

  while ((cell = gtk_flow_box_get_child_at_index (self->buttons, 0)) != NULL)
    gtk_flow_box_remove (self->buttons, GTK_WIDGET (cell));
  for (guint i = 0; i < remedies->len; i++)
    add_button (self, remedies->pdata[i], i == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), remedies->len > 0);
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
tocsin_remedy_bar_dispose (GObject *object)
{
  /* Or else AdwBin lets go a second time of the child that the template lets go of. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_REMEDY_BAR);

  G_OBJECT_CLASS (tocsin_remedy_bar_parent_class)->dispose (object);
}

static void
tocsin_remedy_bar_class_init (TocsinRemedyBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_remedy_bar_dispose;
  signals[CHOSEN] =
      g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, TOCSIN_TYPE_REMEDY | G_SIGNAL_TYPE_STATIC_SCOPE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/connections/remedy-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinRemedyBar, title);
  gtk_widget_class_bind_template_child (widget_class, TocsinRemedyBar, message);
  gtk_widget_class_bind_template_child (widget_class, TocsinRemedyBar, words);
  gtk_widget_class_bind_template_child (widget_class, TocsinRemedyBar, details);
  gtk_widget_class_bind_template_child (widget_class, TocsinRemedyBar, hint);
  gtk_widget_class_bind_template_child (widget_class, TocsinRemedyBar, buttons);
}

static void
tocsin_remedy_bar_init (TocsinRemedyBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_remedy_bar_show_error:
 * @self: the bar
 * @error: (nullable): why the connection does not work; %NULL hides the bar
 * @settings: (nullable): the settings it does not work with
 */
void
tocsin_remedy_bar_show_error (TocsinRemedyBar *self, const GError *error, TocsinSnapshot *settings)
{
  g_autofree char *words = NULL;
  const char *hint;

  g_return_if_fail (TOCSIN_IS_REMEDY_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);
  if (error == NULL)
    return;
  words = tocsin_cause_dup_server_words (error);
  hint = tocsin_error_get_hint (error);
  gtk_label_set_text (self->title, tocsin_cause_get_title (error));
  show_text (self->message, error->message);
  show_text (self->words, words);
  show_text (self->hint, hint);
  gtk_widget_set_visible (self->details, hint != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  tocsin_cause_get_title (error), -1);
  show_buttons (self, error, settings);
}
