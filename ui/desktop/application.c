/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "config.h"

#include "ui/desktop/application.h"

#include "ui/desktop/preferences.h"
#include "ui/desktop/window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#define APPLICATION_ID "org.tocsin.Manager"

struct _TocsinApplication
{
  AdwApplication parent_instance;

  TocsinWorkbench *workbench;
  guint signals[2];
  gboolean wants_preferences; /* as soon as the settings have been read */
};

G_DEFINE_FINAL_TYPE (TocsinApplication, tocsin_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "connection", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show this connection"), N_ ("NAME") },
  { "task", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show this task"), N_ ("NAME") },
  { "history", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the history"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
  { NULL },
};

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (user_data);
}

static void
reload (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tocsin_workbench_reload (TOCSIN_APPLICATION (user_data)->workbench);
}

static void
start_service (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tocsin_workbench_start_service (TOCSIN_APPLICATION (user_data)->workbench);
}

static void
resume (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tocsin_workbench_set_paused (TOCSIN_APPLICATION (user_data)->workbench, FALSE);
}

/* The item in the menu shows what the engine says, not what was asked of it. */
static void
change_paused (GSimpleAction *action, GVariant *paused, gpointer user_data)
{
  tocsin_workbench_set_paused (TOCSIN_APPLICATION (user_data)->workbench,
                               g_variant_get_boolean (paused));
}

static void
open_preferences (TocsinApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  self->wants_preferences = FALSE;
  if (window != NULL)
    gtk_window_present (GTK_WINDOW (tocsin_preferences_new (
        GTK_WINDOW (tocsin_window_find (GTK_WIDGET (window))), self->workbench)));
}

static void
on_ready (TocsinApplication *self)
{
  if (self->wants_preferences)
    open_preferences (self);
}

/* There is nothing to show before the settings have been read, which takes a moment. */
static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TocsinApplication *self = user_data;

  self->wants_preferences = TRUE;
  if (tocsin_workbench_is_ready (self->workbench))
    open_preferences (self);
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (
      gtk_application_get_active_window (user_data), "application-name", _ ("Tocsin"),
      "application-icon", APPLICATION_ID, "version", TOCSIN_VERSION, "comments",
      _ ("Rings when mail arrives: watches mailboxes and works off what you "
         "have it do."),
      "developer-name", _ ("The Tocsin authors"), "license-type", GTK_LICENSE_LGPL_2_1, NULL);
}

static const GActionEntry actions[] = {
  { "quit", quit },
  { "reload", reload },
  { "start-service", start_service },
  { "resume", resume },
  { "paused", NULL, NULL, "false", change_paused },
  { "preferences", show_preferences },
  { "about", show_about },
};

static void
show_paused (TocsinApplication *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "paused");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (tocsin_workbench_is_paused (self->workbench)));
}

static void
show_running (TocsinApplication *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "paused");
  TocsinEngineClient *engine = tocsin_workbench_get_engine (self->workbench);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), tocsin_engine_client_get_running (engine));
}

