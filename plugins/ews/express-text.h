/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/node.h"
#include "plugins/ews/wire/restriction.h"

G_BEGIN_DECLS

EwsRestriction *ews_express_text (const TocsinQueryNode *term);

G_END_DECLS
