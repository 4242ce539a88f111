/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/query/query.h"

#include <string.h>

/* What people mistype: where it is, and what would help. */
static const struct
{
  const char *text;
  guint column;
  const char *says;
} rows[] = {
  { "\"unclosed", 1, "missing at the end" },
  { "a \"unclosed", 3, "missing at the end" },
  { "subject:\"unclosed", 9, "missing at the end" },
  { "größe \"x", 7, "missing at the end" },
  { "\"\"", 1, "nothing in these quotes" },
  { "\"  \"", 1, "nothing in these quotes" },
  { "subject:\"\"", 9, "nothing in these quotes" },
  { "\"a\"b", 4, "blank behind the closing quote" },
  { "a\"b\"", 2, "quotes around the whole text" },
  { "“smart”", 1, "straight quotes" },
  { "from:„smart“", 6, "straight quotes" },
  { "«a»", 1, "straight quotes" },
  { "'two words'", 1, "double quotes" },
  { "subject:‘a’", 9, "double quotes" },
  { "a –b", 3, "plain minus" },
  { "—", 1, "plain minus" },
  { "（a OR b）", 1, "plain brackets" },
  { "from :ada", 5, "colon right behind “from”" },
  { "from：ada", 5, "plain colon" },
  { "a subject=b", 10, "colon behind “subject”" },
  { "larger>5M", 7, "colon behind “larger”" },
  { "in\u00advoice", 3, "invisible character (U+00AD)" },
  { "\u200bfrom:ada", 1, "invisible character (U+200B)" },
  { "from:ada\u200e", 9, "invisible character (U+200E)" },
  { "\ufefffrom:ada", 1, "invisible character (U+FEFF)" },
  { "subject:/a\u200bb/", 11, "\\x{200B}" },
  { "subject:invo*", 9, "without *" },
  { "*.pdf", 1, "filename:" },
  { "header:X=*", 10, "without *" },
  { "from:@", 6, "domain behind the @" },
  { "from:*@", 6, "domain behind the @" },
  { "type:image/", 6, "no MIME type" },
  { "type:\"/png\"", 6, "no MIME type" },
  { "type:a/b/c", 6, "no MIME type" },
  { "header:X-Foo:bar", 13, "expected = and a value" },
  { "header:\"X-Foo", 14, "name of a header" },
  { "header:\"\"", 9, "name of a header" },
  { "header:\"X Foo\"", 10, "name of a header" },
  { "header:/X-.*/", 8, "name of a header" },
  { "header:X-Größe", 12, "expected = and a value" },
  { "header:X=()", 10, "nothing in these brackets" },
  { "header:X=(a from:b)", 13, "no other field" },
  { "(a", 1, "a ) is missing" },
  { "a (b (c)", 3, "a ) is missing" },
  { "()", 1, "nothing in these brackets" },
  { "a ( )", 3, "nothing in these brackets" },
  { "a)", 2, "without a (" },
  { ")", 1, "without a (" },
  { "a(b)", 2, "quotes around the whole text" },
  { "subject:()", 9, "nothing in these brackets" },
  { "subject:(a", 9, "a ) is missing" },
  { "fron:ada", 1, "did you mean: from:ada" },
  { "subjct:x", 1, "did you mean: subject:x" },
  { "a atachment:>5M", 3, "did you mean: a attachment:>5M" },
  { "sentafter:2026-01-01", 1, "did you mean: sent-after:2026" },
  { "qwertzuiop:x", 1, "expected a field such as" },
  { "http://example.com", 1, "quotes" },
  { "from:", 6, "right behind “from:”" },
  { "from: ada", 6, "right behind “from:”" },
  { "(from:)", 7, "right behind “from:”" },
  { "subject:(from:ada)", 10, "no other field" },
  { "subject:(a header:x)", 12, "no other field" },
  { "header:", 8, "name of a header" },
  { "header: x", 8, "name of a header" },
  { "header:(a OR b)", 8, "name of a header" },
  { "header:X-Foo=", 14, "right behind “header:X-Foo=”" },
  { "header:X-Foo=\"\"", 14, "nothing in these quotes" },
  { "AND a", 1, "before AND or OR" },
  { "a AND", 6, "the query ends" },
  { "a OR", 5, "the query ends" },
  { "OR", 1, "before AND or OR" },
  { "a AND AND b", 7, "before AND or OR" },
  { "a OR OR b", 6, "before AND or OR" },
  { "a OR AND b", 6, "before AND or OR" },
  { "(OR)", 2, "before AND or OR" },
  { "NOT", 4, "the query ends" },
  { "a NOT", 6, "the query ends" },
  { "-", 1, "right behind the minus" },
  { "a - b", 3, "right behind the minus" },
  { "(-)", 2, "right behind the minus" },
  { "NOT )", 5, "without a (" },
  { "is:", 4, "right behind “is:”" },
  { "is:unred", 4, "expected one of unread, read" },
  { "has:attachments", 5, "expected one of attachment" },
  { "importance:urgent", 12, "expected one of high, normal, low" },
  { "is:(unread OR red)", 15, "expected one of unread" },
  { "larger:big", 8, "no size" },
  { "larger:5X", 8, "no size" },
  { "larger:5MB", 8, "no size" },
  { "larger:-5", 8, "no size" },
  { "larger:1.5", 8, "no size" },
  { "larger:1.M", 8, "no size" },
  { "larger:.5M", 8, "no size" },
  { "larger:1,5M", 8, "no size" },
  { "larger:>5M", 8, "no size" },
  { "larger:M", 8, "no size" },
  { "smaller:99999999999999999999", 9, "no size" },
  { "smaller:9999999999G", 9, "no size" },
  { "attachment:invoice.pdf", 12, "filename:" },
  { "attachment:>", 12, "no size" },
  { "attachments:many", 13, "number of attachments" },
  { "attachments:>2M", 13, "number of attachments" },
  { "after:yesterday", 7, "2026-11-01" },
  { "after:01.11.2026", 7, "2026-11-01" },
  { "after:2026-13-01", 7, "2026-11-01" },
  { "after:2026-02-29", 7, "2026-11-01" },
  { "after:2026-1-1", 7, "2026-11-01" },
  { "after:2026-11-01T", 7, "2026-11-01" },
  { "after:2026-11-01T24:00", 7, "2026-11-01" },
  { "after:2026-11-01T08:60", 7, "2026-11-01" },
  { "after:2026-11-01T08:00+1", 7, "2026-11-01" },
  { "after:2026-11-01T08:00+99:00", 7, "2026-11-01" },
  { "after:2026-11-01x", 7, "2026-11-01" },
  { "before:0000-01-01", 8, "2026-11-01" },
  { "newer:7", 7, "such as 7d" },
  { "newer:d", 7, "such as 7d" },
  { "newer:7days", 7, "such as 7d" },
  { "newer:-7d", 7, "such as 7d" },
  { "older:99999999y", 7, "such as 7d" },
  { "/unclosed", 1, "never closed" },
  { "//", 1, "nothing between" },
  { "/a/x", 4, "expected i, s" },
  { "/tmp/file", 6, "quotes" },
  { "spf:passed", 5, "expected one of pass, fail, softfail" },
  { "dkim:softfail", 6, "expected one of pass, fail, neutral" },
  { "dmarc:quarantine", 7, "expected one of pass, fail, none" },
  { "sensitivity:secret", 13, "expected one of normal, personal, private, confidential" },
  { "a\x01"
    "b",
    2, "control character" },
  { "ä\xff", 2, "UTF-8" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].text, &error);
      g_autofree char *place = g_strdup_printf ("column %u:", rows[i].column);

      g_assert_null (query);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (tocsin_error_get_hint (error));
      g_assert_nonnull (strstr (error->message, place));
      g_assert_true (strstr (error->message, rows[i].says) != NULL
                     || strstr (tocsin_error_get_hint (error), rows[i].says) != NULL);
    }
}

