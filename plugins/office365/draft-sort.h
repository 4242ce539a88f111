/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/part.h"

G_BEGIN_DECLS

gboolean
graph_draft_sort (TocsinPart *root, TocsinPart **body, GPtrArray *attachments, GError **error);

G_END_DECLS
