/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/chores.h"

#include "ui/desktop/trouble-dialog.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a chore carries to the settings' thread, and what it needs to be undone. */
typedef struct
{
  GtkWidget *any; /* in the main context only */
  TocsinWorkbench *workbench;
  char *id;
  char *name;   /* as it is to be */
  char *before; /* as it was */
  GFile *file;
} Chore;

static Chore *
chore_new (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Chore *self = g_new0 (Chore, 1);

  self->any = g_object_ref (any);
  self->workbench = g_object_ref (workbench);
  self->id = g_strdup (tocsin_item_get_id (item));
  self->before = g_strdup (tocsin_item_get_name (item));

  return self;
}

static void
chore_free (gpointer data)
{
  Chore *self = data;

  g_clear_object (&self->any);
  g_clear_object (&self->workbench);
  g_clear_object (&self->file);
  g_free (self->id);
  g_free (self->name);
  g_free (self->before);
  g_free (self);
}

static gpointer
rename_in_settings (TocsinConfig *config, gpointer data, const char *name, GError **error)
{
  Chore *self = data;

  tocsin_config_rename (config, TOCSIN_CONFIG_CONNECTION, self->id, name, error);

  return NULL;
}

static gpointer
do_rename (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  return rename_in_settings (config, data, ((Chore *) data)->name, error);
}

static gpointer
undo_rename (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  return rename_in_settings (config, data, ((Chore *) data)->before, error);
}

/* Undoing has no toast of its own. */
static void
on_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) any = data;
  g_autoptr (GError) error = NULL;

  tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);
  if (error != NULL)
    tocsin_trouble_dialog_show (any, _ ("It Could Not Be Undone"), error);
}

static Chore *
chore_copy (const Chore *other)
{
  Chore *self = g_new0 (Chore, 1);

  self->any = g_object_ref (other->any);
  self->workbench = g_object_ref (other->workbench);
  self->id = g_strdup (other->id);
  self->name = g_strdup (other->name);
  self->before = g_strdup (other->before);

  return self;
}

static void
undo (Chore *chore, TocsinWorkbenchEdit edit)
{
  tocsin_workbench_edit_async (chore->workbench, edit, chore_copy (chore), chore_free, NULL, NULL,
                               on_undone, g_object_ref (chore->any));
}

static void
on_undo_rename (TocsinWindow *window, gpointer data)
{
  undo (data, undo_rename);
}

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer data)
{
  Chore *chore = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);
  if (error != NULL)
    {
      tocsin_trouble_dialog_show (chore->any, _ ("Not Renamed"), error);
      chore_free (chore);
      return;
    }
  text = g_strdup_printf (_ ("“%s” is called “%s” now"), chore->before, chore->name);
  tocsin_window_toast (chore->any, text, on_undo_rename, chore, chore_free);
}

static GtkWidget *
get_entry (GtkWidget *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), "entry");
}

static void
on_rename_response (GtkWidget *dialog, const char *response, Chore *chore)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (get_entry (dialog)));

  if (!g_str_equal (response, "rename") || g_str_equal (name, chore->before))
    return;
  g_free (chore->name);
  chore->name = g_strstrip (g_strdup (name));
  tocsin_workbench_edit_async (chore->workbench, do_rename, chore_copy (chore), chore_free, NULL,
                               NULL, on_renamed, chore_copy (chore));
}

/* Also where the dialog goes with its window, unanswered. */
static void
on_dialog_gone (gpointer chore, GClosure *closure)
{
  chore_free (chore);
}

static void
on_name_changed (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "rename", *name != '\0');
}

static GtkWidget *
make_name_entry (const char *name)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ ("N_ame"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  g_object_set_data (G_OBJECT (group), "entry", entry);

  return group;
}

/**
 * tocsin_chores_rename:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a connection
 *
 * Asks for another name. Tasks know a connection by its identifier, which stays.
 */
void
tocsin_chores_rename (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (any)), _ ("Rename Connection"),
      _ ("Tasks that use it go on: they know it by its identifier, which stays."));
  GtkWidget *group = make_name_entry (tocsin_item_get_name (item));
  GtkWidget *entry = g_object_get_data (G_OBJECT (group), "entry");

  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                    _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_name_changed), dialog, 0);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_rename_response),
                         chore_new (any, workbench, item), on_dialog_gone, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* “Office (copy)”, “Office (copy 2)” and so on. */
