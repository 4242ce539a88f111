/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/account.h"
#include "plugins/office365/draft.h"

G_BEGIN_DECLS

/** GRAPH_MAX_ATTACHMENT: bytes of an attachment that Graph takes in one request */
#define GRAPH_MAX_ATTACHMENT (3 * 1024 * 1024)
/** GRAPH_MAX_UPLOAD: bytes of an attachment that it takes at all */
#define GRAPH_MAX_UPLOAD (150 * 1024 * 1024)

gboolean graph_attach (GraphAccount *account,
                       const GraphDraft *draft,
                       const TocsinPart *part,
                       const char *target,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
