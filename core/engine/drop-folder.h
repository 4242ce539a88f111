/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"
#include "core/mail/mail-defaults.h"

G_BEGIN_DECLS

/**
 * TOCSIN_DROP_QUIET:
 *
 * For so long, in microseconds, a file has to lie still until it is taken for whole; one that was
 * moved there is whole at once.
 */
#define TOCSIN_DROP_QUIET G_TIME_SPAN_SECOND

/**
 * TOCSIN_DROP_LONG_QUIET:
 *
 * The same where the system can't tell whether somebody still writes to it.
 */
#define TOCSIN_DROP_LONG_QUIET (10 * G_TIME_SPAN_SECOND)

/**
 * TocsinDropFolder:
 *
 * A queue directory: a plain folder into which any program puts messages (`NAME.eml`), each with an
 * optional #TocsinSidecar (`NAME.json`) that is there before it. Each is taken over exactly once,
 * whenever the power goes. What can't be taken goes to `failed/`, with a `.result.json` that tells
 * why; so does mail that could not be sent; `sent/` has what is to be kept. Belongs to one thread
 * at a time.
 */
typedef struct _TocsinDropFolder TocsinDropFolder;

TocsinDropFolder *
tocsin_drop_folder_new (const char *connection, TocsinOutbox *outbox, TocsinClock *clock);
void tocsin_drop_folder_free (TocsinDropFolder *self);
gboolean tocsin_drop_folder_open (TocsinDropFolder *self, const char *path, GError **error);
gboolean tocsin_drop_folder_take (TocsinDropFolder *self,
                                  const TocsinMailDefaults *defaults,
                                  GHashTable *moved,
                                  gboolean *unsettled,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean tocsin_drop_folder_file (TocsinDropFolder *self,
                                  gboolean keep_sent,
                                  GCancellable *cancellable,
                                  GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinDropFolder, tocsin_drop_folder_free)

G_END_DECLS
