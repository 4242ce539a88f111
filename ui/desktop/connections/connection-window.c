/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/connection-window.h"

#include "ui/desktop/connections/certificate-choice.h"
#include "ui/desktop/connections/connection-notes.h"
#include "ui/desktop/connections/connection-saving.h"
#include "ui/desktop/connections/discard-dialog.h"
#include "ui/desktop/connections/duty.h"
#include "ui/desktop/connections/editor-draft.h"
#include "ui/desktop/connections/sign-in-window.h"
#include "ui/desktop/connections/test-window.h"
#include "ui/desktop/trouble-dialog.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>

struct _TocsinConnectionWindow
{
  AdwWindow parent_instance;

  TocsinWorkbench *workbench;
  TocsinSnapshot *base; /* as it is saved; NULL while it is new */
  char *protocol;
  char *id; /* NULL while it is new */
  gboolean saving;
  gboolean saves;           /* what is being tested is to be saved when it passes */
  gboolean leaving;         /* what was typed may be lost */
  gboolean signs_in;        /* saved to sign in, not to be done with */
  TocsinTestWindow *tester; /* borrowed, while it is open */

  TocsinSettingsEditor *editor;
  AdwWindowTitle *heading;
  TocsinConnectionNotes *notes;
  AdwBin *place;
};

G_DEFINE_FINAL_TYPE (TocsinConnectionWindow, tocsin_connection_window, ADW_TYPE_WINDOW)

/* A remedy that was chosen in a test leads to another test. */
static void run_test (TocsinConnectionWindow *self, gboolean saves);

static void
show_sign_in (TocsinConnectionWindow *self)
{
  const char *method = tocsin_settings_editor_get_value (self->editor, "authentication.method");

  tocsin_connection_notes_show_sign_in (self->notes, g_strcmp0 (method, "oauth2") == 0);
}

static void
look_at_sign_in (TocsinConnectionWindow *self)
{
  show_sign_in (self);
  if (self->base != NULL)
    tocsin_connection_notes_look (self->notes, self->workbench, self->base);
}

static void
close_tester (TocsinConnectionWindow *self)
{
  if (self->tester != NULL)
    gtk_window_destroy (GTK_WINDOW (self->tester));
  self->tester = NULL;
}

/* What can be said of it in a row is said there. */
static void
show_trouble (TocsinConnectionWindow *self, const char *heading, const GError *error)
{
  if (!tocsin_settings_editor_show_error (self->editor, error))
    tocsin_trouble_dialog_show (GTK_WIDGET (self), heading, error);
}

static void
leave (TocsinConnectionWindow *self)
{
  self->leaving = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_settings_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TocsinConnectionWindow) self = data;
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings =
      tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (settings == NULL || self->place == NULL)
    {
      g_clear_object (&settings);
      return;
    }
  g_clear_object (&self->base);
  self->base = TOCSIN_SNAPSHOT (settings);
  tocsin_settings_editor_fill (self->editor, self->base);
  look_at_sign_in (self);
}

static gpointer
load_settings (TocsinConfig *config, gpointer id, GCancellable *cancellable, GError **error)
{
  return tocsin_config_load_connection (config, id, error);
}

/* It is no longer what was opened. */
static void
load_again (TocsinConnectionWindow *self)
{
  tocsin_workbench_edit_async (self->workbench, load_settings, g_strdup (self->id), g_free,
                               g_object_unref, NULL, on_settings_loaded, g_object_ref (self));
}

static void
on_signed_in (TocsinConnectionWindow *self)
{
  load_again (self);
}

static void
open_sign_in (TocsinConnectionWindow *self)
{
  TocsinSignInWindow *window =
      tocsin_sign_in_window_new (GTK_WINDOW (self), self->workbench, self->id);

  self->signs_in = FALSE;
  g_signal_connect_object (window, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

static void
after_saving (TocsinConnectionWindow *self)
{
  g_autofree char *text = g_strdup_printf (_ ("“%s” is saved"),
                                           tocsin_settings_editor_get_value (self->editor, "name"));

  tocsin_duty_try_again (self->workbench, self->id);
  close_tester (self);
  if (self->signs_in)
    {
      load_again (self);
      open_sign_in (self);
      return;
    }
  tocsin_window_toast (GTK_WIDGET (self), text, NULL, NULL, NULL);
  leave (self);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TocsinConnectionWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  gboolean saved =
      tocsin_connection_saving_finish (TOCSIN_SETTINGS_EDITOR (source), result, &id, &error);

  self->saving = FALSE;
  if (self->place == NULL)
    return; /* closed meanwhile */
  gtk_widget_set_sensitive (GTK_WIDGET (self->place), TRUE);
  if (id != NULL)
    {
      g_free (self->id);
      self->id = g_steal_pointer (&id);
    }
  if (!saved)
    {
      close_tester (self);
      show_trouble (self, _ ("Not Saved"), error);
      return;
    }
  after_saving (self);
}

static void
save (TocsinConnectionWindow *self)
{
  if (self->saving)
    return;
  self->saving = TRUE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->place), FALSE);
  tocsin_connection_saving_start (self->editor, self->protocol, self->id, on_saved,
                                  g_object_ref (self));
}

