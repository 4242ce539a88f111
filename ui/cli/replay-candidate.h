/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/mail/folder.h"
#include "core/mail/message-ref.h"
#include "core/mail/message.h"

G_BEGIN_DECLS

/**
 * TocsinReplayCandidate:
 * @folder: where the message is
 * @ref: which it is there
 * @message: its headers at least
 * @matches: whether the task's query finds it
 * @hidden_by: (nullable): the name of a task that keeps such messages from this one
 * @last: (nullable): the last event that the task had of it
 * @steps: (element-type utf8): what each action would do, sentences for a person
 *
 * A message for which a task may be fired.
 */
typedef struct
{
  TocsinFolder *folder;
  TocsinMessageRef *ref;
  TocsinMessage *message;
  gboolean matches;
  char *hidden_by;
  TocsinJournalEvent *last;
  GPtrArray *steps;
} TocsinReplayCandidate;

TocsinReplayCandidate *
tocsin_replay_candidate_new (TocsinFolder *folder, TocsinMessageRef *ref, TocsinMessage *message);
void tocsin_replay_candidate_free (TocsinReplayCandidate *self);
GVariant *tocsin_replay_candidate_describe (const TocsinReplayCandidate *self);
void tocsin_replay_candidate_print (const TocsinReplayCandidate *self);

G_END_DECLS
