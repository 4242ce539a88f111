/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-journal.h"

#include "core/base/error.h"
#include "core/engine/journal-operation.h"
#include "core/engine/sqlite-apply.h"
#include "core/engine/sqlite-events.h"
#include "core/engine/sqlite-file.h"
#include "core/engine/sqlite-outbox.h"
#include "core/engine/sqlite-read.h"
#include "core/engine/sqlite-schema.h"

#include <glib/gi18n-lib.h>

/* Old events are forgotten in slices, so that new ones get in between. */
#define PRUNE_SLICE 1000

typedef struct
{
  TocsinSqliteConnection *reader;
  TocsinSqliteConnection *connection; /* %NULL when only read; the reader itself in memory */
  TocsinSqliteWriter *writer;
} TocsinSqliteJournalPrivate;

static void journal_iface_init (TocsinJournalInterface *iface);

G_DEFINE_TYPE_WITH_CODE (TocsinSqliteJournal,
                         tocsin_sqlite_journal,
                         G_TYPE_OBJECT,
                         G_ADD_PRIVATE (TocsinSqliteJournal)
                             G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_JOURNAL, journal_iface_init)
                                 G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_OUTBOX_JOURNAL,
                                                        tocsin_sqlite_outbox_init))

/*< private >
 * tocsin_sqlite_journal_write:
 * @journal: a journal
 * @work: what to do
 * @data: for @work
 * @error: what @work failed with, or one of the storage codes
 */
gboolean
tocsin_sqlite_journal_write (TocsinSqliteJournal *journal,
                             TocsinSqliteWork work,
                             gpointer data,
                             GError **error)
{
  TocsinSqliteJournalPrivate *self = tocsin_sqlite_journal_get_instance_private (journal);

  if (self->writer != NULL)
    return tocsin_sqlite_writer_write (self->writer, work, data, error);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY,
               _ ("The journal %s was opened for reading only"), self->reader->path);

  return FALSE;
}

static gboolean
write_journal (TocsinJournal *journal, TocsinSqliteWork work, gpointer data, GError **error)
{
  return tocsin_sqlite_journal_write (TOCSIN_SQLITE_JOURNAL (journal), work, data, error);
}

static gboolean
do_commit (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  return tocsin_sqlite_apply_batch (connection, data, error);
}

static gboolean
commit (TocsinJournal *journal, TocsinJournalBatch *batch, GError **error)
{
  if (tocsin_journal_batch_is_empty (batch))
    return TRUE;
  if (!write_journal (journal, do_commit, batch, error))
    return FALSE;

  tocsin_journal_batch_publish (batch);

  return TRUE;
}

typedef struct
{
  const char *owner;
  const char *task;
  guint limit;
  gint64 now;
  GPtrArray *events;
} Claim;

static gboolean
do_claim (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Claim *claim = data;

  claim->events =
      tocsin_sqlite_claim (connection, claim->owner, claim->task, claim->limit, claim->now, error);

  return claim->events != NULL;
}

static gboolean
do_recover (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Claim *claim = data;

  claim->events = tocsin_sqlite_recover (connection, claim->owner, error);

  return claim->events != NULL;
}

static GPtrArray *
write_claim (TocsinJournal *journal, TocsinSqliteWork work, Claim *claim, GError **error)
{
  if (write_journal (journal, work, claim, error))
    return claim->events;

  g_clear_pointer (&claim->events, g_ptr_array_unref);

  return NULL;
}

static GPtrArray *
claim_events (TocsinJournal *journal,
              const char *owner,
              const char *task,
              guint limit,
              gint64 now,
              GError **error)
{
  Claim claim = { owner, task, limit, now, NULL };

  return write_claim (journal, do_claim, &claim, error);
}

static GPtrArray *
recover (TocsinJournal *journal, const char *owner, gint64 now, GError **error)
{
  Claim claim = { owner, NULL, 0, now, NULL };

  return write_claim (journal, do_recover, &claim, error);
}

typedef struct
{
  gint64 event;
  gint64 now;
  char *spool;
} Verdict;

static gboolean
do_retry (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Verdict *verdict = data;

  return tocsin_sqlite_retry (connection, verdict->event, verdict->now, error);
}

static gboolean
retry (TocsinJournal *journal, gint64 event, gint64 now, GError **error)
{
  Verdict verdict = { event, now, NULL };

  return write_journal (journal, do_retry, &verdict, error);
}

static gboolean
do_discard (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Verdict *verdict = data;

  return tocsin_sqlite_discard (connection, verdict->event, verdict->now, &verdict->spool, error);
}

static gboolean
discard (TocsinJournal *journal, gint64 event, gint64 now, char **spool, GError **error)
{
  Verdict verdict = { event, now, NULL };
  gboolean success = write_journal (journal, do_discard, &verdict, error);

  if (success && spool != NULL)
    *spool = g_steal_pointer (&verdict.spool);
  g_free (verdict.spool);

  return success;
}

typedef struct
{
  gint64 before;
  GPtrArray *spool;
  guint n_pruned;
} Prune;

