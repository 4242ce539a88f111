/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_HELP_BUTTON (tocsin_help_button_get_type ())

/**
 * TocsinHelpButton:
 *
 * Explains a setting.
 */
G_DECLARE_FINAL_TYPE (TocsinHelpButton, tocsin_help_button, TOCSIN, HELP_BUTTON, AdwBin)

GtkWidget *tocsin_help_button_new (TocsinEditorRow *row);

G_END_DECLS
