/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/outbox-verdict.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/fake-office.h"
#include "tests/unit/engine/scratch.h"

/* What becomes of mail, whatever servers answer. */

typedef struct
{
  char *folder;
  FakeOffice *office;
} Scene;

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->folder = scratch_new ();
  scene->office = fake_office_new (scene->folder);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  fake_office_free (scene->office);
  scratch_free (scene->folder);
}

static gint64
now (Scene *scene)
{
  return tocsin_clock_get_real (scene->office->clock);
}

static void
advance_to (Scene *scene, gint64 time)
{
  fake_clock_advance (scene->office->clock, (double) (time - now (scene)) / G_USEC_PER_SEC);
}

/* Lets what is due now be tried. */
static void
look (Scene *scene)
{
  tocsin_postman_check_now (scene->office->postman);
  fake_office_run (scene->office);
}

static void
employ (Scene *scene)
{
  fake_office_employ (scene->office, FALSE);
}

static void
test_sent (Scene *scene, gconstpointer data)
{
  static const gsize sizes[] = { 10, 4096, 100000 };
  gint64 ids[G_N_ELEMENTS (sizes)];

  employ (scene);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    ids[i] = fake_office_queue (scene->office, "out", "a@example.org", sizes[i]);
  fake_office_run (scene->office);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TocsinOutboxMail) mail = fake_office_get (scene->office, ids[i]);
      g_autoptr (TocsinSendReport) report = tocsin_send_report_new_from_variant (mail->results);

      g_assert_cmpint (mail->state, ==, TOCSIN_OUTBOX_SENT);
      g_assert_cmpstr (tocsin_send_report_get_server_text (report), ==, "queued as 42");
      g_assert_null (tocsin_outbox_open_message (scene->office->outbox, mail, NULL));
    }
  g_assert_cmpuint (fake_office_count (scene->office, "out"), ==, 6);
}

/* What was there before the start is sent, too. */
static void
test_start (Scene *scene, gconstpointer data)
{
  gint64 id = fake_office_queue (scene->office, "out", "a@example.org", 10);

  employ (scene);
  fake_office_run (scene->office);
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_SENT);
}

static void
assert_gap (Scene *scene, const TocsinOutboxMail *mail, guint tries)
{
  double most = MIN (TOCSIN_OUTBOX_FIRST_WAIT * (double) (1u << MIN (tries - 1, 20)),
                     TOCSIN_OUTBOX_MOST_WAIT);
  double gap = (double) (mail->due - now (scene)) / G_USEC_PER_SEC;
  gint64 end = mail->failing_since + TOCSIN_OUTBOX_PATIENCE;

  g_assert_cmpfloat (gap, <=, most);
  g_assert_cmpint (mail->due, <=, end);
  if (mail->due < end)
    g_assert_cmpfloat (gap, >=, most / 2);
}

/* Growing gaps with jitter, over five days, and a last try when they end. */
static void
test_schedule (Scene *scene, gconstpointer data)
{
  gint64 begin = now (scene);
  g_autoptr (GHashTable) gaps = g_hash_table_new (NULL, NULL);
  gint64 id;
  guint tries = 0;

  fake_office_script (scene->office, "out", 1000, FAKE_DEFER);
  employ (scene);
  id = fake_office_queue (scene->office, "out", "a@example.org", 10);
  fake_office_run (scene->office);
  for (;;)
    {
      g_autoptr (TocsinOutboxMail) mail = fake_office_get (scene->office, id);

      tries++;
      g_assert_cmpuint (fake_office_get_tries (scene->office, "out"), ==, tries);
      if (mail->state != TOCSIN_OUTBOX_FAILED)
        break;
      g_assert_cmpuint (mail->attempts, ==, tries);
      g_assert_cmpint (mail->failing_since, ==, begin);
      assert_gap (scene, mail, tries);
      g_hash_table_add (gaps, GSIZE_TO_POINTER ((gsize) (mail->due - now (scene))));

      /* Not a moment sooner. */
      advance_to (scene, mail->due - 1);
      look (scene);
      g_assert_cmpuint (fake_office_get_tries (scene->office, "out"), ==, tries);
      advance_to (scene, mail->due);
      look (scene);
    }
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_DEAD);
  g_assert_cmpint (now (scene), ==, begin + TOCSIN_OUTBOX_PATIENCE);
  g_assert_cmpuint (tries, >=, 30);
  /* Drawn, not computed. */
  g_assert_cmpuint (g_hash_table_size (gaps), >=, tries / 2);
}

