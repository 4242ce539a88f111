/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine.h"
#include "core/mail/mail-transport.h"

#include <stdio.h>
#include <stdlib.h>

/* bench-sender WAY HOST PORT FILE MESSAGES CONNECTIONS FOLDER: the seconds until the server has
 * taken the file so many times. WAY is `direct`, each connection's thread handing messages to the
 * transport, or `queued`, as many threads putting them into the outbox of an engine in FOLDER,
 * until the last of them is marked as sent. */

#define CONNECTION "sink"
#define LOOK_MS 5
#define BATCH 100u

typedef struct
{
  TocsinRegistry *registry;
  TocsinConfig *config;
  TocsinMailTransport *transport;
  TocsinEngine *engine;
  GBytes *message;
  guint per_thread;
  guint n_messages;
  gint n_queued;
} Bench;

static void
fail (GError *error)
{
  g_printerr ("%s\n", error->message);
  exit (1);
}

static TocsinEnvelope *
make_envelope (void)
{
  g_autoptr (GError) error = NULL;
  TocsinEnvelope *envelope = tocsin_envelope_new ("alice@example.org", &error);

  if (envelope == NULL
      || !tocsin_envelope_add_recipient (envelope, "bob@example.org", TOCSIN_RECIPIENT_TO, 0, NULL,
                                         &error))
    fail (error);

  return envelope;
}

static gpointer
send_directly (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->per_thread; i++)
    {
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bench->message);
      g_autoptr (TocsinEnvelope) envelope = make_envelope ();
      g_autoptr (TocsinSendReport) report = NULL;
      g_autoptr (GError) error = NULL;

      if (!tocsin_mail_transport_send (bench->transport, envelope, stream,
                                       g_bytes_get_size (bench->message), NULL, &report, NULL,
                                       &error))
        fail (error);
    }

  return NULL;
}

static gpointer
queue_many (gpointer data)
{
  Bench *bench = data;

  for (guint i = 0; i < bench->n_messages; i += BATCH)
    {
      guint n = MIN (BATCH, bench->n_messages - i);
      g_autofree TocsinOutboxOrder *orders = g_new0 (TocsinOutboxOrder, n);
      g_autoptr (TocsinEnvelope) envelope = make_envelope ();
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < n; j++)
        {
          orders[j].connection = CONNECTION;
          orders[j].envelope = envelope;
          orders[j].message = g_memory_input_stream_new_from_bytes (bench->message);
        }
      if (!tocsin_outbox_queue_all (tocsin_engine_get_outbox (bench->engine), orders, n, NULL,
                                    &error))
        fail (error);
      for (guint j = 0; j < n; j++)
        g_object_unref (orders[j].message);
      g_atomic_int_add (&bench->n_queued, (gint) n);
    }

  return NULL;
}

static gpointer
queue_singly (gpointer data)
{
  Bench *bench = data;
  TocsinHost *host = TOCSIN_HOST (tocsin_engine_get_connections (bench->engine));

  for (guint i = 0; i < bench->per_thread; i++)
    {
      g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bench->message);
      g_autoptr (TocsinEnvelope) envelope = make_envelope ();
      g_autoptr (GError) error = NULL;
      g_autofree char *id =
          tocsin_host_queue_mail (host, CONNECTION, envelope, stream, NULL, NULL, &error);

      if (id == NULL)
        fail (error);
      g_atomic_int_inc (&bench->n_queued);
    }

  return NULL;
}

static void
in_threads (Bench *bench, GThreadFunc work, guint n_threads, GThread **threads)
{
  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("bench", work, bench);
}

static void
join (GThread **threads, guint n_threads)
{
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}

