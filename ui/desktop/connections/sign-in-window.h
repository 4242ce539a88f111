/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SIGN_IN_WINDOW (tocsin_sign_in_window_get_type ())

/**
 * TocsinSignInWindow:
 *
 * Lets a person sign in with OAuth 2 for a saved connection: with the browser on this machine, or
 * with a code on another. Closing it gives up. The signal `signed-in` comes when it is done.
 */
G_DECLARE_FINAL_TYPE (TocsinSignInWindow, tocsin_sign_in_window, TOCSIN, SIGN_IN_WINDOW, AdwWindow)

TocsinSignInWindow *
tocsin_sign_in_window_new (GtkWindow *parent, TocsinWorkbench *workbench, const char *id);

G_END_DECLS