/* A server that asks for a pause gets it, from all mail. */
static void
test_pause (Scene *scene, gconstpointer data)
{
  gint64 begin = now (scene);
  gint64 first, second;
  g_autoptr (TocsinOutboxMail) mail = NULL;

  fake_office_script (scene->office, "out", 1, FAKE_BUSY);
  employ (scene);
  first = fake_office_queue (scene->office, "out", "a@example.org", 10);
  fake_office_run (scene->office);
  second = fake_office_queue (scene->office, "out", "b@example.org", 10);
  fake_office_run (scene->office);
  mail = fake_office_get (scene->office, first);
  g_assert_cmpint (mail->state, ==, TOCSIN_OUTBOX_FAILED);
  g_assert_cmpint (mail->due, >=, begin + 600 * G_USEC_PER_SEC);
  fake_office_assert (scene->office, second, TOCSIN_OUTBOX_WAITING);
  g_assert_cmpuint (fake_office_get_tries (scene->office, "out"), ==, 1);

  advance_to (scene, mail->due);
  look (scene);
  fake_office_assert (scene->office, first, TOCSIN_OUTBOX_SENT);
  fake_office_assert (scene->office, second, TOCSIN_OUTBOX_SENT);
}

/* Only those who don't have it are tried again. */
static void
test_second_later (Scene *scene, gconstpointer data)
{
  gint64 id;
  g_autoptr (TocsinOutboxMail) mail = NULL;

  fake_office_script (scene->office, "out", 1, FAKE_DEFER_SECOND);
  fake_office_script (scene->office, "out", 1, FAKE_DEFER);
  employ (scene);
  id = fake_office_queue (scene->office, "out", "a@example.org", 50000);
  fake_office_run (scene->office);
  for (int i = 0; i < 2; i++)
    {
      g_clear_pointer (&mail, tocsin_outbox_mail_unref);
      mail = fake_office_get (scene->office, id);
      g_assert_cmpint (mail->state, ==, TOCSIN_OUTBOX_FAILED);
      g_assert_cmpuint (fake_office_count (scene->office, "out"), ==, 1);
      advance_to (scene, mail->due);
      look (scene);
    }
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_SENT);
  g_assert_cmpuint (fake_office_count_for (scene->office, "out", "a@example.org"), ==, 1);
  g_assert_cmpuint (fake_office_count_for (scene->office, "out", "second@example.org"), ==, 1);
}

static void
test_answers (Scene *scene, gconstpointer data)
{
  static const struct
  {
    FakeAnswer answer;
    TocsinOutboxState state;
    const char *code;
    guint attempts;
    const char *about;
  } rows[] = {
    { FAKE_ACCEPT, TOCSIN_OUTBOX_SENT, NULL, 1, "taken for all" },
    { FAKE_REFUSE, TOCSIN_OUTBOX_DEAD, "smtp.recipient-refused", 1, "nobody is known" },
    { FAKE_REFUSE_SECOND, TOCSIN_OUTBOX_PARTIAL, "smtp.recipient-refused", 1, "one is unknown" },
    { FAKE_DEFER, TOCSIN_OUTBOX_FAILED, "smtp.deferred", 1, "not now" },
    { FAKE_TOO_BIG, TOCSIN_OUTBOX_DEAD, "smtp.too-big", 1, "can't be sent there" },
    { FAKE_CUT, TOCSIN_OUTBOX_FAILED, "net.reset", 1, "lost in the midst of it" },
    { FAKE_LOST, TOCSIN_OUTBOX_UNKNOWN, "smtp.outcome-unknown", 1, "lost behind it" },
    { FAKE_LOST_MUTELY, TOCSIN_OUTBOX_UNKNOWN, "smtp.outcome-unknown", 1,
      "lost behind it, and the transport does not know what that means" },
  };

  employ (scene);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinOutboxMail) mail = NULL;
      gint64 id, next;

      g_test_message ("%s", rows[i].about);
      fake_office_script (scene->office, "out", 1, rows[i].answer);
      id = fake_office_queue (scene->office, "out", "a@example.org", 10);
      fake_office_run (scene->office);
      mail = fake_office_get (scene->office, id);
      g_assert_cmpint (mail->state, ==, rows[i].state);
      g_assert_cmpstr (mail->error_code, ==, rows[i].code);
      g_assert_cmpuint (mail->attempts, ==, rows[i].attempts);

      /* It holds up nobody else. */
      next = fake_office_queue (scene->office, "out", "b@example.org", 10);
      fake_office_run (scene->office);
      fake_office_assert (scene->office, next, TOCSIN_OUTBOX_SENT);
    }
}