static void
on_certificate_chosen (gpointer self)
{
  run_test (self, TOCSIN_CONNECTION_WINDOW (self)->saves);
}

static void
choose_certificate (TocsinConnectionWindow *self, const char *key)
{
  GtkWindow *parent = self->tester != NULL ? GTK_WINDOW (self->tester) : GTK_WINDOW (self);

  tocsin_certificate_choice_open (parent, self->editor, key, on_certificate_chosen,
                                  G_OBJECT (self));
}

static void
go_to_key (TocsinConnectionWindow *self, const char *key)
{
  close_tester (self);
  tocsin_settings_editor_show_key (self->editor, key);
}

/* The token belongs to a connection that is saved. */
static void
on_sign_in_wanted (TocsinConnectionWindow *self)
{
  close_tester (self);
  if (self->id != NULL && !tocsin_settings_editor_has_changes (self->editor))
    {
      open_sign_in (self);
      return;
    }
  if (!tocsin_settings_editor_check (self->editor))
    return;
  self->signs_in = TRUE;
  save (self);
}

/**
 * tocsin_connection_window_apply:
 * @self: the window
 * @remedy: what a person has chosen, and agreed to
 *
 * Does it, and tries again where that makes sense.
 */
void
tocsin_connection_window_apply (TocsinConnectionWindow *self, const TocsinRemedy *remedy)
{
  gboolean saves = self->tester == NULL || self->saves;

  switch (remedy->kind)
    {
    case TOCSIN_REMEDY_SET:
      tocsin_editor_draft_type (self->editor, (const char *const *) remedy->assignments);
      run_test (self, saves);
      break;
    case TOCSIN_REMEDY_PASSWORD:
    case TOCSIN_REMEDY_EDIT:
      go_to_key (self, remedy->key);
      break;
    case TOCSIN_REMEDY_CHOOSE_FILE:
      choose_certificate (self, remedy->key);
      break;
    case TOCSIN_REMEDY_SIGN_IN:
      tocsin_editor_draft_type (self->editor, (const char *const *) remedy->assignments);
      on_sign_in_wanted (self);
      break;
    case TOCSIN_REMEDY_OPEN_PAGE:
      gtk_show_uri (GTK_WINDOW (self), remedy->uri, GDK_CURRENT_TIME);
      break;
    case TOCSIN_REMEDY_AGAIN:
    default:
      run_test (self, saves);
      break;
    }
}

static void
on_tester_gone (TocsinConnectionWindow *self)
{
  self->tester = NULL;
}

static void
on_test_again (TocsinConnectionWindow *self)
{
  run_test (self, self->saves);
}

static void
open_tester (TocsinConnectionWindow *self)
{
  self->tester = tocsin_test_window_new (GTK_WINDOW (self), self->workbench,
                                         tocsin_settings_editor_get_value (self->editor, "name"));
  g_signal_connect_object (self->tester, "remedy", G_CALLBACK (tocsin_connection_window_apply),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tester, "again", G_CALLBACK (on_test_again), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tester, "save", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tester, "destroy", G_CALLBACK (on_tester_gone), self,
                           G_CONNECT_SWAPPED);
}

static void
run_test (TocsinConnectionWindow *self, gboolean saves)
{
  g_autoptr (TocsinConnectionDraft) draft = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  if (!tocsin_settings_editor_check (self->editor))
    {
      close_tester (self);
      return;
    }
  self->saves = saves;
  if (self->tester == NULL)
    open_tester (self);
  draft = tocsin_editor_draft_make (self->editor, self->protocol, self->base);
  settings = tocsin_connection_draft_make_settings (draft, NULL);
  tocsin_test_window_run (self->tester, g_steal_pointer (&draft), TOCSIN_SNAPSHOT (settings),
                          saves);
  gtk_window_present (GTK_WINDOW (self->tester));
}

static void
do_save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TocsinConnectionWindow *self = TOCSIN_CONNECTION_WINDOW (widget);

  if (!self->saving)
    run_test (self, TRUE);
}

static void
do_test (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tocsin_connection_window_test (TOCSIN_CONNECTION_WINDOW (widget));
}

