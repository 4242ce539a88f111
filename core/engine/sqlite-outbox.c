/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-outbox.h"

/* Old mail is forgotten in slices, so that others get in between. */
#define PRUNE_SLICE 1000

/* What a call asks for and brings back; the fields are the parameters of the call. */
typedef struct
{
  const char *owner;
  const char *through;
  guint limit;
  gint64 mail;
  gint64 now;
  gint64 remembered;
  GPtrArray *items;
  GVariant *results;
  GHashTable *intents;
  const GError *reason;
  guint number;
  char *spool;
} Job;

static gboolean
write_outbox (TocsinOutboxJournal *journal, TocsinSqliteWork work, Job *job, GError **error)
{
  return tocsin_sqlite_journal_write (TOCSIN_SQLITE_JOURNAL (journal), work, job, error);
}

/* Results of a write that did not go through count for nothing. */
static GPtrArray *
write_and_take (TocsinOutboxJournal *journal, TocsinSqliteWork work, Job *job, GError **error)
{
  if (write_outbox (journal, work, job, error))
    return job->items;

  g_clear_pointer (&job->items, g_ptr_array_unref);

  return NULL;
}

static gboolean
write_and_take_spool (
    TocsinOutboxJournal *journal, TocsinSqliteWork work, Job *job, char **spool, GError **error)
{
  g_autofree char *reference = NULL;
  gboolean written = write_outbox (journal, work, job, error);

  reference = g_steal_pointer (&job->spool);
  if (written)
    *spool = g_steal_pointer (&reference);

  return written;
}

static gboolean
do_add (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  return tocsin_sqlite_add_mails (connection, ((Job *) data)->items, error);
}

static gboolean
add (TocsinOutboxJournal *journal, GPtrArray *mails, GError **error)
{
  Job job = { .items = mails };

  return write_outbox (journal, do_add, &job, error);
}

static gboolean
do_claim (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  job->items =
      tocsin_sqlite_claim_mails (connection, job->owner, job->through, job->limit, job->now, error);

  return job->items != NULL;
}

static GPtrArray *
claim (TocsinOutboxJournal *journal,
       const char *owner,
       const char *connection,
       guint limit,
       gint64 now,
       GError **error)
{
  /* On the disk before anything is sent: a note that it may have gone counts only of what is known
   * to be in hand. */
  Job job = { .owner = owner, .through = connection, .limit = limit, .now = now };

  return write_and_take (journal, do_claim, &job, error);
}

static gboolean
do_mark (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  return tocsin_sqlite_mark_mails (connection, ((Job *) data)->items, error);
}

static gboolean
mark (TocsinOutboxJournal *journal, GPtrArray *marks, GError **error)
{
  Job job = { .items = marks };

  return write_outbox (journal, do_mark, &job, error);
}

static gboolean
do_recover (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  job->items = tocsin_sqlite_recover_mails (connection, job->owner, job->now, job->intents,
                                            job->reason, error);

  return job->items != NULL;
}

static GPtrArray *
recover (TocsinOutboxJournal *journal,
         const char *owner,
         gint64 now,
         GHashTable *intents,
         const GError *reason,
         GError **error)
{
  Job job = { .owner = owner, .now = now, .intents = intents, .reason = reason };

  return write_and_take (journal, do_recover, &job, error);
}

static gboolean
do_retry (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  return tocsin_sqlite_retry_mail (connection, job->mail, job->results, job->now, error);
}

static gboolean
retry (TocsinOutboxJournal *journal, gint64 mail, GVariant *results, gint64 now, GError **error)
{
  Job job = { .mail = mail, .results = results, .now = now };

  return write_outbox (journal, do_retry, &job, error);
}

static gboolean
do_flush (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  return tocsin_sqlite_flush_mails (connection, job->through, job->now, &job->number, error);
}

static gboolean
flush (TocsinOutboxJournal *journal,
       const char *connection,
       gint64 now,
       guint *n_flushed,
       GError **error)
{
  Job job = { .through = connection, .now = now };

  if (!write_outbox (journal, do_flush, &job, error))
    return FALSE;
  if (n_flushed != NULL)
    *n_flushed = job.number;

  return TRUE;
}

