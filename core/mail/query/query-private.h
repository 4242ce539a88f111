/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/node-private.h"
#include "core/mail/query/query.h"

G_BEGIN_DECLS

TocsinQuery *tocsin_query_new (TocsinQueryNode *root);

G_END_DECLS
