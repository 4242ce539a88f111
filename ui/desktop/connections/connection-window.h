/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/remedy.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTION_WINDOW (tocsin_connection_window_get_type ())

/**
 * TocsinConnectionWindow:
 *
 * The settings of a connection, being edited: a transaction. Nothing is saved before “Save”, which
 * tests first; “Save Anyway” exists.
 */
G_DECLARE_FINAL_TYPE (
    TocsinConnectionWindow, tocsin_connection_window, TOCSIN, CONNECTION_WINDOW, AdwWindow)

TocsinConnectionWindow *
tocsin_connection_window_new (GtkWindow *parent, TocsinWorkbench *workbench, TocsinItem *item);
TocsinConnectionWindow *tocsin_connection_window_new_for_protocol (GtkWindow *parent,
                                                                   TocsinWorkbench *workbench,
                                                                   const char *protocol,
                                                                   const char *name,
                                                                   const char *const *assignments);
void
tocsin_connection_window_set_note (TocsinConnectionWindow *self, const char *note, const char *uri);
void tocsin_connection_window_test (TocsinConnectionWindow *self);
void tocsin_connection_window_apply (TocsinConnectionWindow *self, const TocsinRemedy *remedy);

G_END_DECLS
