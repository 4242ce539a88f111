/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/herald.h"

#include "core/engine/describe.h"
#include "core/engine/herald-item.h"

/* From one round to the next, milliseconds; and at most a fourth of the time is spent on them. */
#define INTERVAL 250
#define SHARE 4

struct _TocsinHerald
{
  GObject parent_instance;

  TocsinEngine *engine;
  GMainContext *context;
  gboolean heard;
  gboolean stopped;
  gboolean busy;
  guint timer;
  gint64 began;
  gint64 duration;

  GHashTable *known; /* Item → what was told of it last */
  GHashTable *first; /* set of Item: who was there from the start, and of whom nothing was told */
  GHashTable *dirty; /* set of TocsinHeraldItem */

  GMutex lock;        /* guards the rest: the journal tells on any thread */
  GHashTable *events; /* set of gint64 */
  gboolean many;
  gboolean called;
};

G_DEFINE_FINAL_TYPE (TocsinHerald, tocsin_herald, G_TYPE_OBJECT)

enum
{
  NEWS,
  ITEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What a worker finds out for a round, and the main context then tells. */
typedef struct
{
  TocsinHerald *self;
  GPtrArray *items;
  GArray *ids;
  gboolean many;
  GPtrArray *events;
  TocsinCensus *census;
} Round;

static void
round_free (Round *round)
{
  g_object_unref (round->self);
  g_ptr_array_unref (round->items);
  g_array_unref (round->ids);
  g_ptr_array_unref (round->events);
  g_clear_pointer (&round->census, tocsin_census_free);
  g_free (round);
}

static void
tocsin_herald_dispose (GObject *object)
{
  TocsinHerald *self = TOCSIN_HERALD (object);

  tocsin_herald_stop (self);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (tocsin_herald_parent_class)->dispose (object);
}

static void
tocsin_herald_finalize (GObject *object)
{
  TocsinHerald *self = TOCSIN_HERALD (object);

  g_hash_table_unref (self->known);
  g_hash_table_unref (self->first);
  g_hash_table_unref (self->dirty);
  g_hash_table_unref (self->events);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_herald_parent_class)->finalize (object);
}

static void
tocsin_herald_class_init (TocsinHeraldClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_herald_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_herald_finalize;

  signals[NEWS] = g_signal_new ("news", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                3, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_VARIANT);
  signals[ITEM] =
      g_signal_new ("item", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    TOCSIN_TYPE_CONFIG_KIND, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_VARIANT);
}

static void
tocsin_herald_init (TocsinHerald *self)
{
  g_mutex_init (&self->lock);
  self->context = g_main_context_ref_thread_default ();
  self->known = g_hash_table_new_full (tocsin_herald_item_hash, tocsin_herald_item_equal,
                                       tocsin_herald_item_free, (GDestroyNotify) g_variant_unref);
  self->first = g_hash_table_new_full (tocsin_herald_item_hash, tocsin_herald_item_equal,
                                       tocsin_herald_item_free, NULL);
  self->dirty = g_hash_table_new_full (tocsin_herald_item_hash, tocsin_herald_item_equal,
                                       tocsin_herald_item_free, NULL);
  self->events = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/**
 * tocsin_herald_brief_event: (skip)
 * @event: an event
 *
 * Returns: (transfer none): a floating `a{sv}`: what everybody may know of it.
 */
GVariant *
tocsin_herald_brief_event (TocsinJournalEvent *event)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "id", "x", event->id);
  tocsin_describe_string (&dict, "task", event->task);
  tocsin_describe_string (&dict, "state", tocsin_journal_state_to_string (event->state));

  return g_variant_dict_end (&dict);
}

/* A floating dictionary each; the second is the first where it is not given. */
static void
tell (TocsinHerald *self, const char *signal, GVariant *own, GVariant *everybody)
{
  g_autoptr (GVariant) first = g_variant_ref_sink (own);
  g_autoptr (GVariant) second =
      everybody != NULL ? g_variant_ref_sink (everybody) : g_variant_ref (first);

  g_signal_emit (self, signals[NEWS], 0, signal, first, second);
}

static void
tell_events (TocsinHerald *self, Round *round)
{
  for (guint i = 0; i < round->events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (round->events, i);

      /* What a mail holds is asked for by whoever wants to see it. */
      g_clear_pointer (&event->data, g_free);
      tell (self, "EventChanged", tocsin_describe_event (event, NULL),
            tocsin_herald_brief_event (event));
    }
  if (round->many)
    {
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

      g_variant_dict_insert (&dict, "many", "b", TRUE);
      tell (self, "EventChanged", g_variant_dict_end (&dict), NULL);
    }
}

