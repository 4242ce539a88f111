/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/ticker.h"

#include "core/base/backoff.h"
#include "core/base/error.h"
#include "core/base/notice.h"
#include "core/engine/describe.h"

#include <glib/gi18n-lib.h>

/* Seconds between tries after a look that failed. */
#define FIRST_BACKOFF 5
#define MOST_BACKOFF 300

/* A clock that is set while we wait must not make a task late by more than this. */
#define LONGEST_WAIT (60 * G_USEC_PER_SEC)

struct _TocsinTicker
{
  GObject parent_instance;

  TocsinTask *task;
  TocsinJournal *journal;
  TocsinWorkers *workers;
  TocsinClock *clock;
  GCancellable *cancellable;
  TocsinBackoff backoff;
  guint timer;
  gboolean busy;
  gboolean again;
  gboolean by_hand; /* a person wants it now */
  gint64 next;
  gint64 last_look;
  GError *last_error;
};

G_DEFINE_FINAL_TYPE (TocsinTicker, tocsin_ticker, G_TYPE_OBJECT)

enum
{
  FIRED,
  SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  TocsinTicker *self;
  gboolean by_hand;
  guint found;
  gboolean looked;
  gint64 next;
  GError *error;
} Tick;

static void
tocsin_ticker_dispose (GObject *object)
{
  TocsinTicker *self = TOCSIN_TICKER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->task);
  g_clear_object (&self->journal);
  g_clear_object (&self->workers);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->last_error);

  G_OBJECT_CLASS (tocsin_ticker_parent_class)->dispose (object);
}

static void
tocsin_ticker_class_init (TocsinTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_ticker_dispose;

  /**
   * TocsinTicker::fired:
   * @self: the ticker
   * @task: id of its task
   *
   * Events of the task have been written down.
   */
  signals[FIRED] = g_signal_new ("fired", TOCSIN_TYPE_TICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * TocsinTicker::settled:
   * @self: the ticker
   *
   * What was due has been looked at.
   */
  signals[SETTLED] = g_signal_new ("settled", TOCSIN_TYPE_TICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
tocsin_ticker_init (TocsinTicker *self)
{
  self->cancellable = g_cancellable_new ();
  self->backoff = (TocsinBackoff) TOCSIN_BACKOFF_INIT (FIRST_BACKOFF, MOST_BACKOFF);
}

/**
 * tocsin_ticker_new:
 * @task: a task whose trigger looks for itself
 * @journal: where its memory and its events go
 * @workers: who does the looking
 * @clock: the time
 *
 * Returns: (transfer full): a ticker that is not started.
 */
TocsinTicker *
tocsin_ticker_new (TocsinTask *task,
                   TocsinJournal *journal,
                   TocsinWorkers *workers,
                   TocsinClock *clock)
{
  TocsinTicker *self = g_object_new (TOCSIN_TYPE_TICKER, NULL);

  self->task = g_object_ref (task);
  self->journal = g_object_ref (journal);
  self->workers = g_object_ref (workers);
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * tocsin_ticker_get_task:
 * @self: a ticker
 *
 * Returns: (transfer none): its task.
 */
TocsinTask *
tocsin_ticker_get_task (TocsinTicker *self)
{
  g_return_val_if_fail (TOCSIN_IS_TICKER (self), NULL);

  return self->task;
}

static char *
to_json (JsonObject *data)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), data);

  return json_to_string (node, FALSE);
}

/*< private >
 * tocsin_ticker_make_event:
 * @task: a task
 * @occurrence: what its trigger found
 *
 * Returns: (transfer full): what is to be written down about it.
 */
TocsinJournalEvent *
tocsin_ticker_make_event (TocsinTask *task, TocsinOccurrence *occurrence)
{
  g_autofree char *source = g_strdup_printf ("/tasks/%s", tocsin_task_get_id (task));
  TocsinJournalEvent *event =
      tocsin_journal_event_new (tocsin_task_get_id (task), tocsin_task_get_generation (task),
                                occurrence->key, 0, occurrence->type, source);

  event->subject = g_strdup (occurrence->subject);
  event->received = occurrence->time;
  event->max_firings = tocsin_task_get_max_firings (task);
  json_object_set_string_member (occurrence->data, "task", tocsin_task_get_id (task));
  event->data = to_json (occurrence->data);

  return event;
}

static gboolean
write_down (TocsinTicker *self, const char *scope, TocsinTriggerPass *pass, GError **error)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  GPtrArray *occurrences = tocsin_trigger_pass_get_occurrences (pass);

  for (guint i = 0; i < occurrences->len; i++)
    {
      g_autoptr (TocsinJournalEvent) event =
          tocsin_ticker_make_event (self->task, g_ptr_array_index (occurrences, i));

      tocsin_journal_batch_add_event (batch, event);
    }
  if (occurrences->len > 0)
    tocsin_journal_batch_count (batch, tocsin_task_get_id (self->task),
                                tocsin_trigger_pass_get_now (pass), occurrences->len,
                                occurrences->len);
  if (tocsin_trigger_pass_get_state (pass) != NULL)
    tocsin_journal_batch_set_cursor (batch, scope, tocsin_trigger_pass_get_state (pass));

  return tocsin_journal_commit (self->journal, batch, error);
}

