/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-explanation.h"

G_BEGIN_DECLS

char *graph_filter_new (TocsinQuery *query, gint64 now);
TocsinMailExplanation *graph_filter_explain (TocsinQuery *query, gint64 now);

G_END_DECLS
