/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/removal.h"

#include "ui/desktop/trouble-dialog.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>
#include <string.h>

/* A connection that is to go, or has gone and may come back. */
typedef struct
{
  gatomicrefcount references;
  GtkWidget *any; /* in the main context only */
  TocsinWorkbench *workbench;
  char *id;
  char *name;
  char *exported; /* what brings it back */
} Removal;

static Removal *
removal_ref (Removal *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

static void
removal_unref (gpointer data)
{
  Removal *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_object_unref (self->any);
  g_object_unref (self->workbench);
  g_free (self->id);
  g_free (self->name);
  g_free (self->exported);
  g_free (self);
}

static gpointer
bring_back (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Removal *self = data;

  return tocsin_config_import (config, self->exported, -1, FALSE, error);
}

static void
on_brought_back (GObject *source, GAsyncResult *result, gpointer data)
{
  Removal *removal = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) done = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (done == NULL)
    tocsin_trouble_dialog_show (removal->any, _ ("It Could Not Be Undone"), error);
  removal_unref (removal);
}

static void
on_undo (TocsinWindow *window, gpointer data)
{
  Removal *removal = data;

  tocsin_workbench_edit_async (removal->workbench, bring_back, removal_ref (removal), removal_unref,
                               (GDestroyNotify) g_strfreev, NULL, on_brought_back,
                               removal_ref (removal));
}

/* What is needed to bring it back is kept first. The secrets stay where they are: they are of no
 * use to anybody else, and what is undone needs them. */
static gpointer
take_away (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  Removal *self = data;
  const char *const names[] = { self->id, NULL };
  g_autofree char *text = tocsin_config_export (config, names, error);

  if (text == NULL || !tocsin_config_remove (config, TOCSIN_CONFIG_CONNECTION, self->id, error))
    return NULL;

  return g_steal_pointer (&text);
}

static void
on_taken_away (GObject *source, GAsyncResult *result, gpointer data)
{
  Removal *removal = data;
  g_autoptr (GError) error = NULL;
  char *exported = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);
  g_autofree char *text = NULL;

  if (exported == NULL)
    {
      tocsin_trouble_dialog_show (removal->any, _ ("Not Deleted"), error);
      removal_unref (removal);
      return;
    }
  removal->exported = exported;
  text = g_strdup_printf (_ ("“%s” is deleted"), removal->name);
  tocsin_window_toast (removal->any, text, on_undo, removal, removal_unref);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Removal *removal)
{
  if (g_str_equal (response, "delete"))
    tocsin_workbench_edit_async (removal->workbench, take_away, removal_ref (removal),
                                 removal_unref, g_free, NULL, on_taken_away, removal_ref (removal));
  else if (g_str_equal (response, "tasks"))
    tocsin_window_show (removal->any, "tasks", NULL);
}

/* Also where the dialog goes with its window, unanswered. */
static void
on_dialog_gone (gpointer removal, GClosure *closure)
{
  removal_unref (removal);
}

static AdwMessageDialog *
make_dialog (Removal *removal, const char *heading, const char *body)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (removal->any)), heading, body));

  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), removal_ref (removal),
                         on_dialog_gone, 0);

  return dialog;
}

static void
ask (Removal *removal)
{
  g_autofree char *heading = g_strdup_printf (_ ("Delete “%s”?"), removal->name);
  AdwMessageDialog *dialog = make_dialog (
      removal, heading,
      _ ("No task uses it. Its mail stays on the server; Tocsin forgets how to get there."));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_window_present (GTK_WINDOW (dialog));
}

static const char *
get_task_name (TocsinWorkbench *workbench, const char *id)
{
  TocsinItem *task = tocsin_workbench_find (workbench, TOCSIN_CONFIG_TASK, id);

  return task != NULL ? tocsin_item_get_name (task) : id;
}

static void
refuse (Removal *removal, const char *const *users)
{
  guint count = g_strv_length ((GStrv) users);
  g_autoptr (GString) list =
      g_string_new (ngettext ("This task uses it:", "These tasks use it:", count));
  g_autofree char *heading = g_strdup_printf (_ ("“%s” Is in Use"), removal->name);
  AdwMessageDialog *dialog;

  g_string_append (list, "\n");
  for (guint i = 0; i < count; i++)
    g_string_append_printf (list, "\n• %s", get_task_name (removal->workbench, users[i]));
  g_string_append_printf (list, "\n\n%s",
                          ngettext ("Give it another connection or delete it first.",
                                    "Give them another connection or delete them first.", count));
  dialog = make_dialog (removal, heading, list->str);
  adw_message_dialog_add_responses (dialog, "close", _ ("_Close"), "tasks", _ ("Show the _Tasks"),
                                    NULL);
  adw_message_dialog_set_default_response (dialog, "tasks");
  adw_message_dialog_set_close_response (dialog, "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static gpointer
list_users (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  return tocsin_config_get_users (config, ((Removal *) data)->id);
}

static void
on_users_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  Removal *removal = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) users = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (users == NULL)
    tocsin_trouble_dialog_show (removal->any, _ ("Not Deleted"), error);
  else if (users[0] != NULL)
    refuse (removal, (const char *const *) users);
  else
    ask (removal);
  removal_unref (removal);
}

/**
 * tocsin_removal_begin:
 * @any: a widget in the window
 * @workbench: the workbench
 * @item: a connection
 *
 * Deletes it: lists the tasks that use it first, which must not lose it; asks; can be undone.
 */
void
tocsin_removal_begin (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  Removal *removal = g_new0 (Removal, 1);

  g_atomic_ref_count_init (&removal->references);
  removal->any = g_object_ref (any);
  removal->workbench = g_object_ref (workbench);
  removal->id = g_strdup (tocsin_item_get_id (item));
  removal->name = g_strdup (tocsin_item_get_name (item));
  tocsin_workbench_edit_async (workbench, list_users, removal_ref (removal), removal_unref,
                               (GDestroyNotify) g_strfreev, NULL, on_users_listed, removal);
}
