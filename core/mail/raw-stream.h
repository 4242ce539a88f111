/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/raw-source.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_RAW_STREAM (tocsin_raw_stream_get_type ())

/**
 * TocsinRawStream:
 *
 * The bytes of a raw message as a stream that can be read from any place.
 */
G_DECLARE_FINAL_TYPE (TocsinRawStream, tocsin_raw_stream, TOCSIN, RAW_STREAM, GInputStream)

GInputStream *tocsin_raw_stream_new (TocsinRawSource *source);

G_END_DECLS
