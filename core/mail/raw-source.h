/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinRawSource:
 *
 * The bytes of a raw message, in memory or in a stretch of a file, read by position: several
 * messages may share one file, and one file may be read from several threads. Reference counted.
 */
typedef struct _TocsinRawSource TocsinRawSource;

TocsinRawSource *tocsin_raw_source_new_from_bytes (GBytes *bytes);
TocsinRawSource *
tocsin_raw_source_new_from_fd (int fd, guint64 offset, guint64 length, GError **error);
TocsinRawSource *tocsin_raw_source_new_from_file (const char *path, GError **error);
TocsinRawSource *tocsin_raw_source_ref (TocsinRawSource *self);
void tocsin_raw_source_unref (TocsinRawSource *self);
guint64 tocsin_raw_source_get_length (const TocsinRawSource *self);
gssize tocsin_raw_source_read (
    const TocsinRawSource *self, guint64 position, char *buffer, gsize size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinRawSource, tocsin_raw_source_unref)

G_END_DECLS
