/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/task-deeds.h"

#include "core/base/error.h"
#include "ui/desktop/trouble-dialog.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>

/* What is done, and how it is undone: edits of the settings, and what they are about. */
typedef struct
{
  GtkWidget *any; /* in the main context only */
  TocsinWorkbench *workbench;
  TocsinWorkbenchEdit work;
  TocsinWorkbenchEdit undo;
  char *id;
  char *name;
  char *text;    /* another name, or the task as it was */
  char *done;    /* what the toast says */
  char *failed;  /* what the dialog says */
  gboolean flag; /* whether it is to be on */
} Deed;

static Deed *
deed_new (GtkWidget *any,
          TocsinWorkbench *workbench,
          TocsinItem *item,
          TocsinWorkbenchEdit work,
          TocsinWorkbenchEdit undo)
{
  Deed *self = g_new0 (Deed, 1);

  self->any = g_object_ref (any);
  self->workbench = g_object_ref (workbench);
  self->id = g_strdup (tocsin_item_get_id (item));
  self->name = g_strdup (tocsin_item_get_name (item));
  self->work = work;
  self->undo = undo;

  return self;
}

static void
deed_free (gpointer data)
{
  Deed *self = data;

  g_object_unref (self->any);
  g_object_unref (self->workbench);
  g_free (self->id);
  g_free (self->name);
  g_free (self->text);
  g_free (self->done);
  g_free (self->failed);
  g_free (self);
}

static void
on_undone (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) any = data;
  g_autoptr (GError) error = NULL;

  g_free (tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error));
  if (error != NULL)
    tocsin_trouble_dialog_show (any, _ ("It Could Not Be Undone"), error);
}

/* The toast keeps the deed until it is gone; undoing works on a copy of it. */
static Deed *
deed_copy (const Deed *other)
{
  Deed *self = g_new0 (Deed, 1);

  self->any = g_object_ref (other->any);
  self->workbench = g_object_ref (other->workbench);
  self->id = g_strdup (other->id);
  self->name = g_strdup (other->name);
  self->text = g_strdup (other->text);
  self->flag = other->flag;

  return self;
}

static void
on_undo (TocsinWindow *window, gpointer data)
{
  Deed *deed = data;

  tocsin_workbench_edit_async (deed->workbench, deed->undo, deed_copy (deed), deed_free, g_free,
                               NULL, on_undone, g_object_ref (deed->any));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Deed *deed = data;
  g_autoptr (GError) error = NULL;
  char *text = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (error != NULL)
    {
      tocsin_trouble_dialog_show (deed->any, deed->failed, error);
      deed_free (deed);
      return;
    }
  /* What the work has learnt is what the undoing needs. */
  if (text != NULL)
    {
      g_free (deed->text);
      deed->text = text;
    }
  tocsin_window_toast (deed->any, deed->done, on_undo, deed, deed_free);
}

static void
begin (Deed *deed)
{
  tocsin_workbench_edit_async (deed->workbench, deed->work, deed_copy (deed), deed_free, g_free,
                               NULL, on_done, deed);
}

static void
set_enabled (TocsinConfig *config, const char *id, gboolean enabled, GError **error)
{
  const char *const assignments[] = { enabled ? "enabled=true" : "enabled=false", NULL };

  tocsin_config_set (config, TOCSIN_CONFIG_TASK, id, assignments, error);
}

static gpointer
do_enable (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Deed *deed = data;

  set_enabled (config, deed->id, deed->flag, error);

  return NULL;
}

static gpointer
undo_enable (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Deed *deed = data;

  set_enabled (config, deed->id, !deed->flag, error);

  return NULL;
}

/**
 * tocsin_task_deeds_enable:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a task
 * @enabled: whether it is to be on
 */
void
tocsin_task_deeds_enable (GtkWidget *any,
                          TocsinWorkbench *workbench,
                          TocsinItem *item,
                          gboolean enabled)
{
  Deed *deed = deed_new (any, workbench, item, do_enable, undo_enable);

  deed->flag = enabled;
  deed->done = g_strdup_printf (enabled ? _ ("“%s” is on") : _ ("“%s” is off"), deed->name);
  deed->failed = g_strdup (_ ("It Could Not Be Switched"));
  begin (deed);
}

static gpointer
do_rename (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Deed *deed = data;

  tocsin_config_rename (config, TOCSIN_CONFIG_TASK, deed->id, deed->text, error);

  return NULL;
}

static gpointer
undo_rename (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Deed *deed = data;

  tocsin_config_rename (config, TOCSIN_CONFIG_TASK, deed->id, deed->name, error);

  return NULL;
}

