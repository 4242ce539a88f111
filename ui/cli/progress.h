/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinProgress:
 *
 * Tells a person at a terminal that something still goes on, once it has taken longer than a
 * second. Where stderr is no terminal it says nothing.
 */
typedef struct _TocsinProgress TocsinProgress;

TocsinProgress *tocsin_progress_new (const char *what);
void tocsin_progress_set_bytes (TocsinProgress *self, guint64 done, guint64 size);
void tocsin_progress_free (TocsinProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinProgress, tocsin_progress_free)

G_END_DECLS
