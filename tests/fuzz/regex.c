/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include "core/mail/query/regex.h"

#include <string.h>

/* Enough for a pattern to go astray, and little enough to try many. */
#define MAX_TIME (5 * 1000)

static void
check_hit (const TocsinQueryRegexHit *hit)
{
  g_assert_cmpuint (hit->begin, <=, hit->end);
  g_assert_cmpuint (hit->end, <=, strlen (hit->text));
  g_assert_cmpuint (hit->groups->len % 2, ==, 0);
  for (guint i = 0; i < hit->groups->len; i++)
    g_assert_true (g_utf8_validate (g_ptr_array_index (hit->groups, i), -1, NULL));
}

/* A line of flags, a line that is a pattern, and a text: what is no pattern is refused with its
 * place, whatever is one comes to an end. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *input = g_strndup ((const char *) data, size);
  g_autofree char *valid = g_utf8_make_valid (input, -1);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", 3);
  TocsinQueryRegexBudget budget = { tocsin_clock_get_default (), MAX_TIME };
  g_autoptr (TocsinQueryRegex) regex = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (TocsinQueryRegexHit) hit = { NULL };
  gsize offset = 0;

  if (g_strv_length (lines) < 3)
    return 0;

  regex = tocsin_query_regex_new (lines[1], lines[0], &offset, &error);
  g_assert_true ((regex == NULL) == (error != NULL));
  if (regex == NULL)
    return 0;
  if (tocsin_query_regex_match (regex, lines[2], &budget, &hit) == TOCSIN_QUERY_REGEX_RESULT_YES)
    check_hit (&hit);
  g_assert_cmpint (budget.left, <=, MAX_TIME);

  return 0;
}