static void
on_rename_response (AdwMessageDialog *dialog, const char *response, Deed *deed)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (!g_str_equal (response, "rename") || g_str_equal (name, deed->name))
    {
      deed_free (deed);
      return;
    }
  deed->done = g_strdup_printf (_ ("“%s” is called “%s” now"), deed->name, name);
  deed->failed = g_strdup (_ ("Not Renamed"));
  deed->text = g_steal_pointer (&name);
  begin (deed);
}

static void
on_name_typed (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "rename", *name != '\0');
}

static GtkWidget *
add_entry (GtkWidget *dialog, const char *name)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ ("_Name"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_name_typed), dialog, 0);

  return entry;
}

/**
 * tocsin_task_deeds_rename:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a task
 *
 * Asks for another name.
 */
void
tocsin_task_deeds_rename (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (any)), _ ("Rename Task"),
                              _ ("Its identifier stays, and so does its history."));
  GtkWidget *entry = add_entry (dialog, tocsin_item_get_name (item));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "rename",
                                    _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_rename_response),
                    deed_new (any, workbench, item, do_rename, undo_rename));
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static gboolean
is_taken (TocsinConfig *config, const char *name)
{
  g_autofree char *id = tocsin_config_find (config, TOCSIN_CONFIG_TASK, name, NULL);

  return id != NULL;
}

/* Off, as two of a kind would both fire for each message until somebody notices. */
static gpointer
do_duplicate (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Deed *deed = data;
  g_autofree char *name = g_strdup_printf (_ ("%s (copy)"), deed->name);
  g_autofree char *id = NULL;

  for (guint i = 2; is_taken (config, name); i++)
    {
      g_free (name);
      name = g_strdup_printf (_ ("%s (copy %u)"), deed->name, i);
    }
  id = tocsin_config_copy (config, TOCSIN_CONFIG_TASK, deed->id, name, error);
  if (id != NULL)
    set_enabled (config, id, FALSE, error);

  return g_steal_pointer (&id);
}

static gpointer
undo_duplicate (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  tocsin_config_remove (config, TOCSIN_CONFIG_TASK, ((Deed *) data)->text, error);

  return NULL;
}

/**
 * tocsin_task_deeds_duplicate:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a task
 */
void
tocsin_task_deeds_duplicate (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Deed *deed = deed_new (any, workbench, item, do_duplicate, undo_duplicate);

  deed->done = g_strdup_printf (_ ("“%s” was duplicated; the copy is off"), deed->name);
  deed->failed = g_strdup (_ ("Not Duplicated"));
  begin (deed);
}

/* Told as an export before it goes, which puts it back as it was. */
static gpointer
do_remove (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Deed *deed = data;
  const char *const names[] = { deed->id, NULL };
  g_autofree char *text = tocsin_config_export (config, names, error);

  if (text == NULL || !tocsin_config_remove (config, TOCSIN_CONFIG_TASK, deed->id, error))
    return NULL;

  return g_steal_pointer (&text);
}

static gpointer
undo_remove (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  g_strfreev (tocsin_config_import (config, ((Deed *) data)->text, -1, FALSE, error));

  return NULL;
}

/**
 * tocsin_task_deeds_remove:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a task
 */
void
tocsin_task_deeds_remove (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Deed *deed = deed_new (any, workbench, item, do_remove, undo_remove);

  deed->done = g_strdup_printf (_ ("“%s” was removed"), deed->name);
  deed->failed = g_strdup (_ ("Not Removed"));
  begin (deed);
}

/**
 * tocsin_task_deeds_copy_id:
 * @any: a widget in the window
 * @item: a task
 */
void
tocsin_task_deeds_copy_id (GtkWidget *any, TocsinItem *item)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (any), tocsin_item_get_id (item));
  tocsin_window_toast (any, _ ("The identifier was copied"), NULL, NULL, NULL);
}

static void
on_called (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) any = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      tocsin_engine_client_call_finish (TOCSIN_ENGINE_CLIENT (source), result, &error);

  if (reply == NULL)
    tocsin_trouble_dialog_show (any, _ ("The Service Did Not Do It"), error);
}

/**
 * tocsin_task_deeds_call:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a task
 * @method: a method of the engine that takes its id
 *
 * Has the engine do it; what comes of it shows in the list.
 */
void
tocsin_task_deeds_call (GtkWidget *any,
                        TocsinWorkbench *workbench,
                        TocsinItem *item,
                        const char *method)
{
  tocsin_engine_client_call_async (tocsin_workbench_get_engine (workbench), method,
                                   g_variant_new ("(s)", tocsin_item_get_id (item)), NULL, NULL,
                                   on_called, g_object_ref (any));
}
