/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-sieve.h"

/* What the name and the time of a file decide, and what they don't. */
static void
test_queries (void)
{
  static const struct
  {
    const char *query;
    const char *left;
  } rows[] = {
    { "is:unread", "b c " },
    { "is:read subject:anything", "a " },
    { "is:flagged OR keyword:work", "a c " },
    { "-is:flagged", "b c " },
    { "-(is:read subject:anything)", "a b c " },
    { "after:1970-01-02T00:00:00Z", "b c " },
    { "after:1970-01-02T00:00:00Z before:1970-01-04T00:00:00Z", "b " },
    { "subject:anything", "a b c " },
    { "newer:1d", "a b c " },
    { "is:unread newer:1d", "a b c " },
  };
  static const struct
  {
    const char *name;
    gint64 seconds;
  } files[] = { { "a:2,FS", 1 }, { "b:2,", 100000 }, { "c:2,a", 300000 } };
  const char *keywords[TOCSIN_MAILDIR_MAX_KEYWORDS] = { "work" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].query, &error);
      g_autoptr (TocsinOfflineSieve) sieve = tocsin_offline_sieve_new (query);
      g_autoptr (GString) left = g_string_new (NULL);

      g_assert_no_error (error);
      for (gsize j = 0; j < G_N_ELEMENTS (files); j++)
        {
          g_autoptr (TocsinMaildirEntry) entry =
              tocsin_maildir_entry_new ("/d", "cur", files[j].name, keywords);

          entry->received = files[j].seconds * (gint64) G_USEC_PER_SEC;
          if (tocsin_offline_sieve_may_match (sieve, entry))
            g_string_append_printf (left, "%s ", entry->key);
        }
      g_test_message ("%s", rows[i].query);
      g_assert_cmpstr (left->str, ==, rows[i].left);
    }
}

static void
test_everything (void)
{
  g_assert_null (tocsin_offline_sieve_new (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/offline-sieve/queries", test_queries);
  g_test_add_func ("/mail/offline-sieve/everything", test_everything);

  return g_test_run ();
}
