/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/test-window.h"

#include "ui/desktop/connections/certificate-row.h"
#include "ui/desktop/connections/remedy-bar.h"
#include "ui/desktop/connections/check-row.h"
#include "ui/desktop/model/checklist-text.h"
#include "ui/desktop/model/draft-test.h"

#include <glib/gi18n.h>

struct _TocsinTestWindow
{
  AdwWindow parent_instance;

  TocsinWorkbench *workbench;
  TocsinSnapshot *settings;
  TocsinChecklist *checklist;
  GCancellable *cancellable;
  gboolean saves;

  AdwWindowTitle *heading;
  GtkLabel *verdict;
  TocsinRemedyBar *remedies;
  GtkListBox *steps;
  AdwPreferencesGroup *certificates;
  GPtrArray *certificate_rows; /* borrowed */
  GtkButton *close;
  GtkButton *save;
  GtkWidget *copy;
  GtkWidget *again;
};

G_DEFINE_FINAL_TYPE (TocsinTestWindow, tocsin_test_window, ADW_TYPE_WINDOW)

enum
{
  REMEDY,
  AGAIN,
  SAVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_save (TocsinTestWindow *self)
{
  g_signal_emit (self, signals[SAVE], 0);
}

static void
on_again (TocsinTestWindow *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
on_remedy (TocsinTestWindow *self, TocsinRemedy *remedy)
{
  if (remedy->kind == TOCSIN_REMEDY_AGAIN)
    on_again (self);
  else
    g_signal_emit (self, signals[REMEDY], 0, remedy);
}

static const char *
get_username (TocsinSnapshot *settings)
{
  const char *key = "authentication.username";

  return settings != NULL && tocsin_snapshot_has_key (settings, key)
             ? tocsin_snapshot_get_string (settings, key)
             : "";
}

static void
on_copy (TocsinTestWindow *self)
{
  const char *user = get_username (self->settings);
  g_auto (GStrv) parts = g_strsplit (user, "@", 2);
  const char *const words[] = { user, parts[0] != NULL ? parts[0] : "", NULL };
  g_autofree char *text = tocsin_checklist_text_make (self->checklist, words);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("_Report Copied"));
}

static void
show_certificates (TocsinTestWindow *self)
{
  g_autoptr (GPtrArray) chain = tocsin_checklist_list_certificates (self->checklist);

  for (guint i = 0; i < self->certificate_rows->len; i++)
    adw_preferences_group_remove (self->certificates, self->certificate_rows->pdata[i]);
  g_ptr_array_set_size (self->certificate_rows, 0);
  for (guint i = 0; i < chain->len; i++)
    {
      GtkWidget *row = tocsin_certificate_row_new (chain->pdata[i], i);

      adw_preferences_group_add (self->certificates, row);
      g_ptr_array_add (self->certificate_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->certificates), chain->len > 0);
}

static void
show_verdict (TocsinTestWindow *self)
{
  static const char *const styles[] = {
    [TOCSIN_CHECKLIST_RUNNING] = "dim-label", [TOCSIN_CHECKLIST_PASSED] = "success",
    [TOCSIN_CHECKLIST_WARNED] = "warning",    [TOCSIN_CHECKLIST_FAILED] = "error",
    [TOCSIN_CHECKLIST_STOPPED] = "dim-label",
  };
  TocsinChecklistState state = tocsin_checklist_get_state (self->checklist);
  const char *classes[] = { "title-2", styles[state], NULL };
  g_autofree char *verdict = tocsin_checklist_dup_verdict (self->checklist);

  gtk_label_set_text (self->verdict, verdict);
  gtk_widget_set_css_classes (GTK_WIDGET (self->verdict), classes);
}

/* Once it is over, leaving loses nothing. */
static void
show_buttons (TocsinTestWindow *self)
{
  TocsinChecklistState state = tocsin_checklist_get_state (self->checklist);
  gboolean running = state == TOCSIN_CHECKLIST_RUNNING;

  gtk_button_set_label (self->close, running       ? _ ("_Stop")
                                     : self->saves ? _ ("_Back")
                                                   : _ ("_Close"));
  gtk_widget_set_visible (GTK_WIDGET (self->save), self->saves && !running);
  gtk_button_set_label (self->save,
                        state == TOCSIN_CHECKLIST_WARNED ? _ ("_Save") : _ ("_Save Anyway"));
  gtk_widget_set_sensitive (self->copy, !running);
  gtk_widget_set_sensitive (self->again, !running);
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copy _Report"));
}

static void
show_steps (TocsinTestWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->steps),
                          g_list_model_get_n_items (G_LIST_MODEL (self->checklist)) > 0);
}

