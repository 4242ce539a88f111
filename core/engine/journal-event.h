/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinJournalState:
 * @TOCSIN_JOURNAL_WAITING: written down, to be worked off at its due time
 * @TOCSIN_JOURNAL_RUNNING: claimed by an owner
 * @TOCSIN_JOURNAL_DONE: every step is finished
 * @TOCSIN_JOURNAL_FAILED: will be tried again at its due time
 * @TOCSIN_JOURNAL_DEAD: given up; a person may retry or discard it
 * @TOCSIN_JOURNAL_INTERRUPTED: a step that may not be repeated was running when its owner died;
 *   a person decides
 * @TOCSIN_JOURNAL_DISCARDED: a person or an action said it need not be worked off
 *
 * Where an event is on its way. The numbers are kept in journals: add at the end.
 */
typedef enum
{
  TOCSIN_JOURNAL_WAITING,
  TOCSIN_JOURNAL_RUNNING,
  TOCSIN_JOURNAL_DONE,
  TOCSIN_JOURNAL_FAILED,
  TOCSIN_JOURNAL_DEAD,
  TOCSIN_JOURNAL_INTERRUPTED,
  TOCSIN_JOURNAL_DISCARDED,
  /*< private >*/
  TOCSIN_JOURNAL_N_STATES,
} TocsinJournalState;

const char *tocsin_journal_state_to_string (TocsinJournalState state);
gboolean tocsin_journal_state_parse (const char *name, TocsinJournalState *state, GError **error);

typedef struct _TocsinJournalEvent TocsinJournalEvent;

/**
 * TocsinJournalEvent:
 * @id: the journal's number for it, what `event show` takes; 0 until committed; never used again
 * @task: id of the task
 * @generation: the generation of the task's settings that decided it
 * @key: identity of the message or the firing within the task
 * @round: 0, higher for `when = each`, replays and keys that return; (task, key, round) is unique
 * @type: CloudEvents type, `org.tocsin.mail.received.v1`
 * @source: CloudEvents source, `/connections/ID/FOLDER`
 * @subject: (nullable): CloudEvents subject, for mail the Message-ID
 * @received: when the mailbox got the message, µs since 1970
 * @created: when it was written down, µs since 1970; 0 lets the journal take the present
 * @due: not to be claimed before, µs since 1970; 0 = at once
 * @data: (nullable): the event's data as one JSON object; left out by lists unless asked for
 * @spool: (nullable): reference of the raw message in the spool
 * @state: where it is
 * @owner: (nullable): who claimed it, while running
 * @attempts: how often it was claimed and not given back untouched
 * @finished: when it became done, dead or discarded, µs since 1970, or 0
 * @error_code: (nullable): dotted name of the last error
 * @error_message: (nullable): its message
 * @mail_subject: (nullable): the mail's subject, of @data; only in lists that ask for it
 * @mail_from: (nullable): name or address of its sender; only in lists that ask for it
 * @max_firings: how many events the task may have in all, 0 = any number; not kept in the journal
 * @keys_return: whether the key may come to name something else, which has another subject then:
 * that is no duplicate, and gets a round of its own; not kept in the journal
 * @duplicate: set by commit: this (task, key, round) was already there, @id is the older one's; or
 *   the task has fired @max_firings times, @id is 0
 *
 * One row of the journal. A plain value without locks: whoever holds the only reference may change
 * it, shared ones are only read.
 */
struct _TocsinJournalEvent
{
  gint64 id;
  char *task;
  guint64 generation;
  char *key;
  guint round;
  char *type;
  char *source;
  char *subject;
  gint64 received;
  gint64 created;
  gint64 due;
  char *data;
  char *spool;
  TocsinJournalState state;
  char *owner;
  guint attempts;
  gint64 finished;
  char *error_code;
  char *error_message;
  char *mail_subject;
  char *mail_from;
  guint max_firings;
  gboolean keys_return;
  gboolean duplicate;
};

#define TOCSIN_TYPE_JOURNAL_EVENT (tocsin_journal_event_get_type ())
GType tocsin_journal_event_get_type (void);

TocsinJournalEvent *tocsin_journal_event_new (const char *task,
                                              guint64 generation,
                                              const char *key,
                                              guint round,
                                              const char *type,
                                              const char *source);
TocsinJournalEvent *tocsin_journal_event_ref (TocsinJournalEvent *self);
void tocsin_journal_event_unref (TocsinJournalEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinJournalEvent, tocsin_journal_event_unref)

G_END_DECLS