static char *
make_copy_name (const char *name, guint number)
{
  if (number == 1)
    /* Translators: the name of a duplicate; %s is the name of the connection. */
    return g_strdup_printf (_ ("%s (copy)"), name);

  /* Translators: the name of a further duplicate; %s is the name of the connection. */
  return g_strdup_printf (_ ("%s (copy %u)"), name, number);
}

static gboolean
is_taken (TocsinConfig *config, const char *name)
{
  g_autofree char *id = tocsin_config_find (config, TOCSIN_CONFIG_CONNECTION, name, NULL);

  return id != NULL;
}

static gpointer
do_duplicate (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Chore *self = data;
  guint number = 1;
  g_autofree char *name = make_copy_name (self->before, number);

  while (is_taken (config, name))
    {
      g_free (name);
      name = make_copy_name (self->before, ++number);
    }

  return tocsin_config_copy (config, TOCSIN_CONFIG_CONNECTION, self->id, name, error);
}

static gpointer
undo_duplicate (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  tocsin_config_remove (config, TOCSIN_CONFIG_CONNECTION, ((Chore *) data)->id, error);

  return NULL;
}

static void
on_undo_duplicate (TocsinWindow *window, gpointer data)
{
  undo (data, undo_duplicate);
}

static void
on_duplicated (GObject *source, GAsyncResult *result, gpointer data)
{
  Chore *chore = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);
  g_autofree char *text = NULL;

  if (copy == NULL)
    {
      tocsin_trouble_dialog_show (chore->any, _ ("Not Duplicated"), error);
      chore_free (chore);
      return;
    }
  g_free (chore->id);
  chore->id = g_steal_pointer (&copy);
  text = g_strdup_printf (_ ("“%s” is duplicated"), chore->before);
  tocsin_window_toast (chore->any, text, on_undo_duplicate, chore, chore_free);
}

/**
 * tocsin_chores_duplicate:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a connection
 *
 * Makes another with the same settings, as far as a person has set them. What the keyring holds for
 * the one is not given to the other.
 */
void
tocsin_chores_duplicate (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Chore *chore = chore_new (any, workbench, item);

  tocsin_workbench_edit_async (workbench, do_duplicate, chore_copy (chore), chore_free, g_free,
                               NULL, on_duplicated, chore);
}

static gpointer
do_export (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Chore *self = data;
  const char *const names[] = { self->id, NULL };
  g_autofree char *text = tocsin_config_export (config, names, error);

  if (text != NULL)
    g_file_replace_contents (self->file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_PRIVATE,
                             NULL, cancellable, error);

  return NULL;
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) any = data;
  g_autoptr (GError) error = NULL;

  tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);
  if (error != NULL)
    tocsin_trouble_dialog_show (any, _ ("Not Exported"), error);
}

static void
on_export_response (GtkNativeDialog *dialog, int response, Chore *chore)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      Chore *errand = chore_copy (chore);

      errand->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      tocsin_workbench_edit_async (chore->workbench, do_export, errand, chore_free, NULL, NULL,
                                   on_exported, g_object_ref (chore->any));
    }
  g_object_unref (dialog);
}

/**
 * tocsin_chores_export:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a connection
 *
 * Asks for a file and writes the connection's settings into it, in the form of the settings file.
 * Of secrets it says where they are kept.
 */
void
tocsin_chores_export (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  g_autofree char *name = g_strdup_printf ("%s.conf", tocsin_item_get_id (item));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Export Connection"), GTK_WINDOW (gtk_widget_get_root (any)),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_export_response),
                         chore_new (any, workbench, item), on_dialog_gone, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * tocsin_chores_copy_id:
 * @any: a widget in the window
 * @item: a connection
 *
 * Puts into the clipboard what scripts and the command line know it by.
 */
void
tocsin_chores_copy_id (GtkWidget *any, TocsinItem *item)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (any), tocsin_item_get_id (item));
  tocsin_window_toast (any, _ ("The identifier is in the clipboard"), NULL, NULL, NULL);
}
