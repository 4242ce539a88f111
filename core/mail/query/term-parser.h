/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/lexer.h"
#include "core/mail/query/node-private.h"

G_BEGIN_DECLS

TocsinQueryNode *tocsin_query_term_parse (const TocsinQueryFieldInfo *info,
                                          const TocsinQueryToken *token,
                                          GError **error);
char *tocsin_query_term_guess_torn (const TocsinQueryFieldInfo *info,
                                    const char *value,
                                    const char *next);
TocsinQueryNode *
tocsin_query_term_parse_header (const char *name, const TocsinQueryToken *token, GError **error);

G_END_DECLS
