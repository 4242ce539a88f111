/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/push-down.h"
#include "plugins/ews/wire/restriction.h"

G_BEGIN_DECLS

EwsRestriction *ews_express (const TocsinQueryNode *term, gint64 now, gboolean at_least);
TocsinPushDown ews_express_rate (const TocsinQueryNode *term, gint64 now, const char **why);

G_END_DECLS
