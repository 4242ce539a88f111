/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/outbox-ledger.h"

#include "core/base/backoff.h"
#include "core/base/error.h"
#include "core/base/fault.h"

#include <glib/gi18n-lib.h>

/* Most marks of one transaction: nobody waits long for it. */
#define MOST_MARKS 256

/* How long to wait before what must not be lost is tried to be written again, in seconds. */
#define FIRST_WAIT 1
#define MOST_WAIT 30

/* One mark and who waits for it. */
typedef struct
{
  TocsinOutboxMark *mark;
  char *spool; /* given up once the mark is written */
  gboolean is_awaited;
  gboolean done;
  GError *error;
} Entry;

struct _TocsinOutboxLedger
{
  GObject parent_instance;

  TocsinOutboxJournal *journal;
  TocsinSpool *spool;
  TocsinBackoff backoff; /* the clerk's */

  GMutex lock; /* guards the rest; never held while writing */
  GCond changed;
  GQueue entries; /* in the order they came; the clerk takes from the head */
  guint writing;  /* how many the clerk has taken */
  guint failures; /* how often in a row it could not write */
  gboolean closing;
  GThread *clerk;
};

G_DEFINE_FINAL_TYPE (TocsinOutboxLedger, tocsin_outbox_ledger, G_TYPE_OBJECT)

static Entry *
entry_new (TocsinOutboxMark *mark, const char *spool)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->mark = mark;
  entry->spool = g_strdup (spool);

  return entry;
}

static void
entry_free (Entry *entry)
{
  tocsin_outbox_mark_free (entry->mark);
  g_free (entry->spool);
  g_clear_error (&entry->error);
  g_free (entry);
}

static gboolean
write_marks (TocsinOutboxLedger *self, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (marks, ((Entry *) g_ptr_array_index (entries, i))->mark);

  return tocsin_outbox_journal_mark (self->journal, marks, error);
}

/* One that nobody has in hand any more must not keep the others from being written. */
static void
write_singly (TocsinOutboxLedger *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, entry);
      if (!write_marks (self, one, &entry->error) && !entry->is_awaited)
        g_warning (_ ("what became of mail %" G_GINT64_FORMAT " can't be written down: %s"),
                   entry->mark->mail, entry->error->message);
    }
}

/* Returns: whether all is decided that was to be written; else it is all still to be. */
static gboolean
write_entries (TocsinOutboxLedger *self, GPtrArray *entries)
{
  g_autoptr (GError) error = NULL;

  if (write_marks (self, entries, &error))
    return TRUE;
  if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED))
    {
      write_singly (self, entries);
      return TRUE;
    }

  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (entry->is_awaited)
        entry->error = g_error_copy (error);
    }
  g_warning (_ ("what became of mail can't be written down yet: %s; trying again"), error->message);

  return FALSE;
}

/* With the lock held. Who waits is told; what must not be lost goes back to the head. */
static void
put_away (TocsinOutboxLedger *self, GPtrArray *entries, gboolean written)
{
  for (guint i = entries->len; i > 0; i--)
    {
      Entry *entry = g_ptr_array_index (entries, i - 1);

      if (entry->is_awaited)
        entry->done = TRUE; /* it is the waiting one's to free */
      else if (written)
        entry_free (entry);
      else
        g_queue_push_head (&self->entries, entry);
    }
}

static void
release_spool (TocsinOutboxLedger *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      if (entry->spool != NULL && entry->error == NULL)
        tocsin_spool_release (self->spool, entry->spool);
    }
}

static GPtrArray *
take_entries (TocsinOutboxLedger *self)
{
  GPtrArray *entries = g_ptr_array_new ();

  while (entries->len < MOST_MARKS && !g_queue_is_empty (&self->entries))
    g_ptr_array_add (entries, g_queue_pop_head (&self->entries));

  return entries;
}

/* With the lock held. After a failure the clerk rests; whoever waits for a mark is not kept. */
static void
rest (TocsinOutboxLedger *self)
{
  gint64 end = g_get_monotonic_time () + tocsin_backoff_next (&self->backoff, -1);
  guint left = g_queue_get_length (&self->entries);

  while (!self->closing && g_queue_get_length (&self->entries) == left
         && g_cond_wait_until (&self->changed, &self->lock, end))
    continue;
}

/* With the lock held at the begin and at the end. */
static void
write_some (TocsinOutboxLedger *self)
{
  g_autoptr (GPtrArray) entries = take_entries (self);
  gboolean written;

  self->writing = entries->len;
  g_mutex_unlock (&self->lock);
  written = write_entries (self, entries);
  if (written)
    release_spool (self, entries);
  g_mutex_lock (&self->lock);
  self->writing = 0;
  self->failures = written ? 0 : self->failures + 1;
  put_away (self, entries, written);
  g_cond_broadcast (&self->changed);
  if (written)
    tocsin_backoff_reset (&self->backoff);
  else
    rest (self);
}

/* At the end what can't be written stays as it was, and the next start decides. */
static gboolean
is_over (TocsinOutboxLedger *self)
{
  return self->closing && (g_queue_is_empty (&self->entries) || self->failures > 0);
}

static void
set_closed (GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED,
                       _ ("The engine ends: nothing more is sent"));
}

/* With the lock held: nobody waits for a clerk that has gone. */
static void
dismiss (TocsinOutboxLedger *self)
{
  for (GList *item = self->entries.head; item != NULL; item = item->next)
    {
      Entry *entry = item->data;

      if (!entry->is_awaited)
        continue;
      set_closed (&entry->error);
      entry->done = TRUE;
      item->data = NULL;
    }
  g_queue_remove_all (&self->entries, NULL);
  g_cond_broadcast (&self->changed);
}