static gboolean
do_prune (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Prune *slice = data;

  return tocsin_sqlite_prune (connection, slice->before, PRUNE_SLICE, slice->spool,
                              &slice->n_pruned, error);
}

/* A slice that did not get through leaves its references where they were. */
static gboolean
prune_slice (
    TocsinJournal *journal, gint64 before, GPtrArray *spool, guint *n_pruned, GError **error)
{
  Prune slice = { before, g_ptr_array_new_with_free_func (g_free), 0 };
  gboolean success = write_journal (journal, do_prune, &slice, error);

  if (success)
    g_ptr_array_extend_and_steal (spool, slice.spool);
  else
    g_ptr_array_unref (slice.spool);
  *n_pruned = slice.n_pruned;

  return success;
}

static gboolean
prune (TocsinJournal *journal, gint64 before, GPtrArray **spool, GError **error)
{
  g_autoptr (GPtrArray) references = g_ptr_array_new_with_free_func (g_free);
  guint n_pruned;

  do
    if (!prune_slice (journal, before, references, &n_pruned, error))
      return FALSE;
  while (n_pruned == PRUNE_SLICE);

  if (spool != NULL)
    *spool = g_steal_pointer (&references);

  return TRUE;
}

/*< private >
 * tocsin_sqlite_journal_lock_reader:
 * @journal: a journal
 *
 * Every read goes through here: the reader belongs to whoever holds its lock.
 *
 * Returns: (transfer none): the reader, locked.
 */
TocsinSqliteConnection *
tocsin_sqlite_journal_lock_reader (TocsinSqliteJournal *journal)
{
  TocsinSqliteJournalPrivate *self = tocsin_sqlite_journal_get_instance_private (journal);

  g_mutex_lock (&self->reader->lock);

  return self->reader;
}

#define READ(type, call)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    TocsinSqliteConnection *reader =                                                               \
        tocsin_sqlite_journal_lock_reader (TOCSIN_SQLITE_JOURNAL (journal));                       \
    type result = call;                                                                            \
                                                                                                   \
    g_mutex_unlock (&reader->lock);                                                                \
    return result;                                                                                 \
  }                                                                                                \
  G_STMT_END

static gboolean
get_next_due (TocsinJournal *journal, const char *task, gint64 *due, GError **error)
{
  READ (gboolean, tocsin_sqlite_get_next_due (reader, task, due, error));
}

static gboolean
get_firings (TocsinJournal *journal, const char *task, guint64 *firings, GError **error)
{
  READ (gboolean, tocsin_sqlite_get_firings (reader, task, firings, error));
}

static gboolean
has_cursors (TocsinJournal *journal, const char *folder, gboolean *found, GError **error)
{
  READ (gboolean, tocsin_sqlite_has_cursors (reader, folder, found, error));
}

static gboolean
get_cursor (TocsinJournal *journal, const char *scope, GVariant **value, GError **error)
{
  READ (gboolean, tocsin_sqlite_get_cursor (reader, scope, value, error));
}

static GHashTable *
get_decisions (TocsinJournal *journal, const char *scope, const char *task, GError **error)
{
  READ (GHashTable *, tocsin_sqlite_get_decisions (reader, scope, task, error));
}

static GHashTable *
list_cursors (TocsinJournal *journal, const char *folder, GError **error)
{
  READ (GHashTable *, tocsin_sqlite_list_cursors (reader, folder, error));
}

static GHashTable *
find_last_rounds (TocsinJournal *journal, const char *task, const char *const *keys, GError **error)
{
  READ (GHashTable *, tocsin_sqlite_find_last_rounds (reader, task, keys, error));
}

static GHashTable *
find_seen (TocsinJournal *journal, const char *scope, const char *const *marks, GError **error)
{
  READ (GHashTable *, tocsin_sqlite_find_seen (reader, scope, marks, error));
}

static TocsinJournalEvent *
get_event (TocsinJournal *journal, gint64 event, GError **error)
{
  READ (TocsinJournalEvent *, tocsin_sqlite_get_event (reader, event, error));
}

static GPtrArray *
list_events (TocsinJournal *journal, const TocsinJournalFilter *filter, GError **error)
{
  READ (GPtrArray *, tocsin_sqlite_list_events (reader, filter, error));
}

static gboolean
count_spans (TocsinJournal *journal,
             const TocsinJournalFilter *filter,
             GArray *spans,
             GError **error)
{
  READ (gboolean, tocsin_sqlite_count_spans (reader, filter, spans, error));
}

static GPtrArray *
list_steps (TocsinJournal *journal, gint64 event, GError **error)
{
  READ (GPtrArray *, tocsin_sqlite_list_steps (reader, event, error));
}

static GPtrArray *
list_spool (TocsinJournal *journal, GError **error)
{
  READ (GPtrArray *, tocsin_sqlite_list_spool (reader, error));
}

static GPtrArray *
count (TocsinJournal *journal, gint64 now, GError **error)
{
  READ (GPtrArray *, tocsin_sqlite_count (reader, now, error));
}

