/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/matcher.h"

G_BEGIN_DECLS

TocsinQueryVerdict tocsin_query_term_match (TocsinQueryMatcher *self,
                                            const TocsinQueryNode *term,
                                            TocsinMessageLayers *missing);

G_END_DECLS
