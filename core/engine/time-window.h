/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinTimeWindow:
 *
 * The part of the week in which a task works: `mon-fri 08:00-18:00 Europe/Berlin`. Immutable.
 */
typedef struct _TocsinTimeWindow TocsinTimeWindow;

#define TOCSIN_TYPE_TIME_WINDOW (tocsin_time_window_get_type ())
GType tocsin_time_window_get_type (void);

TocsinTimeWindow *tocsin_time_window_parse (const char *text, GError **error);
TocsinTimeWindow *tocsin_time_window_ref (TocsinTimeWindow *self);
void tocsin_time_window_unref (TocsinTimeWindow *self);
gboolean tocsin_time_window_contains (const TocsinTimeWindow *self, gint64 now);
gint64 tocsin_time_window_next_opening (const TocsinTimeWindow *self, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTimeWindow, tocsin_time_window_unref)

G_END_DECLS
