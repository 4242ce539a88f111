/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

/**
 * TocsinTrialMail:
 * @ref: where the message is in the trial
 * @source: where its content is to be had
 * @origin: where it is there
 * @gone: whether it was moved away or deleted
 * @hops: how often it was moved or copied until it came here
 * @history: (element-type utf8): what tasks have done to it, sentences for a person
 * @movers: (element-type utf8): ids of the tasks that brought it here
 * @way: (element-type utf8): names of the folders it came through
 * @states: (element-type utf8): who fired for it, where, and what it looked like then
 *
 * A message to which something was done in a trial, and where it came from.
 */
typedef struct
{
  TocsinMessageRef *ref;
  TocsinMailStore *source;
  TocsinMessageRef *origin;
  gboolean gone;
  guint hops;
  GPtrArray *history;
  GPtrArray *movers;
  GPtrArray *way;
  GPtrArray *states;

  /*< private >*/
  TocsinMessageFlags set;
  TocsinMessageFlags cleared;
  GHashTable *keywords;
} TocsinTrialMail;

TocsinTrialMail *tocsin_trial_mail_new (TocsinMailStore *source, TocsinMessageRef *origin);
TocsinTrialMail *tocsin_trial_mail_copy (const TocsinTrialMail *self, TocsinMessageRef *ref);
void tocsin_trial_mail_free (TocsinTrialMail *self);
void tocsin_trial_mail_mark (TocsinTrialMail *self, const TocsinMailOperation *operation);
void tocsin_trial_mail_dress (const TocsinTrialMail *self, TocsinMessage *message);
gboolean
tocsin_trial_mail_note_firing (TocsinTrialMail *self, const char *task, TocsinMessage *message);

G_END_DECLS
