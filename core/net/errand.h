/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls into libraries that block for as long as they like, run on threads of our own so that who
 * needs them can be cancelled and keeps to a deadline. Private to core/net. */

/**
 * TocsinErrandFunc:
 * @data: what it works on, and where it puts the result
 */
typedef void (*TocsinErrandFunc) (gpointer data);

int tocsin_errand_run (TocsinErrandFunc work,
                       gpointer data,
                       GDestroyNotify release,
                       gint64 deadline,
                       GCancellable *cancellable,
                       GError **error);
void tocsin_errand_wait_for_all (void);

G_END_DECLS