static void
on_finished (TocsinTestWindow *self)
{
  const GError *error = tocsin_checklist_get_error (self->checklist);

  show_verdict (self);
  show_buttons (self);
  show_certificates (self);
  tocsin_remedy_bar_show_error (self->remedies, error, self->settings);
  if (self->saves && tocsin_checklist_get_state (self->checklist) == TOCSIN_CHECKLIST_PASSED)
    on_save (self);
}

static GtkWidget *
make_step_row (gpointer step, gpointer user_data)
{
  return tocsin_check_row_new (step);
}

static void
forget_test (TocsinTestWindow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->checklist != NULL)
    g_signal_handlers_disconnect_by_data (self->checklist, self);
  g_clear_object (&self->checklist);
  g_clear_object (&self->settings);
}

/* While the test runs the button stops it, and what was found out stays to be read. */
static gboolean
tocsin_test_window_close_request (GtkWindow *window)
{
  TocsinTestWindow *self = TOCSIN_TEST_WINDOW (window);

  if (self->checklist == NULL
      || tocsin_checklist_get_state (self->checklist) != TOCSIN_CHECKLIST_RUNNING)
    return GTK_WINDOW_CLASS (tocsin_test_window_parent_class)->close_request (window);
  g_cancellable_cancel (self->cancellable);

  return GDK_EVENT_STOP;
}

static void
tocsin_test_window_dispose (GObject *object)
{
  TocsinTestWindow *self = TOCSIN_TEST_WINDOW (object);

  forget_test (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_TEST_WINDOW);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_test_window_parent_class)->dispose (object);
}

static void
tocsin_test_window_finalize (GObject *object)
{
  g_ptr_array_unref (TOCSIN_TEST_WINDOW (object)->certificate_rows);

  G_OBJECT_CLASS (tocsin_test_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/connections/test-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, verdict);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, remedies);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, steps);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, certificates);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, close);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, save);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, copy);
  gtk_widget_class_bind_template_child (widget_class, TocsinTestWindow, again);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_remedy);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
tocsin_test_window_class_init (TocsinTestWindowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_test_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_test_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = tocsin_test_window_close_request;
  signals[REMEDY] = g_signal_new ("remedy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, TOCSIN_TYPE_REMEDY | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[AGAIN] =
      g_signal_new ("again", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAVE] =
      g_signal_new ("save", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TOCSIN_TYPE_REMEDY_BAR);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tocsin_test_window_init (TocsinTestWindow *self)
{
  self->certificate_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_test_window_new:
 * @parent: the window it belongs to
 * @workbench: the workbench
 * @name: what the connection is called
 *
 * Returns: (transfer none): the window, without a test yet.
 */
TocsinTestWindow *
tocsin_test_window_new (GtkWindow *parent, TocsinWorkbench *workbench, const char *name)
{
  TocsinTestWindow *self = g_object_new (TOCSIN_TYPE_TEST_WINDOW, "transient-for", parent, NULL);

  self->workbench = g_object_ref (workbench);
  adw_window_title_set_subtitle (self->heading, name);

  return self;
}

/**
 * tocsin_test_window_run:
 * @self: the window
 * @draft: (transfer full): what to try
 * @settings: (nullable): the settings that are tried, as far as they make sense
 * @saves: whether it is to be saved when it passes
 *
 * Begins a test; one that runs is stopped.
 */
void
tocsin_test_window_run (TocsinTestWindow *self,
                        TocsinConnectionDraft *draft,
                        TocsinSnapshot *settings,
                        gboolean saves)
{
  g_return_if_fail (TOCSIN_IS_TEST_WINDOW (self) && draft != NULL);

  forget_test (self);
  self->saves = saves;
  self->cancellable = g_cancellable_new ();
  g_set_object (&self->settings, settings);
  self->checklist = tocsin_draft_test_start (self->workbench, draft, self->cancellable);
  g_signal_connect_swapped (self->checklist, "finished", G_CALLBACK (on_finished), self);
  g_signal_connect_swapped (self->checklist, "items-changed", G_CALLBACK (show_steps), self);
  gtk_list_box_bind_model (self->steps, G_LIST_MODEL (self->checklist), make_step_row, NULL, NULL);
  tocsin_remedy_bar_show_error (self->remedies, NULL, NULL);
  show_certificates (self);
  show_verdict (self);
  show_steps (self);
  show_buttons (self);
}
