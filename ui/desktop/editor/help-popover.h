/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_HELP_POPOVER (tocsin_help_popover_get_type ())

/**
 * TocsinHelpPopover:
 *
 * What a setting does, its default, how it is called in the settings file, and the way back to the
 * default.
 */
G_DECLARE_FINAL_TYPE (TocsinHelpPopover, tocsin_help_popover, TOCSIN, HELP_POPOVER, GtkPopover)

GtkWidget *tocsin_help_popover_new (TocsinEditorRow *row);

G_END_DECLS