static gboolean
do_remove (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  return tocsin_sqlite_remove_mail (connection, job->mail, job->now, &job->spool, error);
}

static gboolean
remove_mail (TocsinOutboxJournal *journal, gint64 mail, gint64 now, char **spool, GError **error)
{
  Job job = { .mail = mail, .now = now };

  return write_and_take_spool (journal, do_remove, &job, spool, error);
}

static gboolean
do_set_filed (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  return tocsin_sqlite_set_mail_filed (connection, job->mail, &job->spool, error);
}

static gboolean
set_filed (TocsinOutboxJournal *journal, gint64 mail, char **spool, GError **error)
{
  Job job = { .mail = mail };

  return write_and_take_spool (journal, do_set_filed, &job, spool, error);
}

static gboolean
do_prune (TocsinSqliteConnection *connection, gpointer data, GError **error)
{
  Job *job = data;

  return tocsin_sqlite_prune_mails (connection, job->now, job->remembered, PRUNE_SLICE, job->items,
                                    &job->number, error);
}

static gboolean
prune (TocsinOutboxJournal *journal,
       gint64 before,
       gint64 remembered,
       GPtrArray **spool,
       GError **error)
{
  g_autoptr (GPtrArray) references = g_ptr_array_new_with_free_func (g_free);
  Job job = { .now = before, .remembered = remembered };

  do
    {
      job.items = g_ptr_array_new_with_free_func (g_free);
      if (write_and_take (journal, do_prune, &job, error) == NULL)
        return FALSE;
      g_ptr_array_extend_and_steal (references, job.items);
    }
  while (job.number == PRUNE_SLICE);

  *spool = g_steal_pointer (&references);

  return TRUE;
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
get_next_due (TocsinOutboxJournal *journal, const char *connection, gint64 *due, GError **error)
{
  READ (gboolean, tocsin_sqlite_get_next_mail_due (reader, connection, due, error));
}

static TocsinOutboxMail *
get (TocsinOutboxJournal *journal, gint64 mail, GError **error)
{
  READ (TocsinOutboxMail *, tocsin_sqlite_get_mail (reader, mail, error));
}

static GPtrArray *
list (TocsinOutboxJournal *journal, const TocsinOutboxFilter *filter, GError **error)
{
  READ (GPtrArray *, tocsin_sqlite_list_mails (reader, filter, error));
}

static gboolean
read_content (TocsinOutboxJournal *journal, gint64 mail, GBytes **content, GError **error)
{
  READ (gboolean, tocsin_sqlite_read_content (reader, mail, content, error));
}

static GPtrArray *
list_unfiled (TocsinOutboxJournal *journal, const char *connection, guint limit, GError **error)
{
  READ (GPtrArray *, tocsin_sqlite_list_unfiled_mails (reader, connection, limit, error));
}

static GPtrArray *
count (TocsinOutboxJournal *journal, GError **error)
{
  READ (GPtrArray *, tocsin_sqlite_count_mails (reader, error));
}

static gboolean
count_from (TocsinOutboxJournal *journal,
            const char *origin,
            const char *address,
            gint64 since,
            guint64 *count,
            GError **error)
{
  READ (gboolean, tocsin_sqlite_count_mails_from (reader, origin, address, since, count, error));
}

static gboolean
find (TocsinOutboxJournal *journal, const char *key, gint64 *mail, GError **error)
{
  *mail = 0;
  READ (gboolean, tocsin_sqlite_find_mail (reader, key, mail, error));
}

/*< private >
 * tocsin_sqlite_outbox_init:
 * @iface: what a #TocsinSqliteJournal is as a #TocsinOutboxJournal
 */
void
tocsin_sqlite_outbox_init (TocsinOutboxJournalInterface *iface)
{
  iface->add = add;
  iface->claim = claim;
  iface->get_next_due = get_next_due;
  iface->mark = mark;
  iface->recover = recover;
  iface->retry = retry;
  iface->flush = flush;
  iface->remove = remove_mail;
  iface->prune = prune;
  iface->get = get;
  iface->list = list;
  iface->read = read_content;
  iface->list_unfiled = list_unfiled;
  iface->set_filed = set_filed;
  iface->count = count;
  iface->count_from = count_from;
  iface->find = find;
}
