/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-private.h"

#include "core/engine/transcript-folder.h"
#include "core/net/session-pool.h"

#include <glib/gi18n-lib.h>
#include <sys/resource.h>

/* Workers when the settings name no number: most of them wait for a server, not for a core. One for
 * each connection, so that servers that stall hold up nobody else, and some for actions; but not so
 * many that ten thousand mailboxes that come back at once fight over the cores. */
#define LEAST_WORKERS 64
#define MOST_WORKERS 512

/* What a worker takes along: the engine's settings may change meanwhile. */
typedef struct
{
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinOutbox *outbox;
  gint64 before;
} Prune;

static void
prune_free (gpointer data)
{
  Prune *job = data;

  g_object_unref (job->journal);
  g_object_unref (job->spool);
  g_object_unref (job->outbox);
  g_free (job);
}

static void
prune (gpointer data, GCancellable *cancellable)
{
  Prune *job = data;
  g_autoptr (GPtrArray) spool = NULL;
  g_autoptr (GError) error = NULL;

  if (!tocsin_journal_prune (job->journal, job->before, &spool, &error))
    {
      g_warning (_ ("old events can't be removed from the journal: %s"), error->message);
      return;
    }
  for (guint i = 0; i < spool->len; i++)
    tocsin_spool_release (job->spool, g_ptr_array_index (spool, i));
  if (!tocsin_outbox_prune (job->outbox, job->before, &error))
    g_warning (_ ("old mail can't be removed from the outbox: %s"), error->message);
}

static void
prune_history (TocsinEngine *self, gint64 now)
{
  gint64 history = tocsin_snapshot_get_uint (self->settings, "history");
  Prune *job = g_new0 (Prune, 1);

  job->journal = g_object_ref (self->journal);
  job->spool = g_object_ref (self->spool);
  job->outbox = g_object_ref (self->outbox);
  job->before = now - history * G_TIME_SPAN_DAY;
  tocsin_workers_run (self->workers, prune, prune_free, job, NULL);
}

static void
prune_sessions (gpointer data, GCancellable *cancellable)
{
  tocsin_session_pool_prune_shared ();
}

/*< private >
 * tocsin_engine_tidy_up:
 * @self: a running engine
 *
 * Has workers close sessions that nobody uses any more, and once an hour remove old events. To be
 * called every minute or so.
 */
void
tocsin_engine_tidy_up (TocsinEngine *self)
{
  gint64 now = tocsin_clock_get_real (self->clock);

  tocsin_workers_run (self->workers, prune_sessions, g_object_unref, g_object_ref (self), NULL);
  if (now - self->pruned <= G_TIME_SPAN_HOUR)
    return;

  self->pruned = now;
  prune_history (self, now);
}

static void
see_off (gpointer data, GCancellable *cancellable)
{
  g_ptr_array_set_size (data, 0);
}

/*< private >
 * tocsin_engine_see_off:
 * @self: a running engine
 * @connections: (transfer full) (element-type TocsinConnection): what is needed no more
 *
 * Has a worker drop them: a server that stalls answers no goodbye, and nobody is to wait for that.
 */
void
tocsin_engine_see_off (TocsinEngine *self, GPtrArray *connections)
{
  if (connections->len > 0)
    tocsin_workers_run (self->workers, see_off, (TocsinWorkDone) g_ptr_array_unref, connections,
                        NULL);
  else
    g_ptr_array_unref (connections);
}

/* On the thread that opens the session, whoever's pool it is. */
static gboolean
on_session_opening (GSignalInvocationHint *hint,
                    guint n_values,
                    const GValue *values,
                    gpointer user_data)
{
  tocsin_transcript_folder_follow (user_data, g_value_get_object (&values[1]));

  return TRUE;
}

/*< private >
 * tocsin_engine_start_transcripts:
 * @self: an engine
 *
 * From now on sessions of connections that ask for it leave a transcript.
 */
void
tocsin_engine_start_transcripts (TocsinEngine *self)
{
  const char *path = tocsin_state_directory_get_transcript_path (self->state);

  g_type_class_unref (g_type_class_ref (TOCSIN_TYPE_SESSION_POOL));
  self->opening_signal = g_signal_lookup ("opening", TOCSIN_TYPE_SESSION_POOL);
  self->opening_hook =
      g_signal_add_emission_hook (self->opening_signal, 0, on_session_opening,
                                  tocsin_transcript_folder_new (path), g_object_unref);
}

/*< private >
 * tocsin_engine_stop_transcripts:
 * @self: an engine
 */
void
tocsin_engine_stop_transcripts (TocsinEngine *self)
{
  if (self->opening_hook == 0)
    return;

  g_signal_remove_emission_hook (self->opening_signal, self->opening_hook);
  self->opening_hook = 0;
}

/*< private >
 * tocsin_engine_raise_descriptor_limit:
 *
 * A descriptor a mailbox: the soft limit of most systems would end at a thousand of them.
 */
void
tocsin_engine_raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
    return;

  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
    g_debug ("descriptor limit stays at %lu", (unsigned long) limit.rlim_cur);
}

/*< private >
 * tocsin_engine_count_workers:
 * @self: an engine
 *
 * Returns: how many workers there may be with the settings as they are.
 */
guint
tocsin_engine_count_workers (TocsinEngine *self)
{
  guint workers = tocsin_snapshot_get_uint (self->settings, "workers");
  const char *const *connections = tocsin_config_list (self->config, TOCSIN_CONFIG_CONNECTION);

  if (workers > 0)
    return workers;

  return MIN (LEAST_WORKERS + g_strv_length ((char **) connections), MOST_WORKERS);
}
