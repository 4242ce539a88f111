/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/search-memory.h"
#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_SEARCH_WINDOW: UIDs asked about at once where the answer is a list of single numbers */
#define IMAP4_SEARCH_WINDOW 50000
/** IMAP4_SEARCH_LARGE_WINDOW: where it is a list of ranges */
#define IMAP4_SEARCH_LARGE_WINDOW 300000
/** IMAP4_SEARCH_MAX_WINDOWS: of so many; UIDs spread wider than that are asked about at once */
#define IMAP4_SEARCH_MAX_WINDOWS 1000

/**
 * Imap4SearchPlan:
 * @level: how much of what is wanted it asks for
 * @commands: (element-type Imap4Command): search keys; all that they find together is found
 * @needs_charset: whether they hold more than ASCII
 * @words: all of them, for the memory
 *
 * One way to ask for what is wanted.
 */
typedef struct
{
  Imap4SearchLevel level;
  GPtrArray *commands;
  gboolean needs_charset;
  char *words;
} Imap4SearchPlan;

Imap4SearchPlan *imap4_search_plan_new (Imap4SearchLevel level, GPtrArray *commands);
void imap4_search_plan_free (Imap4SearchPlan *self);

/**
 * Imap4Criteria:
 * @plans: (element-type Imap4SearchPlan): ways to ask, the one that asks for most first; each finds
 *   all that is wanted. Behind the last one stands to ask for all messages
 * @lasting: whether what is found once is found for good, flags apart
 * @with_flags: whether it depends on flags
 *
 * What to search for.
 */
typedef struct
{
  GPtrArray *plans;
  gboolean lasting;
  gboolean with_flags;
} Imap4Criteria;

Imap4Criteria *imap4_criteria_new_all (void);
void imap4_criteria_free (Imap4Criteria *self);

Imap4Command *imap4_search_command (TocsinImap4Session *session,
                                    const Imap4SearchPlan *plan,
                                    guint index,
                                    guint64 first,
                                    guint64 last);
gboolean imap4_search_by_plan (TocsinImap4Session *session,
                               const Imap4SearchPlan *plan,
                               guint64 first,
                               guint64 last,
                               GArray *uids,
                               GCancellable *cancellable,
                               GError **error);
GArray *imap4_search (TocsinImap4Session *session,
                      const Imap4Criteria *criteria,
                      guint64 first,
                      guint64 last,
                      GCancellable *cancellable,
                      GError **error);
GArray *imap4_search_folder (TocsinImap4Session *session,
                             const Imap4Criteria *criteria,
                             GCancellable *cancellable,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4SearchPlan, imap4_search_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Criteria, imap4_criteria_free)

G_END_DECLS
