/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

/** IMAP4_SEARCH_WINDOW: UIDs asked about at once where the answer is a list of single numbers */
#define IMAP4_SEARCH_WINDOW 50000
/** IMAP4_SEARCH_MAX_WINDOWS: of so many; UIDs spread wider than that are asked about at once */
#define IMAP4_SEARCH_MAX_WINDOWS 1000

/**
 * Imap4Criteria:
 * @full: (nullable): the search keys, %NULL for all messages
 * @ascii: (nullable): those of them that are ASCII, which find the same and more
 * @needs_charset: whether @full holds more than ASCII
 *
 * What to search for.
 */
typedef struct
{
  Imap4Command *full;
  Imap4Command *ascii;
  gboolean needs_charset;
} Imap4Criteria;

void imap4_criteria_free (Imap4Criteria *self);

GArray *imap4_search (TocsinImap4Session *session,
                      const Imap4Criteria *criteria,
                      guint64 first,
                      guint64 last,
                      GCancellable *cancellable,
                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Criteria, imap4_criteria_free)

G_END_DECLS
