/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/part.h"
#include "core/mail/raw-source.h"

G_BEGIN_DECLS

/**
 * TocsinPartContentFunc:
 * @bytes: decoded content
 * @length: how many bytes
 * @user_data: as given to tocsin_part_content_decode()
 * @error: where to put what went wrong
 *
 * Returns: whether to go on; no with @error set is a failure, without it an early end.
 */
typedef gboolean (*TocsinPartContentFunc) (const char *bytes,
                                           gsize length,
                                           gpointer user_data,
                                           GError **error);

gboolean tocsin_part_content_decode (TocsinRawSource *source,
                                     guint64 begin,
                                     guint64 end,
                                     const char *encoding,
                                     TocsinPartContentFunc func,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     GError **error);
GByteArray *tocsin_part_content_read (
    TocsinRawSource *source, guint64 begin, guint64 end, const char *encoding, gsize limit);
gboolean tocsin_part_content_measure (
    TocsinRawSource *source, const TocsinPart *part, guint64 *size, char **sha256, GError **error);
gboolean tocsin_part_content_write (TocsinRawSource *source,
                                    guint64 begin,
                                    guint64 end,
                                    const char *encoding,
                                    int fd,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
