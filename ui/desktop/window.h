/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_WINDOW (tocsin_window_get_type ())

/**
 * TocsinWindow:
 *
 * The window: at the left what there is (tasks, connections, history), at the right the page of it.
 */
G_DECLARE_FINAL_TYPE (TocsinWindow, tocsin_window, TOCSIN, WINDOW, AdwApplicationWindow)

/**
 * TocsinWindowUndo:
 * @window: the window
 * @data: what was given with the toast
 *
 * A person wants what was just done undone.
 */
typedef void (*TocsinWindowUndo) (TocsinWindow *window, gpointer data);

TocsinWindow *tocsin_window_new (GtkApplication *application, TocsinWorkbench *workbench);
TocsinWorkbench *tocsin_window_get_workbench (TocsinWindow *self);
TocsinWindow *tocsin_window_find (GtkWidget *any);
void tocsin_window_toast (GtkWidget *any,
                          const char *text,
                          TocsinWindowUndo undo,
                          gpointer data,
                          GDestroyNotify free_data);
void tocsin_window_show (GtkWidget *any, const char *page, const char *id);

G_END_DECLS
