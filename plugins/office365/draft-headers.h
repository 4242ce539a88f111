/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "plugins/office365/wire/json.h"

G_BEGIN_DECLS

void graph_draft_headers_write (TocsinMessage *message, GPtrArray *hidden, JsonObject *object);

G_END_DECLS
