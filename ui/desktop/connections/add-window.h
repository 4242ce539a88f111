/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_ADD_WINDOW (tocsin_add_window_get_type ())

/**
 * TocsinAddWindow:
 *
 * The beginning of a new connection: a person types an e-mail address, and the servers behind it
 * are found; or chooses a provider or a protocol. What is chosen opens in a
 * #TocsinConnectionWindow.
 */
G_DECLARE_FINAL_TYPE (TocsinAddWindow, tocsin_add_window, TOCSIN, ADD_WINDOW, AdwWindow)

TocsinAddWindow *tocsin_add_window_new (GtkWindow *parent, TocsinWorkbench *workbench);

G_END_DECLS