/* What is due, or what a person wants whether it is due or not. */
static gboolean
ask_trigger (Tick *tick, TocsinTriggerPass *pass, GCancellable *cancellable, GError **error)
{
  TocsinTrigger *trigger = tocsin_task_get_trigger (tick->self->task);

  return tick->by_hand ? tocsin_trigger_fire (trigger, pass, error)
                       : tocsin_trigger_look (trigger, pass, cancellable, error);
}

static gboolean
look (Tick *tick, GCancellable *cancellable, GError **error)
{
  TocsinTicker *self = tick->self;
  TocsinTrigger *trigger = tocsin_task_get_trigger (self->task);
  g_autofree char *scope = g_strdup_printf ("trigger/%s", tocsin_task_get_id (self->task));
  g_autoptr (GVariant) state = NULL;
  g_autoptr (TocsinTriggerPass) pass = NULL;
  gint64 now = tocsin_clock_get_real (self->clock);

  if (!tocsin_journal_get_cursor (self->journal, scope, &state, error))
    return FALSE;

  tick->next = tocsin_trigger_get_next (trigger, state, now);
  if (!tick->by_hand && (tick->next < 0 || tick->next > now))
    return TRUE;

  pass = tocsin_trigger_pass_new (now, state);
  if (!ask_trigger (tick, pass, cancellable, error) || !write_down (self, scope, pass, error))
    return FALSE;

  tick->looked = TRUE;
  tick->found = tocsin_trigger_pass_get_occurrences (pass)->len;
  tick->next = tocsin_trigger_get_next (trigger, tocsin_trigger_pass_get_state (pass), now);

  return TRUE;
}

static void
look_on_worker (gpointer data, GCancellable *cancellable)
{
  Tick *tick = data;

  look (tick, cancellable, &tick->error);
}

static gboolean
on_timer (gpointer data)
{
  TocsinTicker *self = data;

  self->timer = 0;
  tocsin_ticker_start (self);

  return G_SOURCE_REMOVE;
}

static void
wait_for (TocsinTicker *self, gint64 microseconds)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  microseconds = CLAMP (microseconds, 0, LONGEST_WAIT);
  self->timer = g_timeout_add ((guint) (microseconds / 1000 + 1), on_timer, self);
}

static void
note_failure (TocsinTicker *self, GError *error)
{
  g_clear_error (&self->last_error);
  self->last_error = error;
  if (error->code == TOCSIN_ERROR_CANCELLED)
    return;

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_TASK_FAILED,
                    "TASK_ID", tocsin_task_get_id (self->task), "ERROR_CODE",
                    tocsin_error_get_code_name (error), "MESSAGE",
                    _ ("task “%s”: its trigger failed: %s; it looks again"),
                    tocsin_task_get_name (self->task), error->message);
  wait_for (self, tocsin_backoff_next (&self->backoff, tocsin_error_get_retry_after (error)));
}