static void
journal_iface_init (TocsinJournalInterface *iface)
{
  iface->commit = commit;
  iface->claim = claim_events;
  iface->get_next_due = get_next_due;
  iface->recover = recover;
  iface->retry = retry;
  iface->discard = discard;
  iface->prune = prune;
  iface->get_cursor = get_cursor;
  iface->get_decisions = get_decisions;
  iface->find_seen = find_seen;
  iface->get_event = get_event;
  iface->list_events = list_events;
  iface->count_spans = count_spans;
  iface->list_steps = list_steps;
  iface->list_spool = list_spool;
  iface->count = count;
  iface->get_firings = get_firings;
  iface->has_cursors = has_cursors;
  iface->list_cursors = list_cursors;
  iface->find_last_rounds = find_last_rounds;
}

static void
tocsin_sqlite_journal_finalize (GObject *object)
{
  TocsinSqliteJournalPrivate *self =
      tocsin_sqlite_journal_get_instance_private (TOCSIN_SQLITE_JOURNAL (object));

  g_clear_pointer (&self->writer, tocsin_sqlite_writer_free);
  if (self->connection == self->reader)
    self->connection = NULL;
  g_clear_pointer (&self->reader, tocsin_sqlite_connection_close);
  g_clear_pointer (&self->connection, tocsin_sqlite_connection_close);

  G_OBJECT_CLASS (tocsin_sqlite_journal_parent_class)->finalize (object);
}

static void
tocsin_sqlite_journal_class_init (TocsinSqliteJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_sqlite_journal_finalize;
}

static void
tocsin_sqlite_journal_init (TocsinSqliteJournal *self)
{
}

/**
 * tocsin_sqlite_journal_open:
 * @path: the file; made if it is not there. Its folder must be there and be ours
 * @error: `storage.newer` when a newer version wrote it, `storage.failed` when it is damaged or
 *   not a journal (in both cases it was not touched), `storage.readonly`, `storage.full`,
 *   `storage.locked`
 *
 * Opens a journal to work with. The caller holds the state directory's lock.
 *
 * Returns: (transfer full): the journal
 */
TocsinSqliteJournal *
tocsin_sqlite_journal_open (const char *path, GError **error)
{
  g_autoptr (TocsinSqliteJournal) journal = NULL;
  TocsinSqliteJournalPrivate *self;

  g_return_val_if_fail (path != NULL, NULL);

  journal = g_object_new (TOCSIN_TYPE_SQLITE_JOURNAL, NULL);
  self = tocsin_sqlite_journal_get_instance_private (journal);
  self->connection = tocsin_sqlite_file_open (path, error);
  if (self->connection == NULL)
    return NULL;

  self->writer = tocsin_sqlite_writer_new (self->connection);
  self->reader = tocsin_sqlite_file_open_readonly (path, error);

  return self->reader != NULL ? g_steal_pointer (&journal) : NULL;
}

/**
 * tocsin_sqlite_journal_open_readonly:
 * @path: the file
 * @error: as for tocsin_sqlite_journal_open(); `config.not-found` when there is none yet
 *
 * Opens a journal to look into while no engine runs.
 *
 * Returns: (transfer full): the journal; every call that writes fails with `storage.readonly`.
 */
TocsinSqliteJournal *
tocsin_sqlite_journal_open_readonly (const char *path, GError **error)
{
  g_autoptr (TocsinSqliteJournal) journal = NULL;
  TocsinSqliteJournalPrivate *self;

  g_return_val_if_fail (path != NULL, NULL);

  journal = g_object_new (TOCSIN_TYPE_SQLITE_JOURNAL, NULL);
  self = tocsin_sqlite_journal_get_instance_private (journal);
  self->reader = tocsin_sqlite_file_open_readonly (path, error);

  return self->reader != NULL ? g_steal_pointer (&journal) : NULL;
}

/*< private >
 * tocsin_sqlite_journal_open_in_memory:
 * @journal: a new journal, perhaps of a type that adds to it
 * @error: one of the storage codes
 *
 * Returns: whether it can be worked with.
 */
gboolean
tocsin_sqlite_journal_open_in_memory (TocsinSqliteJournal *journal, GError **error)
{
  TocsinSqliteJournalPrivate *self = tocsin_sqlite_journal_get_instance_private (journal);

  self->reader = tocsin_sqlite_connection_open (":memory:", NULL,
                                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (self->reader == NULL || !tocsin_sqlite_schema_prepare (self->reader, error))
    return FALSE;

  self->connection = self->reader;
  self->writer = tocsin_sqlite_writer_new (self->connection);

  return TRUE;
}

/**
 * tocsin_sqlite_journal_new_in_memory:
 * @error: one of the storage codes
 *
 * Returns: (transfer full): a journal that is forgotten with its last reference; for dry runs.
 */
TocsinSqliteJournal *
tocsin_sqlite_journal_new_in_memory (GError **error)
{
  g_autoptr (TocsinSqliteJournal) self = g_object_new (TOCSIN_TYPE_SQLITE_JOURNAL, NULL);

  return tocsin_sqlite_journal_open_in_memory (self, error) ? g_steal_pointer (&self) : NULL;
}
