/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_QUERY_COUNTER (tocsin_query_counter_get_type ())

/**
 * TocsinQueryCounter:
 *
 * Says how much of the newest mail a query finds, while it is typed: waits for a pause in the
 * typing, asks on a worker, and forgets the answer to what is not asked any more. Lives in the main
 * context.
 *
 * Properties: `text` (a sentence, "" while there is nothing to say), `busy`, `failed` (whether the
 * sentence says why nothing could be counted).
 */
G_DECLARE_FINAL_TYPE (TocsinQueryCounter, tocsin_query_counter, TOCSIN, QUERY_COUNTER, GObject)

TocsinQueryCounter *tocsin_query_counter_new (TocsinWorkbench *workbench);
void tocsin_query_counter_set_mailbox (TocsinQueryCounter *self,
                                       const char *connection,
                                       const char *const *folders);
void tocsin_query_counter_set_query (TocsinQueryCounter *self, TocsinQuery *query);
void tocsin_query_counter_close (TocsinQueryCounter *self);
const char *tocsin_query_counter_get_text (TocsinQueryCounter *self);

G_END_DECLS
