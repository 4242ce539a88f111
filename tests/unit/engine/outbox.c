/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/mail-desk.h"
#include "core/engine/outbox-intents.h"
#include "core/engine/outbox.h"
#include "core/engine/sqlite-journal.h"
#include "core/mail/send-report.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/scratch.h"

#include <string.h>

/* The queue itself: what is written down, taken in hand, decided, and asked of it. */

#define NOON FAKE_NOW

typedef struct
{
  char *folder;
  TocsinOutboxJournal *journal;
  TocsinSpool *spool;
  TocsinClock *clock;
  TocsinOutbox *outbox;
} Scene;

/* Opens what is in the folder, as a start does. */
static void
open_outbox (Scene *scene)
{
  g_autofree char *path = g_build_filename (scene->folder, "journal.db", NULL);
  g_autofree char *spool = g_build_filename (scene->folder, "spool", NULL);
  g_autoptr (GPtrArray) live = NULL;
  g_autoptr (GError) error = NULL;

  scene->journal = TOCSIN_OUTBOX_JOURNAL (tocsin_sqlite_journal_open (path, &error));
  g_assert_no_error (error);
  scene->spool = tocsin_spool_open (spool, &error);
  g_assert_no_error (error);
  live = tocsin_journal_list_spool (TOCSIN_JOURNAL (scene->journal), &error);
  g_assert_true (tocsin_spool_collect (scene->spool, live, &error));
  scene->outbox = tocsin_outbox_new (scene->journal, scene->spool, scene->clock);
  g_assert_true (tocsin_outbox_recover (scene->outbox, &error));
  g_assert_no_error (error);
}

static void
close_outbox (Scene *scene)
{
  g_clear_object (&scene->outbox);
  g_clear_object (&scene->spool);
  g_clear_object (&scene->journal);
}

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->folder = scratch_new ();
  scene->clock = fake_clock_new ();
  open_outbox (scene);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  close_outbox (scene);
  g_object_unref (scene->clock);
  scratch_free (scene->folder);
}

static TocsinEnvelope *
make_envelope (const char *first, const char *second)
{
  g_autoptr (GError) error = NULL;
  TocsinEnvelope *envelope = tocsin_envelope_new ("from@example.org", &error);

  g_assert_no_error (error);
  for (const char *address = first; address != NULL; address = address == first ? second : NULL)
    g_assert_true (tocsin_envelope_add_recipient (envelope, address, TOCSIN_RECIPIENT_TO,
                                                  TOCSIN_NOTIFY_DEFAULT, NULL, &error));

  return envelope;
}

static GInputStream *
make_message (gsize size)
{
  char *bytes = g_malloc (size);

  memset (bytes, 'x', size);
  memcpy (bytes, "S: \n\n", MIN (size, 5));

  return g_memory_input_stream_new_from_data (bytes, (gssize) size, g_free);
}

static gint64
queue (Scene *scene, const char *connection, const char *key, gsize size)
{
  g_autoptr (TocsinEnvelope) envelope = make_envelope ("a@example.org", "b@example.org");
  g_autoptr (GInputStream) message = make_message (size);
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
      tocsin_outbox_queue (scene->outbox, connection, envelope, message, key, NULL, &error);

  g_assert_no_error (error);

  return g_ascii_strtoll (id, NULL, 10);
}

static TocsinOutboxState
get_state (Scene *scene, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutboxMail) mail = tocsin_outbox_get (scene->outbox, id, &error);

  g_assert_no_error (error);

  return mail->state;
}

static GPtrArray *
claim (Scene *scene, const char *connection, guint limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *mails =
      tocsin_outbox_journal_claim (scene->journal, TOCSIN_OUTBOX_OWNER, connection, limit,
                                   tocsin_clock_get_real (scene->clock), &error);

  g_assert_no_error (error);

  return mails;
}

