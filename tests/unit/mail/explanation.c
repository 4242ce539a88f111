/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-explanation.h"

#include <string.h>

/* A server that knows flags exactly, subjects in part, and nothing else. */
static TocsinPushDown
express (const TocsinQueryNode *term, char **words, char **why, gpointer user_data)
{
  TocsinQueryField field = tocsin_query_node_get_field (term);
  TocsinPushDown how = field == TOCSIN_QUERY_FIELD_IS        ? TOCSIN_PUSH_DOWN_EXACT
                       : field == TOCSIN_QUERY_FIELD_SUBJECT ? TOCSIN_PUSH_DOWN_SUPERSET
                                                             : TOCSIN_PUSH_DOWN_NO;

  if (words != NULL && how != TOCSIN_PUSH_DOWN_NO)
    *words = g_strdup (tocsin_query_node_get_value (term));
  if (why != NULL && how == TOCSIN_PUSH_DOWN_NO)
    *why = g_strdup ("unheard of");

  return how;
}

/* Each term as `+` (asked) or `-`, how, and the begin of why. */
static char *
describe (const TocsinMailExplanation *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->terms->len; i++)
    {
      const TocsinExplainedTerm *term = g_ptr_array_index (self->terms, i);

      g_string_append_printf (out, "%s%c%s:%s", i > 0 ? " | " : "", term->asked ? '+' : '-',
                              term->term, tocsin_push_down_to_string (term->how));
      if (!term->asked)
        {
          g_assert_nonnull (term->why);
          g_string_append_printf (out, " %.10s", term->why);
        }
      else
        g_assert_nonnull (term->words);
    }

  return g_string_free (out, FALSE);
}

static const struct
{
  const char *query;
  const char *asked;
  const char *terms;
} rows[] = {
  { "", "", "" },
  { "is:read", "is:read", "+is:read:exact" },
  { "is:read from:ada subject:x", "is:read subject:x",
    "+is:read:exact | -from:ada:no unheard of | +subject:x:superset" },
  { "is:read OR from:ada", "", "-is:read:exact beside it  | -from:ada:no unheard of" },
  { "is:read -subject:x", "is:read", "+is:read:exact | -subject:x:superset the server" },
  { "--subject:x", "--subject:x", "+subject:x:superset" },
  { "-(is:read from:ada)", "", "-is:read:exact beside it  | -from:ada:no unheard of" },
  { "-(is:read OR from:ada)", "-is:read", "+is:read:exact | -from:ada:no unheard of" },
  { "is:read is:read", "is:read is:read", "+is:read:exact | +is:read:exact" },
};

static void
test_terms (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].query, NULL);
      g_autoptr (TocsinMailExplanation) explanation =
          tocsin_mail_explanation_new (query, express, NULL);
      g_autofree char *asked = tocsin_query_to_string (explanation->asked);
      g_autofree char *terms = describe (explanation);

      g_test_message ("%s", rows[i].query);
      g_assert_cmpstr (asked, ==, rows[i].asked);
      g_assert_cmpstr (terms, ==, rows[i].terms);
    }
}

/* A store that can't be asked for anything says so of each term. */
static void
test_nothing (void)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("is:read from:ada", NULL);
  g_autoptr (TocsinMailExplanation) explanation = tocsin_mail_explanation_new (query, NULL, NULL);
  g_autofree char *terms = describe (explanation);

  g_assert_cmpstr (terms, ==, "-is:read:no the server | -from:ada:no the server");
  g_assert_cmpuint (explanation->commands->len, ==, 0);
  tocsin_mail_explanation_add_command (explanation, "SEARCH ALL");
  tocsin_mail_explanation_add_fallback (explanation, "SEARCH 1");
  g_assert_cmpstr (g_ptr_array_index (explanation->commands, 0), ==, "SEARCH ALL");
  g_assert_cmpstr (g_ptr_array_index (explanation->fallback, 0), ==, "SEARCH 1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/explanation/terms", test_terms);
  g_test_add_func ("/mail/explanation/nothing", test_nothing);

  return g_test_run ();
}
