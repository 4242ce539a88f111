/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-session.h"

G_BEGIN_DECLS

/* What comes behind the head of an answer. Private to core/net. */

gboolean tocsin_http_body_take (TocsinHttpSession *session,
                                TocsinHttpRequest *request,
                                TocsinHttpReply *reply,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
