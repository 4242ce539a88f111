/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/lexer.h"

G_BEGIN_DECLS

gboolean tocsin_query_lexer_fail_unclosed_phrase (const TocsinQueryLexer *self,
                                                  const char *begin,
                                                  GError **error);
gboolean tocsin_query_lexer_fail_behind_phrase (const TocsinQueryLexer *self, GError **error);
gboolean tocsin_query_lexer_fail_unclosed_regex (const TocsinQueryLexer *self,
                                                 const char *begin,
                                                 GError **error);
gboolean tocsin_query_lexer_fail_behind_regex (const TocsinQueryLexer *self,
                                               const char *begin,
                                               const char *flags,
                                               GError **error);
gboolean tocsin_query_lexer_fail_behind_word (const TocsinQueryLexer *self,
                                              const char *begin,
                                              GError **error);
gboolean tocsin_query_lexer_fail_fancy_quotes (const TocsinQueryLexer *self, GError **error);
gboolean tocsin_query_lexer_fail_empty_phrase (const TocsinQueryLexer *self,
                                               const char *begin,
                                               GError **error);
gboolean tocsin_query_lexer_fail_empty_regex (const TocsinQueryLexer *self,
                                              const char *begin,
                                              GError **error);
gboolean tocsin_query_lexer_fail_minus (const TocsinQueryLexer *self, GError **error);
gboolean tocsin_query_lexer_fail_header (const TocsinQueryLexer *self,
                                         const char *begin,
                                         const char *end,
                                         GError **error);

G_END_DECLS