static GVariant *
brief_item (const char *id, gboolean removed)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  tocsin_describe_string (&dict, "id", id);
  if (removed)
    g_variant_dict_insert (&dict, "removed", "b", TRUE);

  return g_variant_dict_end (&dict);
}

static void
tell_item (TocsinHerald *self, const TocsinHeraldItem *item, GVariant *now)
{
  GVariant *before = g_hash_table_lookup (self->known, item);
  const char *signal = item->kind == TOCSIN_CONFIG_TASK ? "TaskChanged" : "ConnectionChanged";
  g_autoptr (GVariant) nothing =
      g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));

  if (now == before || (now != NULL && before != NULL && g_variant_equal (now, before)))
    return;

  if (before == NULL && g_hash_table_remove (self->first, item))
    g_signal_emit (self, signals[ITEM], 0, item->kind, item->id, now != NULL ? nothing : NULL, now);
  else
    g_signal_emit (self, signals[ITEM], 0, item->kind, item->id, before, now);
  tell (self, signal, now != NULL ? now : brief_item (item->id, TRUE),
        brief_item (item->id, now == NULL));
  if (now != NULL)
    g_hash_table_replace (self->known, tocsin_herald_item_new (item->kind, item->id),
                          g_variant_ref (now));
  else
    g_hash_table_remove (self->known, item);
}

static void
tell_items (TocsinHerald *self, Round *round, TocsinConfigKind kind)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) descriptions = NULL;

  for (guint i = 0; i < round->items->len; i++)
    if (((TocsinHeraldItem *) g_ptr_array_index (round->items, i))->kind == kind)
      g_ptr_array_add (ids, ((TocsinHeraldItem *) g_ptr_array_index (round->items, i))->id);
  if (ids->len == 0)
    return;

  descriptions = tocsin_engine_describe_items (self->engine, kind, ids, round->census);
  for (guint i = 0; i < ids->len; i++)
    {
      const TocsinHeraldItem item = { kind, g_ptr_array_index (ids, i) };

      tell_item (self, &item, g_ptr_array_index (descriptions, i));
    }
}

static void plan_round (TocsinHerald *self);

static void
tell_on_main (gpointer data)
{
  Round *round = data;
  g_autoptr (TocsinHerald) self = g_object_ref (round->self);

  self->busy = FALSE;
  if (!self->stopped)
    {
      tell_events (self, round);
      if (round->census != NULL)
        {
          tell_items (self, round, TOCSIN_CONFIG_CONNECTION);
          tell_items (self, round, TOCSIN_CONFIG_TASK);
        }
    }
  round_free (round);
  self->duration = g_get_monotonic_time () - self->began;
  plan_round (self);
}

/* What can't be read is told the next time that it changes. */
static void
look_on_worker (gpointer data, GCancellable *cancellable)
{
  Round *round = data;
  TocsinEngine *engine = round->self->engine;
  TocsinJournal *journal = tocsin_engine_get_journal (engine);

  for (guint i = 0; i < round->ids->len; i++)
    {
      TocsinJournalEvent *event =
          tocsin_journal_get_event (journal, g_array_index (round->ids, gint64, i), NULL);

      if (event != NULL)
        g_ptr_array_add (round->events, event);
    }
  if (round->items->len == 0)
    return;
  round->census =
      tocsin_census_take (journal, tocsin_clock_get_real (tocsin_engine_get_clock (engine)), NULL);
}

static void
take_events (TocsinHerald *self, Round *round)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  gpointer id;

  round->many = self->many;
  g_hash_table_iter_init (&iter, self->events);
  while (!self->many && g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_val (round->ids, *(gint64 *) id);
  g_hash_table_remove_all (self->events);
  self->many = FALSE;
}

static void
take_items (TocsinHerald *self, Round *round)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->dirty);
  while (round->items->len < TOCSIN_HERALD_MOST && g_hash_table_iter_next (&iter, &item, NULL))
    {
      g_ptr_array_add (round->items, item);
      g_hash_table_iter_steal (&iter);
    }
}

static gboolean
begin_round (gpointer data)
{
  TocsinHerald *self = data;
  Round *round = g_new0 (Round, 1);

  self->timer = 0;
  self->busy = TRUE;
  self->began = g_get_monotonic_time ();
  round->self = g_object_ref (self);
  round->items = g_ptr_array_new_with_free_func (tocsin_herald_item_free);
  round->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  round->events = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_event_unref);
  take_events (self, round);
  take_items (self, round);
  tocsin_workers_run (tocsin_engine_get_workers (self->engine), look_on_worker, tell_on_main, round,
                      NULL);

  return G_SOURCE_REMOVE;
}

