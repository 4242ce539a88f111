/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"

G_BEGIN_DECLS

gboolean imap4_upload (TocsinLineStream *stream,
                       GInputStream *from,
                       guint64 size,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
