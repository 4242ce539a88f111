/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/field-info.h"
#include "core/mail/query/lexer.h"

G_BEGIN_DECLS

gboolean tocsin_query_suspect_word (const TocsinQueryToken *token, GError **error);
gboolean tocsin_query_at_single_quote (const char *p);
gboolean tocsin_query_suspect_single_quotes (const TocsinQueryToken *token, GError **error);
gboolean tocsin_query_suspect_value (const TocsinQueryFieldInfo *info,
                                     const TocsinQueryToken *token,
                                     GError **error);

G_END_DECLS
