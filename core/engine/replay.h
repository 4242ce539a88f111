/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/mail/folder.h"
#include "core/mail/message-ref.h"

G_BEGIN_DECLS

/**
 * TOCSIN_REPLAY_MAX_MESSAGES:
 *
 * The most messages that can be confirmed at once.
 */
#define TOCSIN_REPLAY_MAX_MESSAGES 100000

/**
 * TocsinReplay:
 * @id: names it among all replays
 * @connection: id of the connection
 * @task: id of the task
 * @confirmed: when a person said yes, microseconds since 1970
 * @messages: (element-type TocsinMessageRef): what is to be fired for, in its order
 * @next: how many of them are worked off
 * @events: (element-type gint64): the events that were written down, of those worked off just now
 * @unread: how many of these wait for a person, because their message can't be read
 * @gone: how many messages were not there any more
 * @spent: how many the task's max-firings did not let through
 *
 * Mail for which a person had a task fired. It is written down as a whole when it is confirmed, and
 * how far it is worked off in the transaction that holds the events: so each message of it fires
 * exactly once, whenever the power goes.
 */
typedef struct
{
  char *id;
  char *connection;
  char *task;
  gint64 confirmed;
  GPtrArray *messages;
  guint next;
  GArray *events;
  guint unread;
  guint gone;
  guint spent;

  /*< private >*/
  GHashTable *folders;
  gatomicrefcount ref_count;
} TocsinReplay;

#define TOCSIN_TYPE_REPLAY (tocsin_replay_get_type ())
GType tocsin_replay_get_type (void);

TocsinReplay *tocsin_replay_new (const char *connection, const char *task, gint64 now);
TocsinReplay *tocsin_replay_new_from_variant (
    const char *connection, const char *task, gint64 now, GVariant *messages, GError **error);
TocsinReplay *tocsin_replay_ref (TocsinReplay *self);
void tocsin_replay_unref (TocsinReplay *self);
void tocsin_replay_add (TocsinReplay *self, TocsinFolder *folder, TocsinMessageRef *ref);
GVariant *tocsin_replay_get_messages (const TocsinReplay *self);
gboolean tocsin_replay_write (const TocsinReplay *self, TocsinJournal *journal, GError **error);
GPtrArray *
tocsin_replay_find_last (const TocsinReplay *self, TocsinJournal *journal, GError **error);
GPtrArray *tocsin_replay_list (TocsinJournal *journal, const char *connection, GError **error);
TocsinFolder *tocsin_replay_get_folder (const TocsinReplay *self);
GPtrArray *tocsin_replay_take (const TocsinReplay *self, guint most);
void tocsin_replay_write_progress (const TocsinReplay *self, TocsinJournalBatch *batch, guint next);
gboolean tocsin_replay_is_through (const TocsinReplay *self);
GVariant *tocsin_replay_describe (const TocsinReplay *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinReplay, tocsin_replay_unref)

G_END_DECLS