static gpointer
keep_books (gpointer data)
{
  TocsinOutboxLedger *self = data;

  g_mutex_lock (&self->lock);
  while (!is_over (self))
    if (g_queue_is_empty (&self->entries))
      g_cond_wait (&self->changed, &self->lock);
    else
      write_some (self);
  dismiss (self);
  g_mutex_unlock (&self->lock);

  return NULL;
}

static void
tocsin_outbox_ledger_dispose (GObject *object)
{
  TocsinOutboxLedger *self = TOCSIN_OUTBOX_LEDGER (object);

  tocsin_outbox_ledger_close (self);
  g_clear_object (&self->journal);
  g_clear_object (&self->spool);

  G_OBJECT_CLASS (tocsin_outbox_ledger_parent_class)->dispose (object);
}

static void
tocsin_outbox_ledger_finalize (GObject *object)
{
  TocsinOutboxLedger *self = TOCSIN_OUTBOX_LEDGER (object);

  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_outbox_ledger_parent_class)->finalize (object);
}

static void
tocsin_outbox_ledger_class_init (TocsinOutboxLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_outbox_ledger_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_outbox_ledger_finalize;
}

static void
tocsin_outbox_ledger_init (TocsinOutboxLedger *self)
{
  self->backoff = (TocsinBackoff) TOCSIN_BACKOFF_INIT (FIRST_WAIT, MOST_WAIT);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->entries);
}

/**
 * tocsin_outbox_ledger_new: (skip)
 * @journal: where marks are written
 * @spool: (nullable): where the bytes of larger mail are
 *
 * Returns: (transfer full): a ledger with a clerk.
 */
TocsinOutboxLedger *
tocsin_outbox_ledger_new (TocsinOutboxJournal *journal, TocsinSpool *spool)
{
  TocsinOutboxLedger *self = g_object_new (TOCSIN_TYPE_OUTBOX_LEDGER, NULL);

  self->journal = g_object_ref (journal);
  g_set_object (&self->spool, spool);
  self->clerk = g_thread_new ("tocsin-ledger", keep_books, self);

  return self;
}

/**
 * tocsin_outbox_ledger_close: (skip)
 * @self: a ledger
 *
 * Writes what there is, and sends the clerk home. Who comes later is refused.
 */
void
tocsin_outbox_ledger_close (TocsinOutboxLedger *self)
{
  GThread *clerk;

  g_return_if_fail (TOCSIN_IS_OUTBOX_LEDGER (self));

  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->changed);
  clerk = g_steal_pointer (&self->clerk);
  g_mutex_unlock (&self->lock);

  if (clerk != NULL)
    g_thread_join (clerk);
}

static gboolean
strike (const char *point, GError **error)
{
  int injected = tocsin_fault_hit (point);

  if (injected == 0)
    return TRUE;

  tocsin_error_set_errno (error, injected, _ ("Writing to the outbox"));

  return FALSE;
}

/* With the lock held. */
static gboolean
await (TocsinOutboxLedger *self, Entry *entry, GError **error)
{
  while (!entry->done)
    g_cond_wait (&self->changed, &self->lock);
  if (entry->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&entry->error));

  return FALSE;
}

/**
 * tocsin_outbox_ledger_commit: (skip)
 * @self: a ledger
 * @mail: a mail in hand, of which all but the last byte has been sent
 * @owner: who has it in hand
 * @error: one of the storage codes, or %TOCSIN_ERROR_CANCELLED
 *
 * Returns: whether it is on the disk that it may be sent from now on.
 */
gboolean
tocsin_outbox_ledger_commit (TocsinOutboxLedger *self,
                             gint64 mail,
                             const char *owner,
                             GError **error)
{
  Entry *entry;
  gboolean written;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX_LEDGER (self), FALSE);

  if (!strike ("outbox-commit-before", error))
    return FALSE;

  entry = entry_new (tocsin_outbox_mark_new (mail, owner, TOCSIN_OUTBOX_COMMITTING), NULL);
  entry->is_awaited = TRUE;
  g_mutex_lock (&self->lock);
  if (self->closing)
    {
      set_closed (error);
      written = FALSE;
    }
  else
    {
      g_queue_push_tail (&self->entries, entry);
      g_cond_broadcast (&self->changed);
      written = await (self, entry, error);
    }
  g_mutex_unlock (&self->lock);
  entry_free (entry);
  if (written)
    tocsin_fault_hit ("outbox-commit-after");

  return written;
}

/**
 * tocsin_outbox_ledger_settle: (skip)
 * @self: a ledger
 * @mark: (transfer full): what became of a mail in hand
 * @spool: (nullable): the reference of its bytes, where they are needed no more
 *
 * Has it written down soon, however often the disk refuses. When the ledger is closed it is left as
 * it was.
 */
void
tocsin_outbox_ledger_settle (TocsinOutboxLedger *self, TocsinOutboxMark *mark, const char *spool)
{
  g_return_if_fail (TOCSIN_IS_OUTBOX_LEDGER (self) && mark != NULL);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->entries, entry_new (mark, spool));
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/**
 * tocsin_outbox_ledger_sync: (skip)
 * @self: a ledger
 *
 * Waits until all is written that was said so far, unless the disk refuses.
 *
 * Returns: whether it is.
 */
gboolean
tocsin_outbox_ledger_sync (TocsinOutboxLedger *self)
{
  gboolean written;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX_LEDGER (self), FALSE);

  g_mutex_lock (&self->lock);
  while (!self->closing && self->failures == 0
         && (self->writing > 0 || !g_queue_is_empty (&self->entries)))
    g_cond_wait (&self->changed, &self->lock);
  written = self->writing == 0 && g_queue_is_empty (&self->entries);
  g_mutex_unlock (&self->lock);

  return written;
}
