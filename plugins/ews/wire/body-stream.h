/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EWS_TYPE_BODY_STREAM (ews_body_stream_get_type ())

/**
 * EwsBodyStream:
 *
 * A request with a message in it: what stands before it, the message in base64, what stands behind
 * it. It is read piece by piece however large it is, and from its beginning again as often as is
 * needed.
 */
G_DECLARE_FINAL_TYPE (EwsBodyStream, ews_body_stream, EWS, BODY_STREAM, GInputStream)

GInputStream *ews_body_stream_new (
    GBytes *before, GInputStream *content, guint64 size, GBytes *after, guint64 *length);

G_END_DECLS
