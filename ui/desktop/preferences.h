/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_PREFERENCES (tocsin_preferences_get_type ())

/**
 * TocsinPreferences:
 *
 * The window with the settings of the engine itself, made from its schema. They are saved together
 * or not at all.
 */
G_DECLARE_FINAL_TYPE (TocsinPreferences, tocsin_preferences, TOCSIN, PREFERENCES, AdwWindow)

TocsinPreferences *tocsin_preferences_new (GtkWindow *parent, TocsinWorkbench *workbench);

G_END_DECLS