static gboolean
mark (Scene *scene, gint64 id, TocsinOutboxState state, gint64 due, gboolean to_file, int *code)
{
  g_autoptr (GPtrArray) marks =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_outbox_mark_free);
  TocsinOutboxMark *one = tocsin_outbox_mark_new (id, TOCSIN_OUTBOX_OWNER, state);
  g_autoptr (GError) error = NULL;
  gboolean written;

  one->now = tocsin_clock_get_real (scene->clock);
  one->due = due;
  one->to_file = to_file;
  g_ptr_array_add (marks, one);
  written = tocsin_outbox_journal_mark (scene->journal, marks, &error);
  if (error != NULL && code != NULL)
    *code = error->code;
  else
    g_assert_no_error (error);

  return written;
}

static void
assert_bytes (Scene *scene, gint64 id, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutboxMail) mail = tocsin_outbox_get (scene->outbox, id, &error);
  g_autoptr (GInputStream) stream = tocsin_outbox_open_message (scene->outbox, mail, &error);
  g_autofree char *bytes = g_malloc (size + 1);
  gsize n;

  g_assert_no_error (error);
  g_assert_true (G_IS_SEEKABLE (stream) && g_seekable_can_seek (G_SEEKABLE (stream)));
  g_assert_true (g_input_stream_read_all (stream, bytes, size + 1, &n, NULL, &error));
  g_assert_cmpuint (n, ==, size);
  g_assert_true (g_str_has_prefix (bytes, "S: \n\nx"));
  g_assert_cmpint (mail->size, ==, (gint64) size);
}

static void
assert_gone (Scene *scene, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutboxMail) mail = tocsin_outbox_get (scene->outbox, id, NULL);

  g_assert_null (tocsin_outbox_open_message (scene->outbox, mail, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE);
}

/* On both sides of what is kept in the journal itself, and over a restart. */
static void
test_sizes (Scene *scene, gconstpointer data)
{
  static const gsize sizes[] = { 6, 4096, 32768, 32769, 131072, 131073, 1000000 };
  gint64 ids[G_N_ELEMENTS (sizes)];

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    ids[i] = queue (scene, "out", NULL, sizes[i]);
  close_outbox (scene);
  open_outbox (scene);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      assert_bytes (scene, ids[i], sizes[i]);
      g_assert_cmpint (get_state (scene, ids[i]), ==, TOCSIN_OUTBOX_WAITING);
    }
}

static void
test_key (Scene *scene, gconstpointer data)
{
  gint64 first = queue (scene, "out", "event-1/send", 100);
  gint64 large = queue (scene, "out", "event-2/send", 100000);
  gint64 found = -1;

  g_assert_cmpint (queue (scene, "out", "event-1/send", 100), ==, first);
  g_assert_cmpint (queue (scene, "elsewhere", "event-2/send", 100000), ==, large);
  g_assert_cmpint (queue (scene, "out", NULL, 100), !=, queue (scene, "out", NULL, 100));

  /* Not even what was taken away is queued again. */
  g_assert_true (tocsin_outbox_remove (scene->outbox, large, NULL));
  g_assert_cmpint (queue (scene, "out", "event-2/send", 100000), ==, large);
  g_assert_cmpint (get_state (scene, large), ==, TOCSIN_OUTBOX_REMOVED);
  assert_gone (scene, large);
  assert_bytes (scene, first, 100);

  g_assert_true (tocsin_outbox_find (scene->outbox, "event-1/send", &found, NULL));
  g_assert_cmpint (found, ==, first);
  g_assert_true (tocsin_outbox_find (scene->outbox, "event-3/send", &found, NULL));
  g_assert_cmpint (found, ==, 0);
}

