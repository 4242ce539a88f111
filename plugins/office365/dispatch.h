/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/send.h"
#include "plugins/office365/upload-stream.h"

G_BEGIN_DECLS

/**
 * GraphDispatch:
 * @sending: the message
 * @hooks: who is told when the request that sends it is about to end
 *
 * The request after which a message is on its way, and what becomes of it. A plain value; does not
 * move once it is begun.
 */
typedef struct
{
  const GraphSending *sending;
  GraphUploadHooks hooks;
} GraphDispatch;

void graph_dispatch_init (GraphDispatch *self, const GraphSending *sending);
gboolean graph_dispatch_run (GraphDispatch *self,
                             TocsinHttpRequest *request,
                             GCancellable *cancellable,
                             GError **error);
gboolean graph_dispatch_refuse (const GraphSending *sending, GError *problem, GError **error);

G_END_DECLS
