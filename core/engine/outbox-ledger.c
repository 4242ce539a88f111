/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/outbox-ledger.h"

#include "core/base/backoff.h"
#include "core/base/error.h"
#include "core/engine/outbox-intents.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Most marks of one transaction: nobody waits long for it. */
#define MOST_MARKS 256

/* How long to wait before what must not be lost is tried to be written again, in seconds. */
#define FIRST_WAIT 1
#define MOST_WAIT 30

/* So long what was sent is gathered, in microseconds, unless there is enough of it before. The note
 * of it is made at once. */
#define GATHER (50 * G_TIME_SPAN_MILLISECOND)
#define ENOUGH 64

/* One mark to be written. */
typedef struct
{
  TocsinOutboxMark *mark;
  char *spool; /* given up once it is */
  gboolean written;
  gboolean refused; /* nobody has the mail in hand any more */
} Entry;

struct _TocsinOutboxLedger
{
  GObject parent_instance;

  TocsinOutboxJournal *journal;
  TocsinSpool *spool;
  TocsinOutboxIntents *intents;
  TocsinBackoff backoff; /* the clerk's */

  GMutex lock;     /* guards the rest; never held while writing */
  GCond work;      /* for the clerk */
  GCond written;   /* for those who wait for him */
  GQueue entries;  /* in the order they came; the clerk takes from the head */
  gint64 oldest;   /* when the first of them came, monotonic */
  guint writing;   /* how many the clerk has taken */
  guint waiting;   /* how many wait for all to be written */
  guint failures;  /* how often in a row it could not be written */
  gboolean urgent; /* something has come that is not only gathered */
  gboolean closing;
  GThread *clerk;
};

G_DEFINE_FINAL_TYPE (TocsinOutboxLedger, tocsin_outbox_ledger, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  tocsin_outbox_mark_free (entry->mark);
  g_free (entry->spool);
  g_free (entry);
}

static gboolean
write_marks (TocsinOutboxLedger *self, Entry **entries, guint n_entries, GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();

  for (guint i = 0; i < n_entries; i++)
    if (!entries[i]->written)
      g_ptr_array_add (marks, entries[i]->mark);

  return tocsin_outbox_journal_mark (self->journal, marks, error);
}

/* One that nobody has in hand any more must not keep the others from being written. */
static gboolean
write_singly (TocsinOutboxLedger *self, GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GError) local_error = NULL;

      if (entry->refused)
        continue;
      entry->written = write_marks (self, &entry, 1, &local_error);
      entry->refused = g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      if (entry->refused)
        g_warning (_ ("what became of mail %" PRId64 " can't be written down: %s"),
                   entry->mark->mail, local_error->message);
      else if (!entry->written)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }

  return TRUE;
}

/* Returns: whether all is decided that was to be written; else it is all still to be. */
static gboolean
write_entries (TocsinOutboxLedger *self, GPtrArray *entries)
{
  g_autoptr (GError) error = NULL;

  if (write_marks (self, (Entry **) entries->pdata, entries->len, &error))
    return TRUE;
  if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID))
    {
      g_clear_error (&error);
      if (write_singly (self, entries, &error))
        return TRUE;
    }

  g_warning (_ ("what became of mail can't be written down yet: %s; trying again"), error->message);

  return FALSE;
}

/* With the lock held: what must not be lost goes back to the head. */
static void
put_away (TocsinOutboxLedger *self, GPtrArray *entries, gboolean written)
{
  for (guint i = entries->len; i > 0; i--)
    {
      Entry *entry = g_ptr_array_index (entries, i - 1);

      if (written)
        entry_free (entry);
      else
        g_queue_push_head (&self->entries, entry);
    }
}

