/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-reply.h"

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_FLOW_AGAIN:
 *
 * What tocsin_http_flow_read_now() returns while there is nothing to read.
 */
#define TOCSIN_HTTP_FLOW_AGAIN (-2)

/**
 * TocsinHttpFlow:
 *
 * An answer that goes on for as long as the server has something to say, on a connection of its
 * own. It has one owner at a time, is handed over by pointer and has no locks.
 *
 * Parking: read with tocsin_http_flow_read_now() until it says %TOCSIN_HTTP_FLOW_AGAIN, then wait
 * for tocsin_http_flow_get_fd() to become readable. Nothing is left in TLS or in chunks then.
 */
typedef struct _TocsinHttpFlow TocsinHttpFlow;

void tocsin_http_flow_free (TocsinHttpFlow *self);
const TocsinHttpReply *tocsin_http_flow_get_reply (TocsinHttpFlow *self);
int tocsin_http_flow_get_fd (TocsinHttpFlow *self);
gssize tocsin_http_flow_read (TocsinHttpFlow *self,
                              char *buffer,
                              gsize size,
                              guint seconds,
                              GCancellable *cancellable,
                              GError **error);
gssize tocsin_http_flow_read_now (TocsinHttpFlow *self, char *buffer, gsize size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHttpFlow, tocsin_http_flow_free)

G_END_DECLS
