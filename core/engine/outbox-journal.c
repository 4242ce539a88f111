/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/outbox-journal.h"

G_DEFINE_INTERFACE (TocsinOutboxJournal, tocsin_outbox_journal, G_TYPE_OBJECT)

static void
tocsin_outbox_journal_default_init (TocsinOutboxJournalInterface *iface)
{
}

/**
 * tocsin_outbox_mark_new: (skip)
 * @mail: id of the mail
 * @owner: who has it in hand; stays the caller's
 * @state: where it is from now on
 *
 * Returns: (transfer full): a mark; fill in the rest.
 */
TocsinOutboxMark *
tocsin_outbox_mark_new (gint64 mail, const char *owner, TocsinOutboxState state)
{
  TocsinOutboxMark *self = g_new0 (TocsinOutboxMark, 1);

  self->mail = mail;
  self->owner = owner;
  self->state = state;

  return self;
}

/**
 * tocsin_outbox_mark_free: (skip)
 * @self: (transfer full): a mark
 */
void
tocsin_outbox_mark_free (TocsinOutboxMark *self)
{
  g_clear_pointer (&self->results, g_variant_unref);
  g_free (self->error_code);
  g_free (self->error_message);
  g_free (self);
}

/**
 * tocsin_outbox_count_free: (skip)
 * @self: (transfer full): a count
 */
void
tocsin_outbox_count_free (TocsinOutboxCount *self)
{
  g_free (self->connection);
  g_free (self);
}

/**
 * tocsin_outbox_journal_add: (skip)
 * @self: a journal
 * @mails: (element-type TocsinOutboxMail): what to write down; not shared with anybody
 * @error: one of the storage codes
 *
 * Writes them down, all or none. Each then knows its id, and whether its key was there already; of
 * one that was, nothing is written.
 *
 * Returns: whether they are on the disk.
 */
gboolean
tocsin_outbox_journal_add (TocsinOutboxJournal *self, GPtrArray *mails, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && mails != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->add (self, mails, error);
}

/**
 * tocsin_outbox_journal_claim: (skip)
 * @self: a journal
 * @owner: who takes them in hand; the same name after a restart
 * @connection: id of the connection they go through
 * @limit: at most so many, from 1
 * @now: µs since 1970
 * @error: one of the storage codes
 *
 * Takes mail that is due, in the order it became due; nobody else gets it until it is marked.
 *
 * Returns: (transfer full) (element-type TocsinOutboxMail): the mail, possibly none, or %NULL with
 * @error set.
 */
GPtrArray *
tocsin_outbox_journal_claim (TocsinOutboxJournal *self,
                             const char *owner,
                             const char *connection,
                             guint limit,
                             gint64 now,
                             GError **error)
{
  g_return_val_if_fail (
      TOCSIN_IS_OUTBOX_JOURNAL (self) && owner != NULL && connection != NULL && limit > 0, NULL);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->claim (self, owner, connection, limit, now, error);
}

/**
 * tocsin_outbox_journal_get_next_due: (skip)
 * @self: a journal
 * @connection: id of a connection
 * @due: (out): when its next mail may be claimed, µs since 1970, or %G_MAXINT64 when none waits
 * @error: one of the storage codes
 *
 * Returns: whether it could be found out.
 */
gboolean
tocsin_outbox_journal_get_next_due (TocsinOutboxJournal *self,
                                    const char *connection,
                                    gint64 *due,
                                    GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && connection != NULL && due != NULL,
                        FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->get_next_due (self, connection, due, error);
}

/**
 * tocsin_outbox_journal_mark: (skip)
 * @self: a journal
 * @marks: (element-type TocsinOutboxMark): what became of mail in hand
 * @error: one of the storage codes
 *
 * Writes all of them down in one transaction, in their order. `config.invalid` when an owner does
 * not have its mail in hand: then none is written.
 *
 * Returns: whether they are on the disk.
 */
gboolean
tocsin_outbox_journal_mark (TocsinOutboxJournal *self, GPtrArray *marks, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && marks != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->mark (self, marks, error);
}

/**
 * tocsin_outbox_journal_recover: (skip)
 * @self: a journal
 * @owner: who had mail in hand and is gone
 * @now: µs since 1970
 * @intents: (element-type gint64 TocsinOutboxState): what was noted of mail that was about to be
 * sent
 * @reason: what is written down with mail that becomes unknown
 * @error: one of the storage codes
 *
 * What was being sent waits again; where the last byte may have gone nobody knows what became of
 * it: it is unknown from now on.
 *
 * Returns: (transfer full) (element-type TocsinOutboxMail): the mail that is unknown now.
 */
GPtrArray *
tocsin_outbox_journal_recover (TocsinOutboxJournal *self,
                               const char *owner,
                               gint64 now,
                               GHashTable *intents,
                               const GError *reason,
                               GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && owner != NULL, NULL);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->recover (self, owner, now, intents, reason, error);
}

/**
 * tocsin_outbox_journal_retry: (skip)
 * @self: a journal
 * @mail: id of a mail
 * @results: (nullable): what became of its recipients, where that is to count on
 * @now: µs since 1970
 * @error: one of the storage codes
 *
 * Has it sent at once, as if it had not failed before. `config.not-found`, and `config.invalid`
 * where it is being sent, was sent or removed.
 *
 * Returns: whether it will be.
 */
gboolean
tocsin_outbox_journal_retry (
    TocsinOutboxJournal *self, gint64 mail, GVariant *results, gint64 now, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && mail > 0, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->retry (self, mail, results, now, error);
}

