/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/office365/memory.h"

G_BEGIN_DECLS

gboolean graph_read (GraphAccount *account,
                     GraphMemory *memory,
                     GPtrArray *refs,
                     TocsinMailParts parts,
                     const TocsinMailSink *sink,
                     GCancellable *cancellable,
                     GError **error);

G_END_DECLS