static void
expect_failure (const char *text, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_query_parse (text, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_length (void)
{
  g_autofree char *fits = g_strnfill (TOCSIN_QUERY_MAX_LENGTH, 'x');
  g_autofree char *too_long = g_strnfill (TOCSIN_QUERY_MAX_LENGTH + 1, 'x');
  g_autoptr (TocsinQuery) query = tocsin_query_parse (fits, NULL);

  g_assert_nonnull (query);
  expect_failure (too_long, "longer than");
}

/* A field's brackets write the field out for each word. */
static void
test_length_written_out (void)
{
  g_autoptr (GString) text = g_string_new ("participants:(");

  while (text->len < TOCSIN_QUERY_MAX_LENGTH / 2)
    g_string_append (text, "x ");
  g_string_append_c (text, ')');

  expect_failure (text->str, "when written out");
}

static void
test_depth (void)
{
  g_autofree char *open = g_strnfill (TOCSIN_QUERY_MAX_DEPTH, '(');
  g_autofree char *close = g_strnfill (TOCSIN_QUERY_MAX_DEPTH, ')');
  g_autofree char *minus = g_strnfill (10000, '-');
  g_autofree char *fits = g_strdup_printf ("%sa%s", open, close);
  g_autofree char *too_deep = g_strdup_printf ("(%sa%s)", open, close);
  g_autofree char *far_too_deep = g_strdup_printf ("%sa", minus);
  g_autoptr (TocsinQuery) query = tocsin_query_parse (fits, NULL);

  g_assert_nonnull (query);
  expect_failure (too_deep, "within each other");
  expect_failure (far_too_deep, "within each other");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/errors/table", test_table);
  g_test_add_func ("/query/errors/length", test_length);
  g_test_add_func ("/query/errors/length-written-out", test_length_written_out);
  g_test_add_func ("/query/errors/depth", test_depth);

  return g_test_run ();
}