/* Nobody but a person has it sent again. */
static void
test_unknown (Scene *scene, gconstpointer data)
{
  gint64 id;
  guint flushed;

  fake_office_script (scene->office, "out", 1, FAKE_LOST);
  employ (scene);
  id = fake_office_queue (scene->office, "out", "a@example.org", 10);
  fake_office_run (scene->office);
  fake_clock_advance (scene->office->clock, 10 * 24 * 3600);
  look (scene);
  g_assert_true (tocsin_outbox_flush (scene->office->outbox, NULL, &flushed, NULL));
  g_assert_cmpuint (flushed, ==, 0);
  fake_office_run (scene->office);
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_UNKNOWN);
  g_assert_cmpuint (fake_office_get_tries (scene->office, "out"), ==, 1);

  /* What he says is not forgotten when the engine ends before it could be done. */
  fake_office_script (scene->office, "out", 1, FAKE_DOWN);
  g_assert_true (tocsin_outbox_retry (scene->office->outbox, id, NULL));
  fake_office_run (scene->office);
  fake_office_close (scene->office);
  fake_office_open (scene->office);
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_WAITING);
  employ (scene);
  fake_office_run (scene->office);
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_SENT);
}

/* A server that is away for weeks costs no mail a try. */
static void
test_down (Scene *scene, gconstpointer data)
{
  gint64 ids[20];

  fake_office_script (scene->office, "out", 30, FAKE_DOWN);
  employ (scene);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = fake_office_queue (scene->office, "out", "a@example.org", 10);
  for (guint day = 0; day < 30; day++)
    {
      look (scene);
      /* One asks for all. */
      g_assert_cmpuint (fake_office_get_tries (scene->office, "out"), ==, day + 1);
      fake_clock_advance (scene->office->clock, 24 * 3600);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (TocsinOutboxMail) mail = fake_office_get (scene->office, ids[i]);

      g_assert_cmpint (mail->state, ==, TOCSIN_OUTBOX_WAITING);
      g_assert_cmpuint (mail->attempts, ==, 0);
    }
  look (scene);
  g_assert_cmpuint (fake_office_count (scene->office, "out"), ==, 2 * G_N_ELEMENTS (ids));
}

/* Ten senders, one password: it is tried three times, not thirty. */
static void
test_wrong_login (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) errors = NULL;

  fake_office_script (scene->office, "out", 3, FAKE_WRONG_LOGIN);
  employ (scene);
  for (guint i = 0; i < 50; i++)
    fake_office_queue (scene->office, "out", "a@example.org", 10);
  for (guint day = 0; day < 10; day++)
    {
      look (scene);
      fake_clock_advance (scene->office->clock, 24 * 3600);
    }
  g_assert_cmpuint (fake_office_get_tries (scene->office, "out"), ==, 3);
  errors = tocsin_postman_get_errors (scene->office->postman);
  g_assert_cmpuint (errors->len, ==, 1);
  g_assert_error ((GError *) errors->pdata[0], TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED);

  g_assert_true (tocsin_postman_retry (scene->office->postman, "out"));
  fake_office_run (scene->office);
  g_assert_cmpuint (fake_office_count (scene->office, "out"), ==, 100);
}

/* It waits and says so; once there is such a connection again it goes. */
static void
test_gone (Scene *scene, gconstpointer data)
{
  gint64 id = fake_office_queue (scene->office, "gone", "a@example.org", 10);
  g_autoptr (GPtrArray) errors = NULL;

  fake_office_set_gone (scene->office, "gone", TRUE);
  employ (scene);
  fake_office_run (scene->office);
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_WAITING);
  errors = tocsin_postman_get_errors (scene->office->postman);
  g_assert_cmpuint (errors->len, ==, 1);
  g_assert_error ((GError *) errors->pdata[0], TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);

  fake_office_set_gone (scene->office, "gone", FALSE);
  tocsin_postman_retry (scene->office->postman, "gone");
  fake_office_run (scene->office);
  fake_office_assert (scene->office, id, TOCSIN_OUTBOX_SENT);
}

/* As many as the connection may have sessions; and a server that stalls holds up no other. */
static void
test_concurrency (Scene *scene, gconstpointer data)
{
  gint64 other;

  fake_office_set_pool (scene->office, "slow", 3);
  fake_office_script (scene->office, "slow", 1, FAKE_ACCEPT);
  fake_office_script (scene->office, "slow", 10, FAKE_HANG);
  employ (scene);
  for (guint i = 0; i < 20; i++)
    fake_office_queue (scene->office, "slow", "a@example.org", 10);
  fake_office_wait_for (scene->office, "slow", 3);

  other = fake_office_queue (scene->office, "quick", "a@example.org", 10);
  while (fake_office_count (scene->office, "quick") < 2)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fake_office_get_tries (scene->office, "slow"), ==, 4);

  fake_office_go_on (scene->office);
  fake_office_run (scene->office);
  fake_office_assert (scene->office, other, TOCSIN_OUTBOX_SENT);
  g_assert_cmpuint (fake_office_count (scene->office, "slow"), ==, 40);
  g_assert_cmpuint (fake_office_get_most (scene->office, "slow"), ==, 3);
}

