/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/net/endpoint.h"

G_BEGIN_DECLS

int tocsin_tunnel_open (TocsinEndpoint *endpoint,
                        TocsinTranscript *transcript,
                        TocsinReport *report,
                        gint64 deadline,
                        GCancellable *cancellable,
                        GError **error);

G_END_DECLS
