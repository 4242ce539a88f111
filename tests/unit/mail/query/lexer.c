/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/lexer.h"

static char *
describe (const char *text)
{
  TocsinQueryLexer lexer = { text, text };
  g_auto (TocsinQueryToken) token = { 0 };
  GString *out = g_string_new (NULL);

  for (;;)
    {
      static const char *const names[] = { "end", "(",     ")",    "not",    "and",
                                           "or",  "field", "word", "phrase", "regex" };
      g_autoptr (GError) error = NULL;

      if (!tocsin_query_lexer_next (&lexer, &token, &error))
        {
          g_string_append (out, "error");
          break;
        }
      g_string_append_printf (out, "%u:%s", tocsin_query_place_get_column (&token.place),
                              names[token.kind]);
      if (token.text != NULL && token.kind >= TOCSIN_QUERY_TOKEN_KIND_FIELD)
        g_string_append_printf (out, "[%s]", token.text);
      if (token.flags != NULL)
        g_string_append (out, token.flags);
      if (token.kind == TOCSIN_QUERY_TOKEN_KIND_END)
        break;
      g_string_append_c (out, ' ');
    }

  return g_string_free (out, FALSE);
}

static const struct
{
  const char *text;
  const char *tokens;
} rows[] = {
  { "", "1:end" },
  { "  ", "3:end" },
  { "a b", "1:word[a] 3:word[b] 4:end" },
  { "ä\u00a0€", "1:word[ä] 3:word[€] 4:end" },
  { "a AND b OR NOT c", "1:word[a] 3:and 7:word[b] 9:or 12:not 16:word[c] 17:end" },
  { "and or not", "1:word[and] 5:word[or] 8:word[not] 11:end" },
  { "\"AND\"", "1:phrase[AND] 6:end" },
  { "-a --b", "1:not 2:word[a] 4:not 5:not 6:word[b] 7:end" },
  { "a-b", "1:word[a-b] 4:end" },
  { "(a)", "1:( 2:word[a] 3:) 4:end" },
  { "from:a", "1:field[from] 6:word[a] 7:end" },
  { "12:30", "1:word[12:30] 6:end" },
  { "x@y.z", "1:word[x@y.z] 6:end" },
  { "\"a  b\n c\"", "1:phrase[a b c] 10:end" },
  { "\"a\\\"b\\\\\"", "1:phrase[a\"b\\] 9:end" },
  { "\"a\\b\"", "1:phrase[a\\b] 6:end" },
  { "/a\\/b/is", "1:regex[a\\/b]is 9:end" },
  { "\"a", "error" },
  { "/a", "error" },
  { "\"a\"b", "error" },
  { "a(b", "error" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *tokens = describe (rows[i].text);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (tokens, ==, rows[i].tokens);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/lexer/table", test_table);

  return g_test_run ();
}