/* What is being sent when the engine ends goes back, and is sent at the next start. */
static void
test_stop (Scene *scene, gconstpointer data)
{
  gint64 ids[10];

  fake_office_script (scene->office, "out", 10, FAKE_HANG);
  employ (scene);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = fake_office_queue (scene->office, "out", "a@example.org", 10);
  fake_office_wait_for (scene->office, "out", 1);
  fake_office_close (scene->office);
  fake_office_open (scene->office);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    fake_office_assert (scene->office, ids[i], TOCSIN_OUTBOX_WAITING);
  g_assert_cmpuint (fake_office_count (scene->office, "out"), ==, 0);

  fake_office_go_on (scene->office);
  employ (scene);
  fake_office_run (scene->office);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    fake_office_assert (scene->office, ids[i], TOCSIN_OUTBOX_SENT);
  g_assert_cmpuint (fake_office_count (scene->office, "out"), ==, 2 * G_N_ELEMENTS (ids));
}

/* Each is tried once, and nobody waits for a second time. */
static void
test_once (Scene *scene, gconstpointer data)
{
  gint64 failed, sent, down;

  fake_office_script (scene->office, "out", 1, FAKE_DEFER);
  fake_office_script (scene->office, "down", 1, FAKE_DOWN);
  failed = fake_office_queue (scene->office, "out", "a@example.org", 10);
  sent = fake_office_queue (scene->office, "out", "b@example.org", 10);
  down = fake_office_queue (scene->office, "down", "c@example.org", 10);
  fake_office_employ (scene->office, TRUE);
  fake_office_run (scene->office);
  fake_office_assert (scene->office, failed, TOCSIN_OUTBOX_FAILED);
  fake_office_assert (scene->office, sent, TOCSIN_OUTBOX_SENT);
  fake_office_assert (scene->office, down, TOCSIN_OUTBOX_WAITING);
  g_assert_cmpuint (fake_office_get_tries (scene->office, "down"), ==, 1);
}

static void
test_describe (Scene *scene, gconstpointer data)
{
  g_autoptr (GVariant) lanes = NULL;
  g_autoptr (GVariant) lane = NULL;
  g_autoptr (GVariant) error = NULL;
  const char *text;

  fake_office_script (scene->office, "out", 1, FAKE_DOWN);
  employ (scene);
  fake_office_queue (scene->office, "out", "a@example.org", 10);
  fake_office_run (scene->office);
  lanes = g_variant_ref_sink (tocsin_postman_describe (scene->office->postman));
  g_assert_cmpuint (g_variant_n_children (lanes), ==, 1);
  lane = g_variant_get_child_value (lanes, 0);
  g_assert_true (g_variant_lookup (lane, "connection", "&s", &text));
  g_assert_cmpstr (text, ==, "out");
  g_assert_true (g_variant_lookup (lane, "sending", "&s", &text));
  g_assert_cmpstr (text, ==, "held");
  error = g_variant_lookup_value (lane, "sending-error", G_VARIANT_TYPE_VARDICT);
  g_assert_true (g_variant_lookup (error, "code", "&s", &text));
  g_assert_cmpstr (text, ==, "net.refused");
}

/* Where nothing may be sent, as in a trial, nothing is queued. */
static void
test_trial (Scene *scene, gconstpointer data)
{
  g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("a@example.org", NULL);
  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_data ("x", 1, NULL);
  TocsinHost *host = scene->office->host;
  g_autoptr (GError) error = NULL;
  guint64 count = 7;

  g_assert_null (
      tocsin_host_queue_mail (host, "out", envelope, message, "key", "task/send", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  g_assert_true (tocsin_host_count_mail (host, "task/send", NULL, 0, &count, NULL));
  g_assert_cmpuint (count, ==, 0);
}

static GLogWriterOutput
drop_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0
             ? g_log_writer_default (level, fields, n_fields, data)
             : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Scene *scene, gconstpointer data);
  } tests[] = {
    { "/postman/sent", test_sent },
    { "/postman/start", test_start },
    { "/postman/schedule", test_schedule },
    { "/postman/pause", test_pause },
    { "/postman/second-later", test_second_later },
    { "/postman/answers", test_answers },
    { "/postman/unknown", test_unknown },
    { "/postman/down", test_down },
    { "/postman/wrong-login", test_wrong_login },
    { "/postman/gone", test_gone },
    { "/postman/concurrency", test_concurrency },
    { "/postman/stop", test_stop },
    { "/postman/once", test_once },
    { "/postman/describe", test_describe },
    { "/postman/trial", test_trial },
  };

  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (drop_log, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Scene, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