static void
add_keys (GtkApplication *application)
{
  static const char *const keys[][2] = {
    { "app.quit", "<Control>q" },
    { "app.preferences", "<Control>comma" },
    { "window.close", "<Control>w" },
    { "win.show-page::tasks", "<Alt>1" },
    { "win.show-page::connections", "<Alt>2" },
    { "win.show-page::history", "<Alt>3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *accelerators[] = { keys[i][1], NULL };

      gtk_application_set_accels_for_action (application, keys[i][0], accelerators);
    }
}

static gboolean
on_signal (gpointer application)
{
  g_application_quit (application);

  return G_SOURCE_CONTINUE;
}

static void
tocsin_application_startup (GApplication *application)
{
  TocsinApplication *self = TOCSIN_APPLICATION (application);

  G_APPLICATION_CLASS (tocsin_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  self->signals[0] = g_unix_signal_add (SIGTERM, on_signal, self);
  self->signals[1] = g_unix_signal_add (SIGINT, on_signal, self);
  self->workbench = tocsin_workbench_new (NULL, NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_keys (GTK_APPLICATION (self));
  g_signal_connect_object (self->workbench, "notify::ready", G_CALLBACK (on_ready), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workbench, "notify::paused", G_CALLBACK (show_paused), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tocsin_workbench_get_engine (self->workbench), "notify::running",
                           G_CALLBACK (show_running), self, G_CONNECT_SWAPPED);
  show_running (self);
}

static GtkWindow *
get_window (TocsinApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window != NULL)
    return GTK_WINDOW (tocsin_window_find (GTK_WIDGET (window)));

  return GTK_WINDOW (tocsin_window_new (GTK_APPLICATION (self), self->workbench));
}

static void
tocsin_application_activate (GApplication *application)
{
  gtk_window_present (get_window (TOCSIN_APPLICATION (application)));
}

static int
handle_local_options (GApplication *application, GVariantDict *given)
{
  if (!g_variant_dict_contains (given, "version"))
    return -1;
  g_print ("tocsin-manager %s\n", TOCSIN_VERSION);

  return 0;
}

/* Where a start wants to go, until it is known whether that is there. */
typedef struct
{
  GtkWindow *window;
  TocsinConfigKind kind;
  char *name;
} Place;

static void
place_free (gpointer data, GClosure *closure)
{
  Place *place = data;

  g_object_unref (place->window);
  g_free (place->name);
  g_free (place);
}

static void
tell_missing (Place *place)
{
  g_autofree char *heading =
      g_strdup_printf (place->kind == TOCSIN_CONFIG_TASK ? _ ("There is no task “%s”")
                                                         : _ ("There is no connection “%s”"),
                       place->name);
  GtkWidget *dialog = adw_message_dialog_new (place->window, heading, NULL);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
go_to (TocsinWorkbench *workbench, GParamSpec *spec, gpointer user_data)
{
  Place *place = user_data;
  const char *page = place->kind == TOCSIN_CONFIG_TASK ? "tasks" : "connections";
  TocsinItem *item;

  if (!tocsin_workbench_is_ready (workbench))
    return;
  item = tocsin_workbench_find (workbench, place->kind, place->name);
  if (item != NULL)
    tocsin_window_show (GTK_WIDGET (place->window), page, tocsin_item_get_id (item));
  else
    tell_missing (place);
  g_signal_handlers_disconnect_by_func (workbench, go_to, place);
}

static void
show_named (TocsinApplication *self, GtkWindow *window, TocsinConfigKind kind, const char *name)
{
  Place *place = g_new (Place, 1);

  tocsin_window_show (GTK_WIDGET (window), kind == TOCSIN_CONFIG_TASK ? "tasks" : "connections",
                      NULL);
  *place = (Place){ g_object_ref (window), kind, g_strdup (name) };
  g_signal_connect_data (self->workbench, "notify::ready", G_CALLBACK (go_to), place, place_free,
                         0);
  go_to (self->workbench, NULL, place);
}

static int
tocsin_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  TocsinApplication *self = TOCSIN_APPLICATION (application);
  GVariantDict *given = g_application_command_line_get_options_dict (line);
  GtkWindow *window = get_window (self);
  const char *name;

  gtk_window_present (window);
  if (g_variant_dict_lookup (given, "connection", "&s", &name))
    show_named (self, window, TOCSIN_CONFIG_CONNECTION, name);
  else if (g_variant_dict_lookup (given, "task", "&s", &name))
    show_named (self, window, TOCSIN_CONFIG_TASK, name);
  else if (g_variant_dict_contains (given, "history"))
    tocsin_window_show (GTK_WIDGET (window), "history", NULL);

  return 0;
}

static void
tocsin_application_shutdown (GApplication *application)
{
  TocsinApplication *self = TOCSIN_APPLICATION (application);

  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  if (self->workbench != NULL)
    tocsin_workbench_close (self->workbench);

  G_APPLICATION_CLASS (tocsin_application_parent_class)->shutdown (application);

  g_clear_object (&self->workbench);
}

static void
tocsin_application_class_init (TocsinApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = tocsin_application_startup;
  application_class->activate = tocsin_application_activate;
  application_class->handle_local_options = handle_local_options;
  application_class->command_line = tocsin_application_command_line;
  application_class->shutdown = tocsin_application_shutdown;
}

static void
tocsin_application_init (TocsinApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * tocsin_application_new:
 *
 * Returns: (transfer full): the program.
 */
TocsinApplication *
tocsin_application_new (void)
{
  return g_object_new (TOCSIN_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/org/tocsin/Manager", NULL);
}
