/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox-mail.h"

G_BEGIN_DECLS

/**
 * TocsinOutboxFilter:
 * @connection: (nullable): only mail that goes through this connection
 * @states: which states: the bits `1 << state`; 0 for all but removed ones
 * @before: only mail with a smaller id, to page on; 0 = no limit
 * @limit: at most so many; 0 = 1000
 * @oldest_first: in the order they were queued instead of newest first
 *
 * Which mail to list. `TocsinOutboxFilter filter = { 0 };` is the newest of all.
 */
typedef struct
{
  const char *connection;
  guint states;
  gint64 before;
  guint limit;
  gboolean oldest_first;
} TocsinOutboxFilter;

/**
 * TocsinOutboxMark:
 * @mail: id of the mail
 * @owner: who has it in hand
 * @state: where it is from now on; for @TOCSIN_OUTBOX_COMMITTING nothing below counts
 * @now: µs since 1970
 * @due: not to be tried before, µs since 1970; where it will be
 * @attempts: how often it was tried
 * @failing_since: µs since 1970, or 0
 * @results: (nullable): what became of each recipient so far
 * @error_code: (nullable): dotted name of the last error
 * @error_message: (nullable): its message
 * @to_file: for mail that is over: whether its directory is still to show it
 *
 * What a sender writes down about a mail that it has in hand.
 */
typedef struct
{
  gint64 mail;
  const char *owner;
  TocsinOutboxState state;
  gint64 now;
  gint64 due;
  guint attempts;
  gint64 failing_since;
  GVariant *results;
  char *error_code;
  char *error_message;
  gboolean to_file;
} TocsinOutboxMark;

TocsinOutboxMark *tocsin_outbox_mark_new (gint64 mail, const char *owner, TocsinOutboxState state);
void tocsin_outbox_mark_free (TocsinOutboxMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOutboxMark, tocsin_outbox_mark_free)

/**
 * TocsinOutboxCount:
 * @connection: id of the connection
 * @states: how much of its mail is in each #TocsinOutboxState, but for what is sent or removed
 * @oldest: when the oldest that waits or failed was queued, µs since 1970, or 0
 * @failing_since: since when one of these fails, µs since 1970, or 0
 * @next_due: when the next is due, µs since 1970, or %G_MAXINT64
 *
 * A connection's outbox in numbers.
 */
typedef struct
{
  char *connection;
  guint states[TOCSIN_OUTBOX_N_STATES];
  gint64 oldest;
  gint64 failing_since;
  gint64 next_due;
} TocsinOutboxCount;

void tocsin_outbox_count_free (TocsinOutboxCount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOutboxCount, tocsin_outbox_count_free)

#define TOCSIN_TYPE_OUTBOX_JOURNAL (tocsin_outbox_journal_get_type ())

/**
 * TocsinOutboxJournal:
 *
 * The part of the engine's memory that holds mail to be sent. What the calls promise is what
 * #TocsinJournal promises of its own: they block, may be made from any thread, do all they say or
 * nothing, and what they have written survives a power cut.
 */
G_DECLARE_INTERFACE (TocsinOutboxJournal, tocsin_outbox_journal, TOCSIN, OUTBOX_JOURNAL, GObject)

/**
 * TocsinOutboxJournalInterface:
 * @add: writes mail down, in one transaction; each then knows its id and whether its key was there
 * @claim: takes mail that is due, in the order it became due, into @owner's hands
 * @get_next_due: when the next mail of a connection may be claimed; %G_MAXINT64 for none
 * @mark: writes down what senders say, in one transaction. A mark for a mail that its owner does
 *   not have in hand fails all of them with `storage.locked`. The bytes of mail that is sent go,
 *   unless its directory is still to show it
 * @recover: takes what a crash has left in @owner's hands, with what was noted of it: committing
 *   becomes unknown and is returned, sent is sent, all else waits again
 * @retry: has a mail sent again, by a person's word, with other results than it had;
 *   `config.invalid` where it is being sent, is sent or removed
 * @flush: makes all mail that waits due now
 * @remove: takes a mail away; its spool reference is given up
 * @prune: forgets mail that was over before a time, and its keys
 * @get: one mail; `config.not-found`
 * @list: some of it, without content
 * @read: the bytes that are kept in the journal; %NULL without error where they are in the spool
 * @list_unfiled: mail that is over and of which nothing has been put into its directory yet
 * @set_filed: says that it has been, and gives up what only that needed
 * @count: all connections in numbers
 * @count_from: how much mail an origin had written down
 * @find: the mail of a key
 */
struct _TocsinOutboxJournalInterface
{
  GTypeInterface parent;

