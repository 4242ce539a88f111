/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_PICK_BUTTON (tocsin_pick_button_get_type ())

/**
 * TocsinPickButton:
 *
 * A button that offers a list of words to pick one from, with a field to search it. Signals:
 * `opened`, for who fills the list only then; `picked`, with the word.
 */
G_DECLARE_FINAL_TYPE (TocsinPickButton, tocsin_pick_button, TOCSIN, PICK_BUTTON, AdwBin)

GtkWidget *tocsin_pick_button_new (const char *label, const char *icon);
void tocsin_pick_button_set_items (TocsinPickButton *self, const char *const *items);
void tocsin_pick_button_set_status (TocsinPickButton *self, const char *status);

G_END_DECLS