static void
clear_up (TocsinOutboxLedger *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      tocsin_outbox_intents_forget (self->intents, entry->mark->mail);
      if (entry->spool != NULL && !entry->refused)
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

/* With the lock held. After a failure the clerk rests. */
static void
rest (TocsinOutboxLedger *self)
{
  gint64 end = g_get_monotonic_time () + tocsin_backoff_next (&self->backoff, -1);

  while (!self->closing && g_cond_wait_until (&self->work, &self->lock, end))
    continue;
}

/* With the lock held at the begin and at the end. */
static void
write_some (TocsinOutboxLedger *self)
{
  g_autoptr (GPtrArray) entries = take_entries (self);
  gboolean written;

  self->writing = entries->len;
  self->urgent = !g_queue_is_empty (&self->entries);
  g_mutex_unlock (&self->lock);
  written = write_entries (self, entries);
  if (written)
    clear_up (self, entries);
  g_mutex_lock (&self->lock);
  self->writing = 0;
  self->failures = written ? 0 : self->failures + 1;
  put_away (self, entries, written);
  if (self->waiting > 0)
    g_cond_broadcast (&self->written);
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

/* With the lock held. Nobody waits for what was sent to be written: much of it goes in one go. */
static gboolean
is_time (TocsinOutboxLedger *self)
{
  return self->urgent || self->closing || self->waiting > 0
         || g_queue_get_length (&self->entries) >= ENOUGH
         || g_get_monotonic_time () >= self->oldest + GATHER;
}

static gpointer
keep_books (gpointer data)
{
  TocsinOutboxLedger *self = data;

  g_mutex_lock (&self->lock);
  while (!is_over (self))
    if (g_queue_is_empty (&self->entries))
      g_cond_wait (&self->work, &self->lock);
    else if (is_time (self))
      write_some (self);
    else
      g_cond_wait_until (&self->work, &self->lock, self->oldest + GATHER);
  g_cond_broadcast (&self->written);
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
  g_clear_pointer (&self->intents, tocsin_outbox_intents_close);

  G_OBJECT_CLASS (tocsin_outbox_ledger_parent_class)->dispose (object);
}

static void
tocsin_outbox_ledger_finalize (GObject *object)
{
  TocsinOutboxLedger *self = TOCSIN_OUTBOX_LEDGER (object);

  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
  g_cond_clear (&self->work);
  g_cond_clear (&self->written);
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
  g_cond_init (&self->work);
  g_cond_init (&self->written);
  g_queue_init (&self->entries);
}

/**
 * tocsin_outbox_ledger_new: (skip)
 * @outbox: the mail; it has recovered
 * @error: one of the storage codes
 *
 * Returns: (transfer full): a ledger with a clerk.
 */
TocsinOutboxLedger *
tocsin_outbox_ledger_new (TocsinOutbox *outbox, GError **error)
{
  g_autofree char *path = tocsin_outbox_get_intents_path (outbox);
  TocsinOutboxIntents *intents = tocsin_outbox_intents_open (path, error);
  TocsinOutboxLedger *self;

  if (intents == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_OUTBOX_LEDGER, NULL);
  self->intents = intents;
  self->journal = g_object_ref (tocsin_outbox_get_journal (outbox));
  self->spool = g_object_ref (tocsin_outbox_get_spool (outbox));
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
  g_cond_broadcast (&self->work);
  clerk = g_steal_pointer (&self->clerk);
  g_mutex_unlock (&self->lock);

  if (clerk != NULL)
    g_thread_join (clerk);
}

static gboolean
is_closing (TocsinOutboxLedger *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->closing;
}

/**
 * tocsin_outbox_ledger_commit: (skip)
 * @self: a ledger
 * @mail: a mail in hand, of which all but the last byte has been sent
 * @error: one of the storage codes, or %TOCSIN_ERROR_CANCELLED
 *
 * Returns: whether it is on the disk that it may be sent from now on.
 */
gboolean
tocsin_outbox_ledger_commit (TocsinOutboxLedger *self, gint64 mail, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_LEDGER (self), FALSE);

  if (!is_closing (self))
    return tocsin_outbox_intents_commit (self->intents, mail, error);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED,
                       _ ("The engine ends: nothing more is sent"));

  return FALSE;
}

/* Where some have it, and the others are to be tried again, the mail as a whole must not be: until
 * the journal knows who they are, it is noted as what only a person may have sent again. */
static TocsinOutboxState
find_note (const TocsinOutboxMark *mark)
{
  const char *outcome = "";

  if (mark->results != NULL && mark->state != TOCSIN_OUTBOX_SENT)
    g_variant_lookup (mark->results, "outcome", "&s", &outcome);

  return g_str_equal (outcome, "partial") ? TOCSIN_OUTBOX_PARTIAL : mark->state;
}

/**
 * tocsin_outbox_ledger_settle: (skip)
 * @self: a ledger
 * @mark: (transfer full): what became of a mail in hand
 * @spool: (nullable): the reference of its bytes, where they are needed no more
 *
 * Notes it at once, and has it written down soon, however often the disk refuses. When the ledger
 * is closed it is left as it was.
 */
void
tocsin_outbox_ledger_settle (TocsinOutboxLedger *self, TocsinOutboxMark *mark, const char *spool)
{
  Entry *entry;

  g_return_if_fail (TOCSIN_IS_OUTBOX_LEDGER (self) && mark != NULL);

  tocsin_outbox_intents_answer (self->intents, mark->mail, find_note (mark));
  entry = g_new0 (Entry, 1);
  entry->mark = mark;
  entry->spool = g_strdup (spool);
  g_mutex_lock (&self->lock);
  if (g_queue_is_empty (&self->entries))
    self->oldest = g_get_monotonic_time ();
  g_queue_push_tail (&self->entries, entry);
  if (mark->state != TOCSIN_OUTBOX_SENT)
    self->urgent = TRUE;
  if (self->urgent || g_queue_get_length (&self->entries) == 1
      || g_queue_get_length (&self->entries) == ENOUGH)
    g_cond_signal (&self->work);
  g_mutex_unlock (&self->lock);
}

/**
 * tocsin_outbox_ledger_hurry: (skip)
 * @self: a ledger
 *
 * Nothing more is being sent: what was gathered has nothing to wait for.
 */
void
tocsin_outbox_ledger_hurry (TocsinOutboxLedger *self)
{
  g_return_if_fail (TOCSIN_IS_OUTBOX_LEDGER (self));

  g_mutex_lock (&self->lock);
  self->urgent = !g_queue_is_empty (&self->entries);
  g_cond_signal (&self->work);
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
  self->waiting++;
  g_cond_signal (&self->work);
  while (!self->closing && self->failures == 0
         && (self->writing > 0 || !g_queue_is_empty (&self->entries)))
    g_cond_wait (&self->written, &self->lock);
  self->waiting--;
  written = self->writing == 0 && g_queue_is_empty (&self->entries);
  g_mutex_unlock (&self->lock);

  return written;
}