  gboolean (*add) (TocsinOutboxJournal *self, GPtrArray *mails, GError **error);
  GPtrArray *(*claim) (TocsinOutboxJournal *self,
                       const char *owner,
                       const char *connection,
                       guint limit,
                       gint64 now,
                       GError **error);
  gboolean (*get_next_due) (TocsinOutboxJournal *self,
                            const char *connection,
                            gint64 *due,
                            GError **error);
  gboolean (*mark) (TocsinOutboxJournal *self, GPtrArray *marks, GError **error);
  GPtrArray *(*recover) (TocsinOutboxJournal *self,
                         const char *owner,
                         gint64 now,
                         GHashTable *intents,
                         const GError *reason,
                         GError **error);
  gboolean (*retry) (
      TocsinOutboxJournal *self, gint64 mail, GVariant *results, gint64 now, GError **error);
  gboolean (*flush) (TocsinOutboxJournal *self,
                     const char *connection,
                     gint64 now,
                     guint *n_flushed,
                     GError **error);
  gboolean (*remove) (
      TocsinOutboxJournal *self, gint64 mail, gint64 now, char **spool, GError **error);
  gboolean (*prune) (TocsinOutboxJournal *self,
                     gint64 before,
                     gint64 remembered,
                     GPtrArray **spool,
                     GError **error);
  TocsinOutboxMail *(*get) (TocsinOutboxJournal *self, gint64 mail, GError **error);
  GPtrArray *(*list) (TocsinOutboxJournal *self, const TocsinOutboxFilter *filter, GError **error);
  gboolean (*read) (TocsinOutboxJournal *self, gint64 mail, GBytes **content, GError **error);
  GPtrArray *(*list_unfiled) (TocsinOutboxJournal *self,
                              const char *connection,
                              guint limit,
                              GError **error);
  gboolean (*set_filed) (TocsinOutboxJournal *self, gint64 mail, char **spool, GError **error);
  GPtrArray *(*count) (TocsinOutboxJournal *self, GError **error);
  gboolean (*count_from) (TocsinOutboxJournal *self,
                          const char *origin,
                          const char *address,
                          gint64 since,
                          guint64 *count,
                          GError **error);
  gboolean (*find) (TocsinOutboxJournal *self, const char *key, gint64 *mail, GError **error);

  /*< private >*/
  gpointer padding[3];
};

gboolean tocsin_outbox_journal_add (TocsinOutboxJournal *self, GPtrArray *mails, GError **error);
GPtrArray *tocsin_outbox_journal_claim (TocsinOutboxJournal *self,
                                        const char *owner,
                                        const char *connection,
                                        guint limit,
                                        gint64 now,
                                        GError **error);
gboolean tocsin_outbox_journal_get_next_due (TocsinOutboxJournal *self,
                                             const char *connection,
                                             gint64 *due,
                                             GError **error);
gboolean tocsin_outbox_journal_mark (TocsinOutboxJournal *self, GPtrArray *marks, GError **error);
GPtrArray *tocsin_outbox_journal_recover (TocsinOutboxJournal *self,
                                          const char *owner,
                                          gint64 now,
                                          GHashTable *intents,
                                          const GError *reason,
                                          GError **error);
gboolean tocsin_outbox_journal_retry (
    TocsinOutboxJournal *self, gint64 mail, GVariant *results, gint64 now, GError **error);
gboolean tocsin_outbox_journal_flush (TocsinOutboxJournal *self,
                                      const char *connection,
                                      gint64 now,
                                      guint *n_flushed,
                                      GError **error);
gboolean tocsin_outbox_journal_remove (
    TocsinOutboxJournal *self, gint64 mail, gint64 now, char **spool, GError **error);
gboolean tocsin_outbox_journal_prune (
    TocsinOutboxJournal *self, gint64 before, gint64 remembered, GPtrArray **spool, GError **error);
TocsinOutboxMail *
tocsin_outbox_journal_get (TocsinOutboxJournal *self, gint64 mail, GError **error);
GPtrArray *tocsin_outbox_journal_list (TocsinOutboxJournal *self,
                                       const TocsinOutboxFilter *filter,
                                       GError **error);
gboolean tocsin_outbox_journal_read (TocsinOutboxJournal *self,
                                     gint64 mail,
                                     GBytes **content,
                                     GError **error);
GPtrArray *tocsin_outbox_journal_list_unfiled (TocsinOutboxJournal *self,
                                               const char *connection,
                                               guint limit,
                                               GError **error);
gboolean tocsin_outbox_journal_set_filed (TocsinOutboxJournal *self,
                                          gint64 mail,
                                          char **spool,
                                          GError **error);
GPtrArray *tocsin_outbox_journal_count (TocsinOutboxJournal *self, GError **error);
gboolean tocsin_outbox_journal_count_from (TocsinOutboxJournal *self,
                                           const char *origin,
                                           const char *address,
                                           gint64 since,
                                           guint64 *count,
                                           GError **error);
gboolean tocsin_outbox_journal_find (TocsinOutboxJournal *self,
                                     const char *key,
                                     gint64 *mail,
                                     GError **error);

G_END_DECLS