static gboolean
tocsin_connection_window_close_request (GtkWindow *window)
{
  TocsinConnectionWindow *self = TOCSIN_CONNECTION_WINDOW (window);
  GtkWidget *dialog;

  if (self->leaving || !tocsin_settings_editor_has_changes (self->editor))
    return GTK_WINDOW_CLASS (tocsin_connection_window_parent_class)->close_request (window);

  dialog = tocsin_discard_dialog_new (window);
  g_signal_connect_object (dialog, "response::discard", G_CALLBACK (leave), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));

  return GDK_EVENT_STOP;
}

static void
tocsin_connection_window_dispose (GObject *object)
{
  TocsinConnectionWindow *self = TOCSIN_CONNECTION_WINDOW (object);

  close_tester (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_CONNECTION_WINDOW);
  g_clear_object (&self->workbench);
  g_clear_object (&self->base);

  G_OBJECT_CLASS (tocsin_connection_window_parent_class)->dispose (object);
}

static void
tocsin_connection_window_finalize (GObject *object)
{
  TocsinConnectionWindow *self = TOCSIN_CONNECTION_WINDOW (object);

  g_free (self->protocol);
  g_free (self->id);

  G_OBJECT_CLASS (tocsin_connection_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/tocsin/Manager/connections/connection-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionWindow, notes);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionWindow, place);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_wanted);
  gtk_widget_class_bind_template_callback (widget_class, tocsin_connection_window_apply);
}

static void
tocsin_connection_window_class_init (TocsinConnectionWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_connection_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_connection_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = tocsin_connection_window_close_request;
  g_type_ensure (TOCSIN_TYPE_CONNECTION_NOTES);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "connection.save", NULL, do_save);
  gtk_widget_class_install_action (widget_class, "connection.test", NULL, do_test);
}

static void
tocsin_connection_window_init (TocsinConnectionWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static TocsinConnectionWindow *
make (GtkWindow *parent, TocsinWorkbench *workbench, const char *protocol, const char *title)
{
  TocsinConnectionWindow *self =
      g_object_new (TOCSIN_TYPE_CONNECTION_WINDOW, "transient-for", parent, NULL);

  self->workbench = g_object_ref (workbench);
  self->protocol = g_strdup (protocol);
  self->editor = tocsin_settings_editor_new (workbench, TOCSIN_CONFIG_CONNECTION, protocol);
  adw_bin_set_child (self->place, GTK_WIDGET (self->editor));
  adw_window_title_set_title (self->heading, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (show_sign_in), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * tocsin_connection_window_new:
 * @parent: the window it belongs to
 * @workbench: the workbench
 * @item: a connection
 *
 * Returns: (transfer none): the window with the connection's settings.
 */
TocsinConnectionWindow *
tocsin_connection_window_new (GtkWindow *parent, TocsinWorkbench *workbench, TocsinItem *item)
{
  TocsinConnectionWindow *self =
      make (parent, workbench, tocsin_item_get_plugin (item), tocsin_item_get_name (item));

  self->id = g_strdup (tocsin_item_get_id (item));
  g_set_object (&self->base, tocsin_item_get_settings (item));
  if (self->base != NULL)
    tocsin_settings_editor_fill (self->editor, self->base);
  tocsin_connection_notes_show_error (self->notes, tocsin_item_get_error (item), self->base);
  look_at_sign_in (self);

  return self;
}

/**
 * tocsin_connection_window_new_for_protocol:
 * @parent: the window it belongs to
 * @workbench: the workbench
 * @protocol: what is spoken
 * @name: what to call it
 * @assignments: (array zero-terminated=1): what is known of it already, as `KEY=VALUE`
 *
 * Returns: (transfer none): the window for a new connection.
 */
TocsinConnectionWindow *
tocsin_connection_window_new_for_protocol (GtkWindow *parent,
                                           TocsinWorkbench *workbench,
                                           const char *protocol,
                                           const char *name,
                                           const char *const *assignments)
{
  TocsinConnectionWindow *self = make (parent, workbench, protocol, _ ("New Connection"));

  tocsin_settings_editor_set_value (self->editor, "name", name);
  tocsin_editor_draft_suggest (self->editor, assignments);
  look_at_sign_in (self);
  tocsin_editor_draft_show_missing (self->editor);

  return self;
}

/**
 * tocsin_connection_window_set_note:
 * @self: the window
 * @note: what has to be done at the provider first
 * @uri: (nullable): where the provider explains it
 */
void
tocsin_connection_window_set_note (TocsinConnectionWindow *self, const char *note, const char *uri)
{
  tocsin_connection_notes_show_note (self->notes, note, uri);
}

/**
 * tocsin_connection_window_test:
 * @self: the window
 *
 * Tries the settings as they stand, and saves nothing.
 */
void
tocsin_connection_window_test (TocsinConnectionWindow *self)
{
  run_test (self, FALSE);
}
