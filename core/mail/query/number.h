/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/node.h"

G_BEGIN_DECLS

gboolean tocsin_query_number_parse (const char *text, gboolean bytes, guint64 *number);
const char *tocsin_query_number_parse_operator (const char *text, TocsinQueryOperator *op);
char *tocsin_query_number_to_string (guint64 number, gboolean bytes);
const char *tocsin_query_number_operator_to_string (TocsinQueryOperator op);
gboolean tocsin_query_number_compare (guint64 value, TocsinQueryOperator op, guint64 number);

G_END_DECLS