/* What can't be queued is refused whole, and the others of the same call with it. */
static void
test_refused (Scene *scene, gconstpointer data)
{
  g_autoptr (TocsinEnvelope) good = make_envelope ("a@example.org", NULL);
  g_autoptr (TocsinEnvelope) nobody = make_envelope (NULL, NULL);
  g_autoptr (GInputStream) message = make_message (50000);
  g_autoptr (GInputStream) other = make_message (10);
  g_autoptr (GInputStream) empty = g_memory_input_stream_new ();
  g_autofree char *long_key = g_strnfill (TOCSIN_OUTBOX_MAX_KEY + 1, 'k');
  TocsinOutboxFilter all = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  TocsinOutboxOrder bad[] = {
    { .connection = "out", .envelope = nobody, .message = other },
    { .connection = "out", .envelope = good, .message = empty },
    { .connection = "out", .envelope = good, .message = other, .key = long_key },
    { .connection = "out", .envelope = good, .message = other, .key = "\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      TocsinOutboxOrder orders[] = {
        { .connection = "out", .envelope = good, .message = message },
        bad[i],
      };
      g_autoptr (GError) error = NULL;

      g_assert_false (
          tocsin_outbox_queue_all (scene->outbox, orders, G_N_ELEMENTS (orders), NULL, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_true (g_seekable_seek (G_SEEKABLE (message), 0, G_SEEK_SET, NULL, NULL));
    }
  list = tocsin_outbox_list (scene->outbox, &all, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

/* In the order it became due, only this connection's, and nobody gets it twice. */
static void
test_claim (Scene *scene, gconstpointer data)
{
  gint64 first = queue (scene, "out", NULL, 10);
  gint64 second;
  gint64 due;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  fake_clock_advance (scene->clock, 1);
  second = queue (scene, "out", NULL, 10);
  queue (scene, "other", NULL, 10);

  one = claim (scene, "out", 1);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpint (((TocsinOutboxMail *) one->pdata[0])->id, ==, first);
  g_assert_cmpint (((TocsinOutboxMail *) one->pdata[0])->state, ==, TOCSIN_OUTBOX_SENDING);
  rest = claim (scene, "out", 10);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpint (((TocsinOutboxMail *) rest->pdata[0])->id, ==, second);
  none = claim (scene, "out", 10);
  g_assert_cmpuint (none->len, ==, 0);

  g_assert_true (tocsin_outbox_journal_get_next_due (scene->journal, "out", &due, NULL));
  g_assert_cmpint (due, ==, G_MAXINT64);
  mark (scene, first, TOCSIN_OUTBOX_FAILED, NOON + G_TIME_SPAN_HOUR, FALSE, NULL);
  g_assert_true (tocsin_outbox_journal_get_next_due (scene->journal, "out", &due, NULL));
  g_assert_cmpint (due, ==, NOON + G_TIME_SPAN_HOUR);
}

/* Whoever does not have it in hand can't write. */
static void
test_marks (Scene *scene, gconstpointer data)
{
  gint64 id = queue (scene, "out", NULL, 50000);
  int code = -1;

  g_assert_false (mark (scene, id, TOCSIN_OUTBOX_COMMITTING, 0, FALSE, &code));
  g_assert_cmpint (code, ==, TOCSIN_ERROR_CONFIG_INVALID);
  g_ptr_array_unref (claim (scene, "out", 10));
  g_assert_true (mark (scene, id, TOCSIN_OUTBOX_COMMITTING, 0, FALSE, NULL));
  g_assert_cmpint (get_state (scene, id), ==, TOCSIN_OUTBOX_COMMITTING);
  g_assert_true (mark (scene, id, TOCSIN_OUTBOX_SENT, 0, FALSE, NULL));
  g_assert_cmpint (get_state (scene, id), ==, TOCSIN_OUTBOX_SENT);
  assert_gone (scene, id);
  g_assert_false (mark (scene, id, TOCSIN_OUTBOX_SENT, 0, FALSE, &code));
}

/* What its directory is still to show keeps its bytes until then; what failed keeps them on. */
static void
test_filing (Scene *scene, gconstpointer data)
{
  gint64 sent = queue (scene, "out", NULL, 100);
  gint64 dead = queue (scene, "out", NULL, 50000);
  g_autoptr (GPtrArray) unfiled = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  char *spool = NULL;

  g_ptr_array_unref (claim (scene, "out", 10));
  mark (scene, sent, TOCSIN_OUTBOX_SENT, 0, TRUE, NULL);
  mark (scene, dead, TOCSIN_OUTBOX_DEAD, 0, TRUE, NULL);
  unfiled = tocsin_outbox_journal_list_unfiled (scene->journal, "out", 10, NULL);
  g_assert_cmpuint (unfiled->len, ==, 2);
  assert_bytes (scene, sent, 100);

  g_assert_true (tocsin_outbox_journal_set_filed (scene->journal, sent, &spool, NULL));
  assert_gone (scene, sent);
  g_assert_true (tocsin_outbox_journal_set_filed (scene->journal, dead, &spool, NULL));
  g_assert_null (spool);
  assert_bytes (scene, dead, 50000);
  rest = tocsin_outbox_journal_list_unfiled (scene->journal, "out", 10, NULL);
  g_assert_cmpuint (rest->len, ==, 0);
}

/* After a crash: what was being sent is sent again, what may have gone is not. */
static void
test_recover (Scene *scene, gconstpointer data)
{
  gint64 sending = queue (scene, "out", NULL, 10);
  gint64 committing = queue (scene, "out", NULL, 10);
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (TocsinOutboxMail) unknown = NULL;

  g_ptr_array_unref (claim (scene, "out", 10));
  mark (scene, committing, TOCSIN_OUTBOX_COMMITTING, 0, FALSE, NULL);
  close_outbox (scene);
  open_outbox (scene);

  g_assert_cmpint (get_state (scene, sending), ==, TOCSIN_OUTBOX_WAITING);
  unknown = tocsin_outbox_get (scene->outbox, committing, NULL);
  g_assert_cmpint (unknown->state, ==, TOCSIN_OUTBOX_UNKNOWN);
  g_assert_cmpstr (unknown->error_code, ==, "smtp.outcome-unknown");
  g_assert_nonnull (strstr (unknown->error_message, "may have been sent"));
  g_assert_true (tocsin_outbox_flush (scene->outbox, NULL, NULL, NULL));
  again = claim (scene, "out", 10);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpint (((TocsinOutboxMail *) again->pdata[0])->id, ==, sending);

  /* Only a person can have it sent again. */
  g_assert_true (tocsin_outbox_retry (scene->outbox, committing, NULL));
  g_assert_cmpint (get_state (scene, committing), ==, TOCSIN_OUTBOX_WAITING);
}

/* A power cut may take the claim, and leave the note: what seems to wait may have gone. */
static void
test_lost_claim (Scene *scene, gconstpointer data)
{
  static const struct
  {
    TocsinOutboxState noted;
    TocsinOutboxState after;
    const char *about;
  } rows[] = {
    { TOCSIN_OUTBOX_COMMITTING, TOCSIN_OUTBOX_UNKNOWN, "its last byte may have gone" },
    { TOCSIN_OUTBOX_SENT, TOCSIN_OUTBOX_SENT, "the server had answered" },
    { TOCSIN_OUTBOX_UNKNOWN, TOCSIN_OUTBOX_UNKNOWN, "nobody knew" },
    { TOCSIN_OUTBOX_PARTIAL, TOCSIN_OUTBOX_UNKNOWN, "some have it, and nobody knows who" },
    { TOCSIN_OUTBOX_FAILED, TOCSIN_OUTBOX_WAITING, "the server had refused it" },
  };
  gint64 ids[G_N_ELEMENTS (rows)];
  gint64 untouched = queue (scene, "out", NULL, 10);
  g_autofree char *path = tocsin_outbox_get_intents_path (scene->outbox);
  g_autoptr (TocsinOutboxIntents) intents = tocsin_outbox_intents_open (path, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ids[i] = queue (scene, "out", NULL, 10);
      g_assert_true (tocsin_outbox_intents_commit (intents, ids[i], NULL));
      if (rows[i].noted != TOCSIN_OUTBOX_COMMITTING)
        tocsin_outbox_intents_answer (intents, ids[i], rows[i].noted);
    }
  close_outbox (scene);
  open_outbox (scene);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].about);
      g_assert_cmpint (get_state (scene, ids[i]), ==, rows[i].after);
    }
  g_assert_cmpint (get_state (scene, untouched), ==, TOCSIN_OUTBOX_WAITING);

  /* What a person has decided counts at the next start, too. */
  g_assert_true (tocsin_outbox_retry (scene->outbox, ids[0], NULL));
  close_outbox (scene);
  open_outbox (scene);
  g_assert_cmpint (get_state (scene, ids[0]), ==, TOCSIN_OUTBOX_WAITING);
}

/* Whoever has it for sure is not sent it again. */
static void
test_retry_spares (Scene *scene, gconstpointer data)
{
  gint64 id = queue (scene, "out", NULL, 10);
  g_autoptr (GPtrArray) mails = claim (scene, "out", 10);
  TocsinOutboxMail *mail = mails->pdata[0];
  g_autoptr (TocsinSendReport) report = tocsin_send_report_new (mail->envelope);
  g_autoptr (GPtrArray) marks =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_outbox_mark_free);
  TocsinOutboxMark *one = tocsin_outbox_mark_new (id, TOCSIN_OUTBOX_OWNER, TOCSIN_OUTBOX_PARTIAL);
  g_autoptr (GError) refusal =
      g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_SEND_RECIPIENT_REFUSED, "no such user");
  g_autoptr (TocsinOutboxMail) after = NULL;
  g_autoptr (TocsinSendReport) again = NULL;
  g_autoptr (TocsinEnvelope) rest = NULL;
  GPtrArray *recipients;

  tocsin_send_report_set_state (report, 0, TOCSIN_SEND_STATE_ACCEPTED);
  tocsin_send_report_refuse (report, 1, TRUE, refusal);
  one->results = g_variant_ref_sink (tocsin_send_report_to_variant (report));
  one->now = NOON;
  g_ptr_array_add (marks, one);
  g_assert_true (tocsin_outbox_journal_mark (scene->journal, marks, NULL));

  g_assert_true (tocsin_outbox_retry (scene->outbox, id, NULL));
  after = tocsin_outbox_get (scene->outbox, id, NULL);
  g_assert_cmpint (after->state, ==, TOCSIN_OUTBOX_WAITING);
  again = tocsin_send_report_new_from_variant (after->results);
  rest = tocsin_send_report_get_rest (again, after->envelope);
  recipients = tocsin_envelope_get_recipients (rest);
  g_assert_cmpuint (recipients->len, ==, 1);
  g_assert_cmpstr (((TocsinRecipient *) recipients->pdata[0])->address, ==, "b@example.org");
}

