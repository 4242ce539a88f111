/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/drop-folder.h"
#include "tests/unit/engine/fake-office.h"
#include "tests/unit/engine/scratch.h"

#include <glib/gstdio.h>
#include <string.h>

/* The power goes at each boundary on the way of a mail, from the program that drops it to the
 * server that takes it. Whatever was reached, the next start makes good: nothing is lost, and
 * nothing goes out twice; where nobody can know, it says so. */

#define QUEUED 6
#define DROPPED 6

static const char *const points[] = {
  "outbox-queue-before",  "outbox-queue-after", "outbox-commit-before", "outbox-commit-after",
  "outbox-answer",        "outbox-take-before", "outbox-take-after",    "outbox-take-sidecar",
  "outbox-file-after",    "spool-sync-before",  "spool-sync-after",     "journal-commit-before",
  "journal-commit-after",
};

static char *
locate (const char *folder, const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* One that can't be sent, so that something is filed, too. */
static FakeOffice *
begin (const char *folder)
{
  FakeOffice *office = fake_office_new (folder);
  g_autofree char *record = locate (folder, "delivered");

  fake_office_record (office, record);
  fake_office_set_keep_sent (office, "out", TRUE);
  fake_office_set_pool (office, "out", 3);

  return office;
}

static void
drop (const char *folder, guint number)
{
  g_autofree char *directory = locate (folder, "outbox/out");
  g_autofree char *unfinished = locate (directory, "unfinished");
  g_autofree char *name = g_strdup_printf ("%u.eml", number);
  g_autofree char *path = locate (directory, name);
  g_autofree char *sidecar = g_strdup_printf ("%s/%u.json", directory, number);
  g_autofree char *text = g_strdup_printf ("From: a@example.org\r\nTo: none@example.org\r\n"
                                           "Subject: %u\r\n\r\nText\r\n",
                                           number);
  g_autofree char *envelope = g_strdup_printf ("{\"to\": \"dropped-%u@example.org\"}", number);

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (sidecar, envelope, -1, NULL));
  g_assert_true (g_file_set_contents (unfinished, text, -1, NULL));
  g_assert_cmpint (g_rename (unfinished, path), ==, 0);
}

static void
queue_missing (FakeOffice *office)
{
  for (guint i = 0; i < QUEUED; i++)
    {
      g_autofree char *key = g_strdup_printf ("event/%u", i);
      g_autofree char *to = g_strdup_printf ("queued-%u@example.org", i);
      gsize size = i % 2 == 0 ? 100 : 50000;
      g_autofree char *bytes = g_strnfill (size, 'x');
      g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("a@example.org", NULL);
      g_autoptr (GInputStream) message =
          g_memory_input_stream_new_from_data (bytes, (gssize) size, NULL);
      g_autofree char *id = NULL;
      g_autoptr (GError) error = NULL;

      tocsin_envelope_add_recipient (envelope, to, TOCSIN_RECIPIENT_TO, TOCSIN_NOTIFY_DEFAULT, NULL,
                                     NULL);
      id = tocsin_outbox_queue (office->outbox, "out", envelope, message, key, NULL, &error);
      g_assert_no_error (error);
    }
}

/* All that is there was moved there, and so is whole. */
static GHashTable *
list_moved (void)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < DROPPED; i++)
    {
      g_hash_table_add (names, g_strdup_printf ("%u.eml", i));
      g_hash_table_add (names, g_strdup_printf ("%u.json", i));
    }

  return names;
}

static void
work_off (FakeOffice *office)
{
  g_autoptr (TocsinDropFolder) drop = tocsin_drop_folder_new ("out", office->outbox, office->clock);
  g_autoptr (TocsinMailDefaults) defaults = tocsin_mail_defaults_new ();
  g_autofree char *path = locate (office->folder, "outbox/out");
  g_autoptr (GHashTable) moved = list_moved ();
  g_autoptr (GError) error = NULL;
  gboolean unsettled;

  g_assert_true (tocsin_drop_folder_open (drop, path, &error));
  g_assert_true (tocsin_drop_folder_take (drop, defaults, moved, &unsettled, NULL, &error));
  g_assert_no_error (error);
  fake_office_run (office);
  g_assert_true (tocsin_drop_folder_file (drop, TRUE, NULL, &error));
  g_assert_no_error (error);
}

static int
play (const char *folder)
{
  FakeOffice *office;

  for (guint i = 0; i < DROPPED; i++)
    drop (folder, i);
  office = begin (folder);
  fake_office_script (office, "out", 2, FAKE_ACCEPT);
  fake_office_script (office, "out", 1, FAKE_REFUSE);
  fake_office_employ (office, TRUE);
  queue_missing (office);
  work_off (office);
  fake_office_free (office);

  return 0;
}

static guint
count_lines (const char *folder, const char *recipient)
{
  g_autofree char *path = locate (folder, "delivered");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    n += g_str_equal (lines[i], recipient);

  return n;
}

static void
check_mail (const char *folder, const TocsinOutboxMail *mail)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (mail->envelope);
  const char *address = ((TocsinRecipient *) recipients->pdata[0])->address;
  guint delivered = count_lines (folder, address);

  g_test_message ("mail %" G_GINT64_FORMAT " to %s: %s, %u times", mail->id, address,
                  tocsin_outbox_state_to_string (mail->state), delivered);
  switch (mail->state)
    {
    case TOCSIN_OUTBOX_SENT:
      g_assert_cmpuint (delivered, ==, 1);
      break;
    case TOCSIN_OUTBOX_UNKNOWN:
      g_assert_cmpuint (delivered, <=, 1);
      g_assert_cmpstr (mail->error_code, ==, "smtp.outcome-unknown");
      break;
    case TOCSIN_OUTBOX_DEAD:
      g_assert_cmpuint (delivered, ==, 0);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
make_good (const char *folder)
{
  FakeOffice *office = begin (folder);
  TocsinOutboxFilter all = { 0 };
  g_autoptr (GPtrArray) mails = NULL;

  fake_office_employ (office, TRUE);
  queue_missing (office);
  work_off (office);
  mails = tocsin_outbox_list (office->outbox, &all, NULL);
  g_assert_cmpuint (mails->len, ==, QUEUED + DROPPED);
  for (guint i = 0; i < mails->len; i++)
    check_mail (folder, mails->pdata[i]);
  fake_office_free (office);
}

static void
test_crash (gconstpointer data)
{
  scratch_kill_at (data, 2, make_good);
}

/* A disk that is full before the last byte: nothing goes, and all of it does once there is room. */
static void
test_full (void)
{
  char *folder = scratch_new ();

  g_assert_cmpint (scratch_run_child ("outbox-commit-before=ENOSPC:2", "play", folder), ==, 0);
  make_good (folder);
  scratch_free (folder);
}

static GLogWriterOutput
drop_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0
             ? g_log_writer_default (level, fields, n_fields, data)
             : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  const char *scene;
  const char *folder;

  g_log_set_writer_func (drop_log, NULL, NULL);
  if (scratch_is_child (argc, argv, &scene, &folder))
    return play (folder);

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    {
      g_autofree char *path = g_strdup_printf ("/outbox/crash/%s", points[i]);

      g_test_add_data_func (path, points[i], test_crash);
    }
  g_test_add_func ("/outbox/full", test_full);

  return g_test_run ();
}
