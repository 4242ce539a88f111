/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/connection-notes.h"

#include "ui/desktop/connections/remedy-bar.h"
#include "ui/desktop/connections/sign-in-row.h"

struct _TocsinConnectionNotes
{
  AdwBin parent_instance;

  char *uri;
  TocsinRemedyBar *trouble;
  GtkWidget *note_box;
  AdwActionRow *note;
  GtkWidget *note_page;
  GtkWidget *sign_in_box;
  TocsinSignInRow *sign_in;
};

G_DEFINE_FINAL_TYPE (TocsinConnectionNotes, tocsin_connection_notes, ADW_TYPE_BIN)

enum
{
  REMEDY,
  SIGN_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_remedy (TocsinConnectionNotes *self, TocsinRemedy *remedy)
{
  g_signal_emit (self, signals[REMEDY], 0, remedy);
}

static void
on_sign_in (TocsinConnectionNotes *self)
{
  g_signal_emit (self, signals[SIGN_IN], 0);
}

static void
on_note_page (TocsinConnectionNotes *self)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->uri, GDK_CURRENT_TIME);
}

static void
show_if_any (TocsinConnectionNotes *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_visible (GTK_WIDGET (self->trouble))
                                                 || gtk_widget_get_visible (self->note_box)
                                                 || gtk_widget_get_visible (self->sign_in_box));
}

static void
tocsin_connection_notes_dispose (GObject *object)
{
  /* Or else AdwBin lets go a second time of the child that the template lets go of. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_CONNECTION_NOTES);

  G_OBJECT_CLASS (tocsin_connection_notes_parent_class)->dispose (object);
}

static void
tocsin_connection_notes_finalize (GObject *object)
{
  g_free (TOCSIN_CONNECTION_NOTES (object)->uri);

  G_OBJECT_CLASS (tocsin_connection_notes_parent_class)->finalize (object);
}

static void
tocsin_connection_notes_class_init (TocsinConnectionNotesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_connection_notes_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_connection_notes_finalize;
  signals[REMEDY] = g_signal_new ("remedy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, TOCSIN_TYPE_REMEDY | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGN_IN] =
      g_signal_new ("sign-in", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TOCSIN_TYPE_REMEDY_BAR);
  g_type_ensure (TOCSIN_TYPE_SIGN_IN_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/tocsin/Manager/connections/connection-notes.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionNotes, trouble);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionNotes, note_box);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionNotes, note);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionNotes, note_page);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionNotes, sign_in_box);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionNotes, sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_remedy);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_note_page);
}

static void
tocsin_connection_notes_init (TocsinConnectionNotes *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_connection_notes_show_error:
 * @self: the notes
 * @error: (nullable): why the connection does not work
 * @settings: (nullable): the settings it does not work with
 */
void
tocsin_connection_notes_show_error (TocsinConnectionNotes *self,
                                    const GError *error,
                                    TocsinSnapshot *settings)
{
  tocsin_remedy_bar_show_error (self->trouble, error, settings);
  show_if_any (self);
}

/**
 * tocsin_connection_notes_show_note:
 * @self: the notes
 * @note: what has to be done at the provider first
 * @uri: (nullable): where the provider explains it
 */
void
tocsin_connection_notes_show_note (TocsinConnectionNotes *self, const char *note, const char *uri)
{
  g_autofree char *escaped = g_markup_escape_text (note, -1);

  adw_action_row_set_subtitle (self->note, escaped);
  g_free (self->uri);
  self->uri = g_strdup (uri);
  gtk_widget_set_visible (self->note_page, uri != NULL);
  gtk_widget_set_visible (self->note_box, TRUE);
  show_if_any (self);
}

/**
 * tocsin_connection_notes_show_sign_in:
 * @self: the notes
 * @visible: whether somebody signs in with OAuth 2
 */
void
tocsin_connection_notes_show_sign_in (TocsinConnectionNotes *self, gboolean visible)
{
  gtk_widget_set_visible (self->sign_in_box, visible);
  show_if_any (self);
}

/**
 * tocsin_connection_notes_look:
 * @self: the notes
 * @workbench: the workbench
 * @settings: the connection as it is saved
 *
 * Has a look at how its sign-in stands.
 */
void
tocsin_connection_notes_look (TocsinConnectionNotes *self,
                              TocsinWorkbench *workbench,
                              TocsinSnapshot *settings)
{
  tocsin_sign_in_row_look (self->sign_in, workbench, settings);
}
