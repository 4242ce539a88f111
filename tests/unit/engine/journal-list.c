/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/journal-desk.h"
#include "core/engine/sqlite-journal.h"

/* What a person may ask of the history: which events, and how many there were when. */

#define DAY G_TIME_SPAN_DAY

typedef struct
{
  const char *key;
  const char *source;
  gint64 created;
  const char *data;
} Row;

static const Row rows[] = {
  { "1", "/connections/work/INBOX", 1 * DAY,
    "{\"subject\":\"Überweisung "
    "12\",\"from\":[{\"name\":\"Ada\",\"address\":\"ada@example.org\"}]}" },
  { "2", "/connections/work", 2 * DAY,
    "{\"subject\":\"Lunch\",\"from\":[{\"name\":\"\",\"address\":\"bob@example.org\"}]}" },
  { "3", "/connections/work-2/INBOX", 3 * DAY, "{\"subject\":\"50% off\",\"from\":[]}" },
  { "4", "/tasks/nightly", 4 * DAY, "{}" },
  { "5", "/connections/workshop/INBOX", 5 * DAY, "no JSON at all" },
};

static TocsinJournal *
make_journal (void)
{
  g_autoptr (GError) error = NULL;
  TocsinJournal *journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (&error));
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinJournalEvent) event =
          tocsin_journal_event_new ("invoices", 1, rows[i].key, 0, "test.v1", rows[i].source);

      event->created = rows[i].created;
      event->data = g_strdup (rows[i].data);
      event->subject = g_strdup_printf ("<id-%s@example.org>", rows[i].key);
      tocsin_journal_batch_add_event (batch, event);
    }
  g_assert_true (tocsin_journal_commit (journal, batch, &error));
  g_assert_no_error (error);

  return journal;
}

/* The keys of what is found, newest first. */
static char *
list_keys (TocsinJournal *journal, const TocsinJournalFilter *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = tocsin_journal_list_events (journal, filter, &error);
  GString *keys = g_string_new ("");

  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    g_string_append (keys, ((TocsinJournalEvent *) g_ptr_array_index (events, i))->key);

  return g_string_free (keys, FALSE);
}

static void
test_filters (void)
{
  static const struct
  {
    TocsinJournalFilter filter;
    const char *expected;
    const char *why;
  } cases[] = {
    { { .state = -1 }, "54321", "everything" },
    { { .state = -1, .connection = "work" }, "21", "with and without a folder, and no namesake" },
    { { .state = -1, .connection = "work-2" }, "3", "a namesake with a longer id" },
    { { .state = -1, .connection = "nobody" }, "", "a connection of which nothing came" },
    { { .state = -1, .since = 2 * DAY }, "5432", "the beginning belongs to it" },
    { { .state = -1, .until = 2 * DAY }, "1", "the end does not" },
    { { .state = -1, .since = 2 * DAY, .until = 4 * DAY }, "32", "both" },
    { { .state = -1, .search = "ÜBERWEISUNG" }, "1", "whatever the case, beyond ASCII too" },
    { { .state = -1, .search = "bob@" }, "2", "an address" },
    { { .state = -1, .search = "ada" }, "1", "a name" },
    { { .state = -1, .search = "id-3@" }, "3", "a Message-ID" },
    { { .state = -1, .search = "0% o" }, "3", "a per cent sign is a letter like others" },
    { { .state = -1, .search = "invoices" }, "54321", "the task" },
    { { .state = -1, .search = "_" }, "", "an underline too" },
    { { .state = -1, .search = "lunch", .connection = "work-2" }, "", "all of it must hold" },
    { { .state = TOCSIN_JOURNAL_DONE, .search = "lunch" }, "", "the state too" },
    { { .state = TOCSIN_JOURNAL_WAITING, .task = "invoices", .before = 4, .limit = 2 },
      "32",
      "with a page" },
  };
  g_autoptr (TocsinJournal) journal = make_journal ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *keys = list_keys (journal, &cases[i].filter);

      g_test_message ("%s", cases[i].why);
      g_assert_cmpstr (keys, ==, cases[i].expected);
    }
}

