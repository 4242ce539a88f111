/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_BACK_BUTTON (tocsin_back_button_get_type ())

/**
 * TocsinBackButton:
 *
 * The button at the start of a header bar that leads back where an #AdwLeaflet around it has no
 * room for more than one of its children. Shows itself only then; and sees to it that the buttons
 * of the window stand in no bar but the outer ones.
 */
G_DECLARE_FINAL_TYPE (TocsinBackButton, tocsin_back_button, TOCSIN, BACK_BUTTON, GtkWidget)

G_END_DECLS
