/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-sample.h"

#include "tests/unit/engine/fake-store.h"

#include <locale.h>

#define NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)

static TocsinQuerySample *
make_sample (FakeStore *store, const char *folders)
{
  g_autoptr (TocsinHost) host = fake_store_host_new (store);
  g_auto (GStrv) globs = g_strsplit (folders, ",", -1);

  return tocsin_query_sample_new (host, "work", (const char *const *) globs);
}

static char *
count (TocsinQuerySample *sample, const char *text)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  TocsinQueryCount found;

  if (!tocsin_query_sample_count (sample, query, &found, NULL, &error))
    return g_strdup (error->message);

  return g_strdup_printf ("%u of %u%s", found.matches, found.of, found.undecided ? " or so" : "");
}

static void
check (TocsinQuerySample *sample, const char *query, const char *expected)
{
  g_autofree char *found = count (sample, query);

  g_test_message ("%s", query);
  g_assert_cmpstr (found, ==, expected);
}

static void
deliver (FakeStore *store, const char *folder, guint n, const char *subject)
{
  for (guint i = 0; i < n; i++)
    fake_store_deliver (store, folder, subject, NOW + i);
}

/* Only the newest are counted, and which these are is asked once. */
static void
test_newest (void)
{
  g_autoptr (FakeStore) store = fake_store_new (NULL, NULL);
  g_autoptr (TocsinQuerySample) sample = make_sample (store, "INBOX");

  check (sample, "", "0 of 0");
  g_clear_object (&sample);
  sample = make_sample (store, "INBOX");
  deliver (store, "INBOX", 40, "old invoice");
  deliver (store, "INBOX", TOCSIN_QUERY_SAMPLE_MESSAGES - 20, "news");
  deliver (store, "INBOX", 5, "invoice");
  check (sample, "subject:invoice", "20 of 500");
  deliver (store, "INBOX", 5, "invoice");
  check (sample, "subject:invoice", "20 of 500");
  check (sample, "-subject:invoice", "480 of 500");
  check (sample, "", "500 of 500");
  check (sample, "subject:nothing", "0 of 500");
  g_assert_cmpuint (fake_store_count (store, FAKE_LIST), ==, 2);
}

static void
test_folders (void)
{
  g_autoptr (FakeStore) store = fake_store_new (NULL, NULL);
  g_autoptr (TocsinQuerySample) sample = NULL;
  TocsinQueryCount found;
  g_autoptr (TocsinQuery) all = tocsin_query_parse ("", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2 * TOCSIN_QUERY_SAMPLE_FOLDERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Lists/%02u", i);

      fake_store_add_folder (store, name);
      deliver (store, name, 60, "news");
    }
  sample = make_sample (store, "Lists/0*,Lists/10");
  check (sample, "subject:news", "500 of 500");
  tocsin_query_sample_count (sample, all, &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found.folders, ==, TOCSIN_QUERY_SAMPLE_FOLDERS);
  g_assert_cmpuint (found.others, ==, 1);

  g_clear_object (&sample);
  sample = make_sample (store, "Nowhere");
  check (sample, "subject:news", "0 of 0");
}

/* Nobody waits for a number that is not wanted any more, and the next question gets its answer. */
static void
test_failing (void)
{
  g_autoptr (FakeStore) store = fake_store_new (NULL, NULL);
  g_autoptr (TocsinQuerySample) sample = make_sample (store, "INBOX");
  g_autoptr (TocsinQuery) query = tocsin_query_parse ("subject:news", NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  TocsinQueryCount found = { .of = 7 };

  deliver (store, "INBOX", 3, "news");
  g_cancellable_cancel (cancelled);
  g_assert_false (tocsin_query_sample_count (sample, query, &found, cancelled, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  g_clear_error (&error);

  fake_store_fail (store, FAKE_SEARCH, TOCSIN_ERROR_NET_RESET, 1);
  g_assert_false (tocsin_query_sample_count (sample, query, &found, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET);
  g_assert_cmpuint (found.of, ==, 7);
  check (sample, "subject:news", "3 of 3");
}

/* One that can't be read does not keep the others from being counted. */
static void
test_undecided (void)
{
  g_autoptr (FakeStore) store = fake_store_new (NULL, NULL);
  g_autoptr (TocsinQuerySample) sample = make_sample (store, "INBOX");

  deliver (store, "INBOX", 2, "news");
  fake_store_deliver_raw (store, "INBOX", "Subject: news\r\n\r\nbody\r\n", NOW, FAKE_UNREADABLE);
  check (sample, "subject:news", "2 of 3 or so");
}

static void
test_said (void)
{
  static const struct
  {
    TocsinQueryCount count;
    const char *text;
  } cases[] = {
    { { 37, 500, 1, 0, FALSE }, "Matches 37 of the last 500 messages" },
    { { 0, 500, 1, 0, FALSE }, "Matches none of the last 500 messages" },
    { { 500, 500, 1, 0, FALSE }, "Matches all of the last 500 messages" },
    { { 1, 1, 1, 0, FALSE }, "Matches the only message there is" },
    { { 0, 1, 1, 0, FALSE }, "Does not match the only message there is" },
    { { 0, 0, 1, 0, FALSE }, "There is no mail to try it on yet" },
    { { 0, 0, 0, 0, FALSE },
      "No folder of this connection fits, so there is no mail to try it on" },
    { { 1, 500, 10, 3, TRUE },
      "Matches 1 of the last 500 messages · only some of the folders were looked into · some "
      "messages could not be decided" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = tocsin_query_count_to_text (&cases[i].count);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/query-sample/newest", test_newest);
  g_test_add_func ("/desktop/query-sample/folders", test_folders);
  g_test_add_func ("/desktop/query-sample/failing", test_failing);
  g_test_add_func ("/desktop/query-sample/undecided", test_undecided);
  g_test_add_func ("/desktop/query-sample/said", test_said);

  return g_test_run ();
}
