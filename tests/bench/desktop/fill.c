/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/sqlite-journal.h"

#include <stdio.h>
#include <stdlib.h>

/* A life's worth of settings and history: fill SETTINGS-FILE STATE-DIRECTORY CONNECTIONS EVENTS. */

#define BATCH 500
#define OWNER "bench"

/* So far back the history goes. */
#define HISTORY (30 * G_TIME_SPAN_DAY)

static void
check (gboolean success, GError *error)
{
  if (success)
    return;
  g_printerr ("%s\n", error->message);
  exit (1);
}

static void
add_section (GString *settings, const char *kind, guint n, const char *what)
{
  g_string_append_printf (settings, "\n[%ss/%s-%u]\nname=%s %u\n", kind, kind, n, what, n);
}

static void
write_settings (const char *path, guint n_connections)
{
  g_autoptr (GString) settings = g_string_new ("[tocsin]\nconnections=");
  g_autofree char *folder = g_path_get_dirname (path);
  GError *error = NULL;

  for (guint i = 0; i < n_connections; i++)
    g_string_append_printf (settings, "%sconnection-%u", i > 0 ? "," : "", i);
  g_string_append (settings, "\ntasks=");
  for (guint i = 0; i < n_connections; i++)
    g_string_append_printf (settings, "%stask-%u", i > 0 ? "," : "", i);
  for (guint i = 0; i < n_connections; i++)
    {
      add_section (settings, "connection", i, "Office");
      g_string_append_printf (settings, "protocol=imap4\naddress=mail-%u.example.org\n", i);
      add_section (settings, "task", i, "Invoices");
      g_string_append_printf (settings,
                              "trigger=email\nactions=note\n[tasks/task-%u/trigger]\n"
                              "connection=connection-%u\n[tasks/task-%u/actions/note]\ntype=log\n",
                              i, i, i);
    }
  g_mkdir_with_parents (folder, 0700);
  check (g_file_set_contents (path, settings->str, -1, &error), error);
}

static TocsinJournalEvent *
make_event (guint n, guint n_events, guint n_tasks, gint64 now)
{
  g_autofree char *task = g_strdup_printf ("task-%u", n % n_tasks);
  g_autofree char *key = g_strdup_printf ("1/%u", n);
  g_autofree char *source = g_strdup_printf ("/connections/connection-%u/INBOX", n % n_tasks);
  TocsinJournalEvent *event =
      tocsin_journal_event_new (task, 1, key, 0, "org.tocsin.mail.received.v1", source);

  event->created = now - HISTORY + (gint64) ((double) n / n_events * HISTORY);
  event->received = event->created;
  event->subject = g_strdup_printf ("<%u@example.org>", n);
  event->data = g_strdup_printf ("{\"subject\":\"Invoice %u of the month\",\"from\":[{\"name\":"
                                 "\"Ada Lovelace\",\"address\":\"ada-%u@example.org\"}],"
                                 "\"text\":\"%0800u\"}",
                                 n, n % 97, n);

  return event;
}

static void
settle (TocsinJournal *journal, guint n)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  GError *error = NULL;
  g_autoptr (GPtrArray) events =
      tocsin_journal_claim (journal, OWNER, NULL, BATCH, G_MAXINT64, &error);

  check (events != NULL, error);
  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);
      gboolean good = (n + i) % 50 != 0;
      GError refused = { TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED, (char *) "it did not work" };

      tocsin_journal_batch_settle (batch, event->id, OWNER,
                                   good ? TOCSIN_JOURNAL_DONE : TOCSIN_JOURNAL_DEAD, event->created,
                                   0, good ? NULL : &refused);
    }
  check (tocsin_journal_commit (journal, batch, &error), error);
}

static void
fill (TocsinJournal *journal, guint n_events, guint n_tasks)
{
  gint64 now = g_get_real_time ();
  GError *error = NULL;

  for (guint n = 0; n < n_events; n += BATCH)
    {
      g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

      for (guint i = n; i < MIN (n + BATCH, n_events); i++)
        {
          g_autoptr (TocsinJournalEvent) event = make_event (i, n_events, n_tasks, now);

          tocsin_journal_batch_add_event (batch, event);
        }
      check (tocsin_journal_commit (journal, batch, &error), error);
      settle (journal, n);
    }
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (TocsinSqliteJournal) journal = NULL;

  if (argc != 5)
    {
      g_printerr ("fill SETTINGS-FILE STATE-DIRECTORY CONNECTIONS EVENTS\n");
      return 2;
    }
  write_settings (argv[1], (guint) MAX (1, atoi (argv[3])));
  g_mkdir_with_parents (argv[2], 0700);
  path = g_build_filename (argv[2], "journal.db", NULL);
  journal = tocsin_sqlite_journal_open (path, &error);
  check (journal != NULL, error);
  fill (TOCSIN_JOURNAL (journal), (guint) MAX (0, atoi (argv[4])), (guint) MAX (1, atoi (argv[3])));

  return 0;
}
