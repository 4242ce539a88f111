/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/page-switcher.h"

static GtkWidget *
make_switcher (AdwViewStack *stack, AdwViewSwitcherPolicy policy)
{
  GtkWidget *switcher = adw_view_switcher_new ();

  adw_view_switcher_set_stack (ADW_VIEW_SWITCHER (switcher), stack);
  adw_view_switcher_set_policy (ADW_VIEW_SWITCHER (switcher), policy);

  return switcher;
}

/**
 * tocsin_page_switcher_new:
 * @stack: pages
 *
 * Returns: (transfer floating): buttons for the pages, in the form for which there is room
 */
GtkWidget *
tocsin_page_switcher_new (AdwViewStack *stack)
{
  AdwSqueezer *squeezer = ADW_SQUEEZER (adw_squeezer_new ());

  adw_squeezer_add (squeezer, make_switcher (stack, ADW_VIEW_SWITCHER_POLICY_WIDE));
  adw_squeezer_add (squeezer, make_switcher (stack, ADW_VIEW_SWITCHER_POLICY_NARROW));
  gtk_widget_set_halign (GTK_WIDGET (squeezer), GTK_ALIGN_CENTER);

  return GTK_WIDGET (squeezer);
}