static void
test_person (Scene *scene, gconstpointer data)
{
  static const struct
  {
    TocsinOutboxState state;
    gboolean retried;
    gboolean removed;
    const char *about;
  } rows[] = {
    { TOCSIN_OUTBOX_WAITING, TRUE, TRUE, "waits" },
    { TOCSIN_OUTBOX_SENDING, FALSE, FALSE, "is being sent" },
    { TOCSIN_OUTBOX_COMMITTING, FALSE, FALSE, "its last byte is on the way" },
    { TOCSIN_OUTBOX_SENT, FALSE, TRUE, "was sent: only its record can go" },
    { TOCSIN_OUTBOX_FAILED, TRUE, TRUE, "waits for its next try" },
    { TOCSIN_OUTBOX_DEAD, TRUE, TRUE, "was given up" },
    { TOCSIN_OUTBOX_UNKNOWN, TRUE, TRUE, "may have been sent" },
    { TOCSIN_OUTBOX_PARTIAL, TRUE, TRUE, "went to some" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int removes = 0; removes < 2; removes++)
      {
        gint64 id = queue (scene, "out", NULL, 10);
        gboolean expected = removes ? rows[i].removed : rows[i].retried;
        g_autoptr (GError) error = NULL;

        g_test_message ("%s mail that %s", removes ? "removes" : "retries", rows[i].about);
        if (rows[i].state != TOCSIN_OUTBOX_WAITING)
          g_ptr_array_unref (claim (scene, "out", 10));
        if (rows[i].state > TOCSIN_OUTBOX_SENDING)
          mark (scene, id, rows[i].state, NOON + 1, FALSE, NULL);
        g_assert_cmpint (removes ? tocsin_outbox_remove (scene->outbox, id, &error)
                                 : tocsin_outbox_retry (scene->outbox, id, &error),
                         ==, expected);
        if (!expected)
          g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
        g_ptr_array_unref (claim (scene, "out", 10));
      }
}

static void
test_prune (Scene *scene, gconstpointer data)
{
  gint64 sent = queue (scene, "out", "old", 10);
  gint64 dead = queue (scene, "out", NULL, 10);
  gint64 fresh;
  g_autoptr (GError) error = NULL;

  g_ptr_array_unref (claim (scene, "out", 10));
  mark (scene, sent, TOCSIN_OUTBOX_SENT, 0, FALSE, NULL);
  mark (scene, dead, TOCSIN_OUTBOX_DEAD, 0, FALSE, NULL);
  fake_clock_advance (scene->clock, 10 * 24 * 3600);
  fresh = queue (scene, "out", NULL, 10);
  g_assert_true (tocsin_outbox_prune (scene->outbox, NOON + G_TIME_SPAN_DAY, NULL));

  g_assert_null (tocsin_outbox_get (scene->outbox, sent, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  assert_bytes (scene, dead, 10);
  assert_bytes (scene, fresh, 10);
  g_assert_cmpint (queue (scene, "out", "old", 10), >, fresh);
}

static void
test_count (Scene *scene, gconstpointer data)
{
  gint64 failed = queue (scene, "b-out", NULL, 10);
  g_autoptr (GPtrArray) counts = NULL;
  TocsinOutboxCount *count;

  g_ptr_array_unref (claim (scene, "b-out", 10));
  mark (scene, failed, TOCSIN_OUTBOX_FAILED, NOON + 5, FALSE, NULL);
  queue (scene, "b-out", NULL, 10);
  queue (scene, "a-out", NULL, 10);

  counts = tocsin_outbox_count (scene->outbox, NULL);
  g_assert_cmpuint (counts->len, ==, 2);
  count = counts->pdata[1];
  g_assert_cmpstr (count->connection, ==, "b-out");
  g_assert_cmpuint (count->states[TOCSIN_OUTBOX_WAITING], ==, 1);
  g_assert_cmpuint (count->states[TOCSIN_OUTBOX_FAILED], ==, 1);
  g_assert_cmpint (count->oldest, ==, NOON);
}

static guint64
count_from (Scene *scene, const char *recipient, gint64 since)
{
  guint64 count = 99;

  g_assert_true (
      tocsin_outbox_count_from (scene->outbox, "task/answer", recipient, since, &count, NULL));

  return count;
}

/* Whoever must not write too much can ask how much he has written, over restarts and short
 * histories. */
static void
test_origin (Scene *scene, gconstpointer data)
{
  g_autoptr (TocsinEnvelope) envelope = make_envelope ("A@example.org", "b@example.org");
  gint64 later = NOON + G_TIME_SPAN_DAY;

  queue (scene, "out", NULL, 10);
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GInputStream) message = make_message (10);
      g_autofree char *id = tocsin_outbox_queue (scene->outbox, "out", envelope, message,
                                                 i == 1 ? "1" : "2", "task/answer", NULL);

      g_assert_nonnull (id);
      fake_clock_advance (scene->clock, 24 * 3600);
    }
  close_outbox (scene);
  open_outbox (scene);

  g_assert_cmpuint (count_from (scene, NULL, 0), ==, 2);
  g_assert_cmpuint (count_from (scene, "a@Example.ORG", 0), ==, 2);
  g_assert_cmpuint (count_from (scene, "a@example.org", later), ==, 1);
  g_assert_cmpuint (count_from (scene, "c@example.org", 0), ==, 0);

  g_ptr_array_unref (claim (scene, "out", 10));
  for (gint64 id = 1; id <= 3; id++)
    mark (scene, id, TOCSIN_OUTBOX_SENT, 0, FALSE, NULL);
  fake_clock_advance (scene->clock, 2 * 24 * 3600);
  g_assert_true (tocsin_outbox_prune (scene->outbox, tocsin_clock_get_real (scene->clock), NULL));
  g_assert_null (tocsin_outbox_get (scene->outbox, 2, NULL));
  g_assert_cmpuint (count_from (scene, NULL, 0), ==, 2);
  fake_clock_advance (scene->clock, 6 * 24 * 3600);
  g_assert_true (tocsin_outbox_prune (scene->outbox, tocsin_clock_get_real (scene->clock), NULL));
  g_assert_cmpuint (count_from (scene, NULL, 0), ==, 0);
}

static char *
queue_text (Scene *scene, const char *text, gsize size)
{
  g_autoptr (TocsinEnvelope) envelope = make_envelope ("a@example.org", NULL);
  GString *bytes = g_string_new (text);
  g_autoptr (GInputStream) message = NULL;
  g_autoptr (TocsinOutboxMail) mail = NULL;
  g_autofree char *id = NULL;

  while (bytes->len < size)
    g_string_append (bytes, "A line.\r\n");
  message = g_memory_input_stream_new_from_data (bytes->str, (gssize) bytes->len, NULL);
  id = tocsin_outbox_queue (scene->outbox, "out", envelope, message, NULL, NULL, NULL);
  mail = tocsin_outbox_get (scene->outbox, g_ascii_strtoll (id, NULL, 10), NULL);
  g_string_free (bytes, TRUE);

  return g_strdup (mail->subject);
}

static void
test_subject (Scene *scene, gconstpointer data)
{
  g_autofree char *long_one = g_strnfill (199, 'x');
  g_autofree char *text = g_strdup_printf ("Subject: %s\303\266\303\266\r\n\r\n", long_one);
  const struct
  {
    const char *text;
    const char *subject;
    const char *about;
  } rows[] = {
    { "From: a\r\nSubject: Hello\r\n\r\nText", "Hello", "plain" },
    { "subject:Hello\n\nText", "Hello", "other case, no blank, LF" },
    { "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n", "Gr\303\274\303\237e", "encoded" },
    { "Subject: one\r\n two\r\n\tthree\r\nTo: b\r\n\r\n", "one two three", "folded" },
    { "To: b\r\n\r\nSubject: no\r\n", NULL, "in the text" },
    { "Subject:\r\n\r\nText", NULL, "empty" },
    { "Subject: a\033[2Jb\r\n\r\n", "a [2Jb", "what a terminal would obey" },
    { "Subject", NULL, "half a name" },
    { "Subject: last", "last", "no end" },
    { text, long_one, "cut between two letters" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize size = 0; size <= 100000; size += 100000)
      {
        g_autofree char *subject = NULL;

        if (size > 0 && strstr (rows[i].text, "\n\r\n") == NULL)
          continue;
        g_test_message ("%s", rows[i].about);
        subject = queue_text (scene, rows[i].text, size);
        g_assert_cmpstr (subject, ==, rows[i].subject);
      }
}

static void
test_desk (Scene *scene, gconstpointer data)
{
  gint64 first = queue (scene, "out", NULL, 10);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) filter = NULL;
  g_autoptr (GVariant) list = NULL;
  g_autoptr (GVariant) mail = NULL;
  g_autoptr (GError) error = NULL;
  const char *state;
  gint64 id;

  queue (scene, "other", NULL, 10);
  g_variant_dict_insert (&dict, "connection", "s", "out");
  g_variant_dict_insert (&dict, "state", "s", "waiting");
  filter = g_variant_ref_sink (g_variant_dict_end (&dict));
  list = g_variant_ref_sink (tocsin_mail_desk_list (scene->outbox, filter, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_variant_n_children (list), ==, 1);
  mail = g_variant_get_child_value (list, 0);
  g_assert_true (g_variant_lookup (mail, "id", "x", &id));
  g_assert_cmpint (id, ==, first);
  g_assert_true (g_variant_lookup (mail, "state", "&s", &state));
  g_assert_cmpstr (state, ==, "waiting");

  g_clear_pointer (&filter, g_variant_unref);
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "state", "s", "wating");
  filter = g_variant_ref_sink (g_variant_dict_end (&dict));
  g_assert_null (tocsin_mail_desk_list (scene->outbox, filter, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "waiting"));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Scene *scene, gconstpointer data);
  } tests[] = {
    { "/outbox/sizes", test_sizes },
    { "/outbox/key", test_key },
    { "/outbox/refused", test_refused },
    { "/outbox/claim", test_claim },
    { "/outbox/marks", test_marks },
    { "/outbox/filing", test_filing },
    { "/outbox/recover", test_recover },
    { "/outbox/lost-claim", test_lost_claim },
    { "/outbox/retry-spares", test_retry_spares },
    { "/outbox/person", test_person },
    { "/outbox/prune", test_prune },
    { "/outbox/count", test_count },
    { "/outbox/desk", test_desk },
    { "/outbox/origin", test_origin },
    { "/outbox/subject", test_subject },
  };

  g_test_init (&argc, &argv, NULL);
  /* What is unknown is warned of. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Scene, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
