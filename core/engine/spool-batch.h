/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/spool.h"

G_BEGIN_DECLS

/**
 * TOCSIN_SPOOL_BATCH_BYTES:
 *
 * A batch larger than this asks to be ended (tocsin_spool_batch_is_full()), so that one slow
 * message can not keep a huge segment on the disk.
 */
#define TOCSIN_SPOOL_BATCH_BYTES (64 * 1024 * 1024)

#define TOCSIN_TYPE_SPOOL_BATCH (tocsin_spool_batch_get_type ())

/**
 * TocsinSpoolBatch:
 *
 * A segment while it is written: begin a message, write its bytes as they come, finish or abort it,
 * and so on; then tocsin_spool_batch_sync() once, *before* the events that hold the references are
 * committed. A batch that is dropped without a successful sync leaves nothing behind.
 */
G_DECLARE_FINAL_TYPE (TocsinSpoolBatch, tocsin_spool_batch, TOCSIN, SPOOL_BATCH, GObject)

TocsinSpoolBatch *tocsin_spool_batch_new (TocsinSpool *spool);
gboolean tocsin_spool_batch_begin (TocsinSpoolBatch *self, GError **error);
gboolean
tocsin_spool_batch_write (TocsinSpoolBatch *self, const char *bytes, gsize length, GError **error);
char *tocsin_spool_batch_finish (TocsinSpoolBatch *self, gint64 *length, GError **error);
gboolean tocsin_spool_batch_abort (TocsinSpoolBatch *self, GError **error);
gboolean tocsin_spool_batch_is_full (TocsinSpoolBatch *self);
gboolean tocsin_spool_batch_sync (TocsinSpoolBatch *self, GError **error);

G_END_DECLS