/**
 * tocsin_outbox_journal_flush: (skip)
 * @self: a journal
 * @connection: (nullable): id of a connection, %NULL for all
 * @now: µs since 1970
 * @n_flushed: (out) (optional): how many there were
 * @error: one of the storage codes
 *
 * Makes all mail that waits, or failed and waits for its next try, due now.
 *
 * Returns: whether it did.
 */
gboolean
tocsin_outbox_journal_flush (
    TocsinOutboxJournal *self, const char *connection, gint64 now, guint *n_flushed, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self), FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->flush (self, connection, now, n_flushed, error);
}

/**
 * tocsin_outbox_journal_remove: (skip)
 * @self: a journal
 * @mail: id of a mail
 * @now: µs since 1970
 * @spool: (out) (transfer full) (nullable): the reference that is given up
 * @error: one of the storage codes
 *
 * Takes it away, but not its key. `config.not-found`, and `config.invalid` while it is being sent.
 *
 * Returns: whether it is gone.
 */
gboolean
tocsin_outbox_journal_remove (
    TocsinOutboxJournal *self, gint64 mail, gint64 now, char **spool, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && mail > 0 && spool != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->remove (self, mail, now, spool, error);
}

/**
 * tocsin_outbox_journal_prune: (skip)
 * @self: a journal
 * @before: µs since 1970
 * @remembered: µs since 1970: whom origins have written to before is forgotten, too
 * @spool: (out) (transfer full) (element-type utf8): the references that are given up
 * @error: one of the storage codes
 *
 * Forgets mail that was sent, partly sent or removed before a time, with its keys. What is dead or
 * unknown stays until a person has removed it.
 *
 * Returns: whether it did.
 */
gboolean
tocsin_outbox_journal_prune (
    TocsinOutboxJournal *self, gint64 before, gint64 remembered, GPtrArray **spool, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && spool != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->prune (self, before, remembered, spool, error);
}

/**
 * tocsin_outbox_journal_get: (skip)
 * @self: a journal
 * @mail: id of a mail
 * @error: one of the storage codes
 *
 * Returns: (transfer full): the mail without its bytes; `config.not-found`.
 */
TocsinOutboxMail *
tocsin_outbox_journal_get (TocsinOutboxJournal *self, gint64 mail, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && mail > 0, NULL);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->get (self, mail, error);
}

/**
 * tocsin_outbox_journal_list: (skip)
 * @self: a journal
 * @filter: which
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinOutboxMail): mail without its bytes.
 */
GPtrArray *
tocsin_outbox_journal_list (TocsinOutboxJournal *self,
                            const TocsinOutboxFilter *filter,
                            GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && filter != NULL, NULL);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->list (self, filter, error);
}

/**
 * tocsin_outbox_journal_read: (skip)
 * @self: a journal
 * @mail: id of a mail
 * @content: (out) (transfer full) (nullable): its bytes, %NULL where they are in the spool or gone
 * @error: one of the storage codes
 *
 * Returns: whether they could be read.
 */
gboolean
tocsin_outbox_journal_read (TocsinOutboxJournal *self,
                            gint64 mail,
                            GBytes **content,
                            GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && mail > 0 && content != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->read (self, mail, content, error);
}

/**
 * tocsin_outbox_journal_list_unfiled: (skip)
 * @self: a journal
 * @connection: id of a connection
 * @limit: at most so many
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinOutboxMail): mail that is over and that its
 * directory is still to show.
 */
GPtrArray *
tocsin_outbox_journal_list_unfiled (TocsinOutboxJournal *self,
                                    const char *connection,
                                    guint limit,
                                    GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && connection != NULL && limit > 0, NULL);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->list_unfiled (self, connection, limit, error);
}

/**
 * tocsin_outbox_journal_set_filed: (skip)
 * @self: a journal
 * @mail: id of a mail that is over
 * @spool: (out) (transfer full) (nullable): the reference that is given up
 * @error: one of the storage codes
 *
 * Its directory shows it: of mail that was sent the bytes go.
 *
 * Returns: whether it is written down.
 */
gboolean
tocsin_outbox_journal_set_filed (TocsinOutboxJournal *self,
                                 gint64 mail,
                                 char **spool,
                                 GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && mail > 0 && spool != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->set_filed (self, mail, spool, error);
}

/**
 * tocsin_outbox_journal_count: (skip)
 * @self: a journal
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinOutboxCount): the connections that have mail left,
 * in the order of their ids.
 */
GPtrArray *
tocsin_outbox_journal_count (TocsinOutboxJournal *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self), NULL);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->count (self, error);
}

/**
 * tocsin_outbox_journal_count_from: (skip)
 * @self: a journal
 * @origin: who had mail sent
 * @address: (nullable): only what went to this address, in lower case
 * @since: µs since 1970
 * @count: (out): how many mails there were
 * @error: one of the storage codes
 *
 * Returns: whether it could be found out.
 */
gboolean
tocsin_outbox_journal_count_from (TocsinOutboxJournal *self,
                                  const char *origin,
                                  const char *address,
                                  gint64 since,
                                  guint64 *count,
                                  GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && origin != NULL && count != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->count_from (self, origin, address, since, count,
                                                             error);
}

/**
 * tocsin_outbox_journal_find: (skip)
 * @self: a journal
 * @key: what a mail was written down with
 * @mail: (out): its id, 0 when there is none
 * @error: one of the storage codes
 *
 * Returns: whether it could be found out.
 */
gboolean
tocsin_outbox_journal_find (TocsinOutboxJournal *self,
                            const char *key,
                            gint64 *mail,
                            GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX_JOURNAL (self) && key != NULL && mail != NULL, FALSE);

  return TOCSIN_OUTBOX_JOURNAL_GET_IFACE (self)->find (self, key, mail, error);
}