/* To look at the youngest that is not sent costs next to nothing until all are. */
static gboolean
all_are_over (Bench *bench)
{
  TocsinOutboxFilter open = { .states = ~(1u << TOCSIN_OUTBOX_SENT), .limit = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mails = NULL;

  if ((guint) g_atomic_int_get (&bench->n_queued) < bench->n_messages)
    return FALSE;
  mails = tocsin_outbox_list (tocsin_engine_get_outbox (bench->engine), &open, &error);
  if (mails == NULL)
    fail (error);

  return mails->len == 0;
}

static void
check_all_are_sent (Bench *bench)
{
  TocsinOutboxFilter sent = { .states = 1u << TOCSIN_OUTBOX_SENT, .limit = G_MAXUINT };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mails =
      tocsin_outbox_list (tocsin_engine_get_outbox (bench->engine), &sent, &error);

  if (mails == NULL)
    fail (error);
  if (mails->len == bench->n_messages)
    return;

  g_printerr ("only %u of %u messages are sent\n", mails->len, bench->n_messages);
  exit (1);
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static double
measure_queued (Bench *bench, GThreadFunc queue, guint n_threads, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinStateDirectory) state = tocsin_state_directory_open (folder, &error);
  g_autofree GThread **threads = g_new0 (GThread *, n_threads);
  guint clock;
  gint64 begin, end;

  if (state == NULL || !tocsin_state_directory_lock (state, &error))
    fail (error);
  bench->engine =
      tocsin_engine_new (bench->config, bench->registry, state, tocsin_clock_get_default ());
  if (!tocsin_engine_start (bench->engine, FALSE, &error))
    fail (error);
  clock = g_timeout_add (LOOK_MS, wake, NULL);

  begin = g_get_monotonic_time ();
  in_threads (bench, queue, n_threads, threads);
  while (!all_are_over (bench))
    g_main_context_iteration (NULL, TRUE);
  end = g_get_monotonic_time ();

  check_all_are_sent (bench);
  join (threads, n_threads);
  g_source_remove (clock);
  tocsin_engine_stop (bench->engine);
  g_clear_object (&bench->engine);

  return (double) (end - begin) / G_USEC_PER_SEC;
}

static double
measure_direct (Bench *bench, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_config_load_connection (bench->config, CONNECTION, &error);
  g_autoptr (TocsinConnection) connection = NULL;
  g_autofree GThread **threads = g_new0 (GThread *, n_threads);
  gint64 begin;

  if (settings != NULL)
    connection = tocsin_registry_new_connection (bench->registry, settings, &error);
  if (connection == NULL)
    fail (error);
  bench->transport = TOCSIN_MAIL_TRANSPORT (connection);

  begin = g_get_monotonic_time ();
  in_threads (bench, send_directly, n_threads, threads);
  join (threads, n_threads);

  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

/* The connection, in a file of its own. */
static TocsinConfig *
make_config (const char *folder, const char *host, const char *port, const char *pool)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "tocsin.conf", NULL);
  g_autofree char *address = g_strconcat ("address=", host, NULL);
  g_autofree char *number = g_strconcat ("port=", port, NULL);
  g_autofree char *size = g_strconcat ("limits.pool-size=", pool, NULL);
  const char *const settings[] = { address, number, size, "encryption.mode=none", NULL };
  TocsinConfig *config = tocsin_config_new_for_file (path, &error);
  g_autofree char *id = NULL;

  if (config != NULL)
    id = tocsin_config_add_connection (config, "smtp", CONNECTION, settings, &error);
  if (id == NULL)
    fail (error);

  return config;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autoptr (TocsinConfig) config = NULL;
  Bench bench = { .registry = registry };
  g_autofree char *content = NULL;
  gsize length;
  guint n_threads;
  double seconds;

  if (argc != 8)
    return 2;
  if (!g_file_get_contents (argv[4], &content, &length, &error))
    fail (error);
  bench.message = g_bytes_new (content, length);
  n_threads = (guint) MAX (1, atoi (argv[6]));
  bench.per_thread = (guint) atoi (argv[5]) / n_threads;
  bench.n_messages = bench.per_thread * n_threads;
  tocsin_registry_load (registry);
  config = make_config (argv[7], argv[2], argv[3], argv[6]);
  bench.config = config;

  if (g_str_equal (argv[1], "queued"))
    seconds = measure_queued (&bench, queue_many, 1, argv[7]);
  else if (g_str_equal (argv[1], "singly"))
    seconds = measure_queued (&bench, queue_singly, n_threads, argv[7]);
  else
    seconds = measure_direct (&bench, n_threads);
  printf ("%f\n", seconds);
  g_bytes_unref (bench.message);

  return 0;
}