static void
test_summary (void)
{
  static const char *const expected[][2] = { { NULL, NULL },
                                             { NULL, NULL },
                                             { "50% off", NULL },
                                             { "Lunch", "bob@example.org" },
                                             { "Überweisung 12", "Ada" } };
  g_autoptr (TocsinJournal) journal = make_journal ();
  const TocsinJournalFilter filter = { .state = -1, .with_summary = TRUE };
  g_autoptr (GPtrArray) events = tocsin_journal_list_events (journal, &filter, NULL);

  g_assert_cmpuint (events->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < events->len; i++)
    {
      const TocsinJournalEvent *event = g_ptr_array_index (events, i);

      g_assert_cmpstr (event->mail_subject, ==, expected[i][0]);
      g_assert_cmpstr (event->mail_from, ==, expected[i][1]);
      g_assert_null (event->data);
    }
}

static void
test_desk (void)
{
  g_autoptr (TocsinJournal) journal = make_journal ();
  g_autoptr (GVariant) filter = g_variant_ref_sink (
      g_variant_new_parsed ("{'connection': <'work'>, 'since': <%x>, 'until': <%x>,"
                            " 'search': <'lunch'>, 'summary': <true>}",
                            1 * DAY, 3 * DAY));
  g_autoptr (GVariant) events =
      g_variant_ref_sink (tocsin_journal_desk_list (journal, filter, NULL));
  g_autoptr (GVariant) event = NULL;
  const char *mail = NULL, *from = NULL;

  g_assert_cmpuint (g_variant_n_children (events), ==, 1);
  event = g_variant_get_child_value (events, 0);
  g_assert_true (g_variant_lookup (event, "mail", "&s", &mail));
  g_assert_true (g_variant_lookup (event, "from", "&s", &from));
  g_assert_cmpstr (mail, ==, "Lunch");
  g_assert_cmpstr (from, ==, "bob@example.org");
}

static void
test_spans (void)
{
  static const guint expected[] = { 0, 2, 1 };
  g_autoptr (TocsinJournal) journal = make_journal ();
  const TocsinJournalFilter all = { .state = -1 };
  const TocsinJournalFilter one = { .state = -1, .connection = "work" };
  g_autoptr (GArray) spans = g_array_new (FALSE, TRUE, sizeof (TocsinJournalSpan));
  TocsinJournalSpan span = { 0 };

  span = (TocsinJournalSpan){ .begin = 1, .end = DAY };
  g_array_append_val (spans, span);
  span = (TocsinJournalSpan){ .begin = DAY, .end = 3 * DAY };
  g_array_append_val (spans, span);
  span = (TocsinJournalSpan){ .begin = 3 * DAY, .end = 4 * DAY };
  g_array_append_val (spans, span);

  g_assert_true (tocsin_journal_count_spans (journal, &all, spans, NULL));
  for (guint i = 0; i < spans->len; i++)
    g_assert_cmpuint (g_array_index (spans, TocsinJournalSpan, i).states[TOCSIN_JOURNAL_WAITING],
                      ==, expected[i]);
  g_assert_true (tocsin_journal_count_spans (journal, &one, spans, NULL));
  g_assert_cmpuint (g_array_index (spans, TocsinJournalSpan, 1).states[TOCSIN_JOURNAL_WAITING], ==,
                    4);
  g_assert_cmpuint (g_array_index (spans, TocsinJournalSpan, 2).states[TOCSIN_JOURNAL_WAITING], ==,
                    1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/journal-list/filters", test_filters);
  g_test_add_func ("/engine/journal-list/summary", test_summary);
  g_test_add_func ("/engine/journal-list/desk", test_desk);
  g_test_add_func ("/engine/journal-list/spans", test_spans);

  return g_test_run ();
}
