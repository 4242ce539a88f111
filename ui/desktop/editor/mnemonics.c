/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/mnemonics.h"

static void
collect (GtkWidget *widget, GtkWidget *except, GHashTable *taken)
{
  if (widget == except)
    return;
  if (GTK_IS_LABEL (widget))
    {
      guint key = gtk_label_get_mnemonic_keyval (GTK_LABEL (widget));

      if (key != GDK_KEY_VoidSymbol)
        g_hash_table_add (taken,
                          GUINT_TO_POINTER (g_unichar_tolower (gdk_keyval_to_unicode (key))));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, except, taken);
}

/**
 * tocsin_mnemonics_list_taken:
 * @top: a window
 * @except: a part of it
 *
 * Returns: (transfer full): the letters that lead somewhere in @top but not in @except, as
 *   pointers to themselves
 */
GHashTable *
tocsin_mnemonics_list_taken (GtkWidget *top, GtkWidget *except)
{
  GHashTable *taken = g_hash_table_new (NULL, NULL);

  collect (top, except, taken);

  return taken;
}