static gboolean
has_news (TocsinHerald *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->called = FALSE;

  return self->many || g_hash_table_size (self->events) > 0 || g_hash_table_size (self->dirty) > 0;
}

static void
plan_round (TocsinHerald *self)
{
  gint64 rest =
      self->began + MAX (INTERVAL * 1000, SHARE * self->duration) - g_get_monotonic_time ();

  if (self->busy || self->timer != 0 || self->stopped || !self->heard || !has_news (self))
    return;

  self->timer = g_timeout_add ((guint) (MAX (rest, 0) / 1000), begin_round, self);
}

static gboolean
on_called (gpointer data)
{
  plan_round (data);

  return G_SOURCE_REMOVE;
}

/* On any thread. g_main_context_invoke() would do it here and now while nobody runs the loop. */
static void
call (TocsinHerald *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_called, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* On any thread. */
static void
on_events_changed (TocsinJournal *journal, GArray *ids, gpointer user_data)
{
  TocsinHerald *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->many = self->many || ids->len == 0;
  for (guint i = 0; i < ids->len && !self->many; i++)
    {
      g_hash_table_add (self->events, g_memdup2 (&g_array_index (ids, gint64, i), sizeof (gint64)));
      self->many = g_hash_table_size (self->events) > TOCSIN_HERALD_MOST;
    }
  if (self->called)
    return;

  self->called = TRUE;
  call (self);
}

static void
mark_all (TocsinHerald *self, TocsinConfigKind kind)
{
  g_auto (GStrv) ids = tocsin_engine_list (self->engine, kind);
  GHashTableIter iter;
  gpointer item;

  for (gsize i = 0; ids[i] != NULL; i++)
    g_hash_table_add (self->dirty, tocsin_herald_item_new (kind, ids[i]));
  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    if (((TocsinHeraldItem *) item)->kind == kind)
      g_hash_table_add (self->dirty,
                        tocsin_herald_item_new (kind, ((TocsinHeraldItem *) item)->id));
}

static void
on_item_changed (TocsinEngine *engine, TocsinConfigKind kind, const char *id, gpointer user_data)
{
  TocsinHerald *self = user_data;

  if (kind == TOCSIN_CONFIG_ENGINE)
    return;
  if (id[0] != '\0')
    g_hash_table_add (self->dirty, tocsin_herald_item_new (kind, id));
  else
    mark_all (self, kind);
  plan_round (self);
}

static void
remember_first (TocsinHerald *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    g_hash_table_add (self->first, tocsin_herald_item_new (((TocsinHeraldItem *) item)->kind,
                                                           ((TocsinHeraldItem *) item)->id));
}

/**
 * tocsin_herald_new: (skip)
 * @engine: a running engine
 *
 * Returns: (transfer full): a herald whom nobody hears yet.
 */
TocsinHerald *
tocsin_herald_new (TocsinEngine *engine)
{
  TocsinHerald *self = g_object_new (TOCSIN_TYPE_HERALD, NULL);

  self->engine = g_object_ref (engine);
  mark_all (self, TOCSIN_CONFIG_CONNECTION);
  mark_all (self, TOCSIN_CONFIG_TASK);
  remember_first (self);
  g_signal_connect_object (engine, "item-changed", G_CALLBACK (on_item_changed), self, 0);
  g_signal_connect_object (tocsin_engine_get_journal (engine), "events-changed",
                           G_CALLBACK (on_events_changed), self, 0);

  return self;
}

static void
forget_events (TocsinHerald *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove_all (self->events);
  self->many = FALSE;
}

/**
 * tocsin_herald_set_heard: (skip)
 * @self: a herald
 * @heard: whether somebody listens; of events nobody is told what came before
 */
void
tocsin_herald_set_heard (TocsinHerald *self, gboolean heard)
{
  g_return_if_fail (TOCSIN_IS_HERALD (self));

  if (heard && !self->heard)
    forget_events (self);
  self->heard = heard;
  plan_round (self);
}

/**
 * tocsin_herald_stop: (skip)
 * @self: a herald
 *
 * Tells nothing more.
 */
void
tocsin_herald_stop (TocsinHerald *self)
{
  g_return_if_fail (TOCSIN_IS_HERALD (self));

  self->stopped = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
}
