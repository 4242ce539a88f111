/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TOCSIN_JOURNAL_MAX_OUTPUT:
 *
 * Most bytes of an action's output that a step keeps; the rest is cut off and said to be.
 */
#define TOCSIN_JOURNAL_MAX_OUTPUT (64 * 1024)

/**
 * TocsinJournalOutcome:
 * @TOCSIN_JOURNAL_STARTED: marked before it was begun, and not heard of since
 * @TOCSIN_JOURNAL_STEP_DONE: it did what its plan said
 * @TOCSIN_JOURNAL_STEP_FAILED: it could not
 * @TOCSIN_JOURNAL_STEP_LATER: it asked to be tried again
 * @TOCSIN_JOURNAL_STEP_DROPPED: it said that the event needs no more work
 * @TOCSIN_JOURNAL_STEP_INTERRUPTED: its owner died while it ran; nobody knows how far it came
 *
 * The numbers are kept in journals: add at the end.
 */
typedef enum
{
  TOCSIN_JOURNAL_STARTED,
  TOCSIN_JOURNAL_STEP_DONE,
  TOCSIN_JOURNAL_STEP_FAILED,
  TOCSIN_JOURNAL_STEP_LATER,
  TOCSIN_JOURNAL_STEP_DROPPED,
  TOCSIN_JOURNAL_STEP_INTERRUPTED,
  /*< private >*/
  TOCSIN_JOURNAL_N_OUTCOMES,
} TocsinJournalOutcome;

const char *tocsin_journal_outcome_to_string (TocsinJournalOutcome outcome);

typedef struct _TocsinJournalStep TocsinJournalStep;

/**
 * TocsinJournalStep:
 * @event: id of the event
 * @position: place of the action in the task, from 0
 * @attempt: the event's attempt it belongs to, from 1; (event, position, attempt) is unique
 * @action: id of the action in the task
 * @repeatable: whether it may be run again when nobody knows how far it came
 * @plan: (nullable): what was going to be done, for a person
 * @outcome: how it ended
 * @summary: (nullable): what was done, one line
 * @output: (nullable): what the action printed, valid UTF-8, at most %TOCSIN_JOURNAL_MAX_OUTPUT
 * bytes
 * @started: µs since 1970
 * @finished: µs since 1970, or 0
 *
 * The record of one action of one event.
 */
struct _TocsinJournalStep
{
  gint64 event;
  guint position;
  guint attempt;
  char *action;
  gboolean repeatable;
  char *plan;
  TocsinJournalOutcome outcome;
  char *summary;
  char *output;
  gint64 started;
  gint64 finished;
};

#define TOCSIN_TYPE_JOURNAL_STEP (tocsin_journal_step_get_type ())
GType tocsin_journal_step_get_type (void);

TocsinJournalStep *
tocsin_journal_step_new (gint64 event, guint position, guint attempt, const char *action);
TocsinJournalStep *tocsin_journal_step_copy (const TocsinJournalStep *self);
void tocsin_journal_step_free (TocsinJournalStep *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinJournalStep, tocsin_journal_step_free)

G_END_DECLS
