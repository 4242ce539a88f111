/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A window with nothing but an editor in it: editor-window KIND PLUGIN [KEY=VALUE…], where KIND is
 * connection, task, engine or action, and a value counts as found out, not as typed. Prints what
 * differs whenever that changes, as the settings would be changed. */
#include "core/base/locale.h"
#include "ui/desktop/editor/settings-editor.h"

#include <string.h>

static void
print_list (const char *word, GStrv list)
{
  for (char **item = list; *item != NULL; item++)
    g_print ("%s %s\n", word, *item);
}

static void
on_changed (TocsinSettingsEditor *editor)
{
  g_auto (GStrv) assignments = tocsin_settings_editor_list_assignments (editor);
  g_auto (GStrv) resets = tocsin_settings_editor_list_resets (editor);

  print_list ("set", assignments);
  print_list ("reset", resets);
  g_print ("changed\n");
}

static TocsinSettingsEditor *
make_editor (TocsinWorkbench *workbench, const char *kind, const char *plugin)
{
  if (g_str_equal (kind, "action"))
    return tocsin_settings_editor_new_for_action (workbench, plugin, "action.it.");
  if (g_str_equal (kind, "task"))
    return tocsin_settings_editor_new (workbench, TOCSIN_CONFIG_TASK, plugin);
  if (g_str_equal (kind, "engine"))
    return tocsin_settings_editor_new (workbench, TOCSIN_CONFIG_ENGINE, NULL);

  return tocsin_settings_editor_new (workbench, TOCSIN_CONFIG_CONNECTION, plugin);
}

static GtkWidget *
frame (TocsinSettingsEditor *editor, gboolean scrolls)
{
  GtkWidget *scrolled, *clamp;

  if (scrolls)
    return GTK_WIDGET (editor);

  clamp = adw_clamp_new ();
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (editor));
  gtk_widget_set_margin_top (clamp, 18);
  gtk_widget_set_margin_bottom (clamp, 18);
  gtk_widget_set_margin_start (clamp, 12);
  gtk_widget_set_margin_end (clamp, 12);
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static GtkWindow *
make_window (TocsinSettingsEditor *editor, gboolean scrolls)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *size = g_getenv ("EDITOR_WINDOW_SIZE");
  int width = 640;
  int height = 800;

  if (size != NULL)
    sscanf (size, "%dx%d", &width, &height);
  gtk_window_set_title (GTK_WINDOW (window), "Editor");
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), frame (editor, scrolls));
  adw_window_set_content (ADW_WINDOW (window), box);

  return GTK_WINDOW (window);
}

static gboolean
on_close (GtkWindow *window, gpointer loop)
{
  g_main_loop_quit (loop);

  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (TocsinWorkbench) workbench = NULL;
  TocsinSettingsEditor *editor;
  GtkWindow *window;

  tocsin_locale_begin ();
  if (argc < 3)
    return 2;
  adw_init ();
  workbench = tocsin_workbench_new (NULL, NULL);
  editor = make_editor (workbench, argv[1], argv[2]);
  for (int i = 3; i < argc; i++)
    {
      char *equals = strchr (argv[i], '=');

      *equals = '\0';
      tocsin_settings_editor_set_value (editor, argv[i], equals + 1);
    }
  g_signal_connect (editor, "changed", G_CALLBACK (on_changed), NULL);
  window = make_window (editor, g_str_equal (argv[1], "connection"));
  g_signal_connect (window, "close-request", G_CALLBACK (on_close), loop);
  gtk_window_present (window);
  if (g_getenv ("EDITOR_WINDOW_KEY") != NULL)
    tocsin_settings_editor_show_key (editor, g_getenv ("EDITOR_WINDOW_KEY"));
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_main_loop_run (loop);

  gtk_window_destroy (window);
  tocsin_workbench_close (workbench);

  return 0;
}