static void
finish_on_main (gpointer data)
{
  g_autofree Tick *tick = data;
  g_autoptr (TocsinTicker) self = tick->self;

  self->busy = FALSE;
  self->next = tick->next;
  if (g_cancellable_is_cancelled (self->cancellable))
    g_clear_error (&tick->error);
  else if (tick->error != NULL)
    note_failure (self, g_steal_pointer (&tick->error));
  else
    {
      g_clear_error (&self->last_error);
      tocsin_backoff_reset (&self->backoff);
      if (tick->looked)
        self->last_look = tocsin_clock_get_real (self->clock);
      if (tick->next >= 0)
        wait_for (self, tick->next - tocsin_clock_get_real (self->clock));
    }
  if (tick->found > 0)
    g_signal_emit (self, signals[FIRED], 0, tocsin_task_get_id (self->task));
  g_signal_emit (self, signals[SETTLED], 0);
  if (self->again)
    tocsin_ticker_start (self);
}

/**
 * tocsin_ticker_start:
 * @self: a ticker
 *
 * Looks when it is due, now or later, and goes on so until it is stopped.
 */
void
tocsin_ticker_start (TocsinTicker *self)
{
  Tick *tick;

  g_return_if_fail (TOCSIN_IS_TICKER (self));

  /* What a look in progress may have missed the next one finds. */
  self->again = self->busy;
  if (self->busy || g_cancellable_is_cancelled (self->cancellable))
    return;

  tick = g_new0 (Tick, 1);
  tick->self = g_object_ref (self);
  tick->next = -1;
  tick->by_hand = self->by_hand;
  self->by_hand = FALSE;
  self->busy = TRUE;
  tocsin_workers_run (self->workers, look_on_worker, finish_on_main, tick, self->cancellable);
}

/**
 * tocsin_ticker_fire:
 * @self: a ticker
 * @error: where to put that its trigger can't be set off by hand
 *
 * Fires once, at once, whether it is due or not; what is due comes all the same.
 *
 * Returns: whether it does.
 */
gboolean
tocsin_ticker_fire (TocsinTicker *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_TICKER (self), FALSE);

  if (!tocsin_trigger_can_fire (tocsin_task_get_trigger (self->task)))
    {
      g_set_error (
          error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
          _ ("task “%s” can't be set off by hand: nothing but what it waits for does that"),
          tocsin_task_get_name (self->task));
      return FALSE;
    }
  self->by_hand = TRUE;
  tocsin_ticker_start (self);

  return TRUE;
}

/**
 * tocsin_ticker_stop:
 * @self: a ticker
 *
 * Looks no more; what a look in progress finds is still written down.
 */
void
tocsin_ticker_stop (TocsinTicker *self)
{
  g_return_if_fail (TOCSIN_IS_TICKER (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
}

/**
 * tocsin_ticker_is_busy:
 * @self: a ticker
 *
 * Returns: whether the trigger is looking.
 */
gboolean
tocsin_ticker_is_busy (TocsinTicker *self)
{
  g_return_val_if_fail (TOCSIN_IS_TICKER (self), FALSE);

  return self->busy;
}

/**
 * tocsin_ticker_describe:
 * @self: a ticker
 *
 * Returns: (transfer none): a floating `a{sv}` for the task's status.
 */
GVariant *
tocsin_ticker_describe (TocsinTicker *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (TOCSIN_IS_TICKER (self), NULL);

  tocsin_describe_time (&dict, "last-look", self->last_look);
  tocsin_describe_time (&dict, "next-look", self->next);
  if (self->last_error != NULL)
    g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (self->last_error));

  return g_variant_dict_end (&dict);
}
