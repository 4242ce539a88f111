/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 *
 * What accessibility does not tell of a window, told from inside the program: a module of GIO,
 * which any program loads that finds it in GIO_EXTRA_MODULES. On SIGUSR1 it writes into
 * TOCSIN_LENS_FILE a line for each letter that can be pressed with Alt: window, letter, what it
 * leads to, label, with tabs between.
 */
#include <gio/gio.h>
#include <glib-unix.h>
#include <gtk/gtk.h>

/* A label belongs to what its letter leads to; an entry row has two for the same. */
static gpointer
get_target (GtkLabel *label)
{
  GtkWidget *target = gtk_label_get_mnemonic_widget (label);

  for (GtkWidget *above = gtk_widget_get_parent (GTK_WIDGET (label));
       target == NULL && above != NULL; above = gtk_widget_get_parent (above))
    if (GTK_IS_BUTTON (above) || GTK_IS_NATIVE (above))
      target = above;

  return target;
}

static void
tell_label (GtkLabel *label, GtkRoot *window, GString *told)
{
  guint letter = gtk_label_get_mnemonic_keyval (label);

  if (letter != GDK_KEY_VoidSymbol)
    g_string_append_printf (told, "%s\t%s\t%p\t%s\n", G_OBJECT_TYPE_NAME (window),
                            gdk_keyval_name (gdk_keyval_to_lower (letter)), get_target (label),
                            gtk_label_get_text (label));
}

/* A menu has letters of its own, without Alt. */
static void
look (GtkWidget *widget, GtkRoot *window, GString *told)
{
  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget))
    return;
  if (GTK_IS_LABEL (widget))
    tell_label (GTK_LABEL (widget), window, told);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look (child, window, told);
}

static gboolean
on_signal (gpointer user_data)
{
  g_autoptr (GString) told = g_string_new ("");
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      look (window, GTK_ROOT (window), told);
    }
  g_file_set_contents (g_getenv ("TOCSIN_LENS_FILE"), told->str, told->len, NULL);

  return G_SOURCE_CONTINUE;
}

/* The three that GIO looks for. */
G_MODULE_EXPORT void g_io_module_load (GIOModule *module);
G_MODULE_EXPORT void g_io_module_unload (GIOModule *module);
G_MODULE_EXPORT char **g_io_module_query (void);

void
g_io_module_load (GIOModule *module)
{
  static gsize watching;

  /* GIO looks and lets go of it. */
  g_type_module_use (G_TYPE_MODULE (module));
  if (g_getenv ("TOCSIN_LENS_FILE") != NULL && g_once_init_enter (&watching))
    g_once_init_leave (&watching, g_unix_signal_add (SIGUSR1, on_signal, module));
}

void
g_io_module_unload (GIOModule *module)
{
}

char **
g_io_module_query (void)
{
  return g_new0 (char *, 1);
}
