/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-explanation.h"
#include "plugins/imap4/session/search.h"

G_BEGIN_DECLS

Imap4Criteria *imap4_criteria_new (TocsinQuery *query, TocsinImap4Session *session, gint64 now);
gboolean imap4_criteria_need_text (TocsinQuery *query);
TocsinMailExplanation *
imap4_criteria_explain (TocsinQuery *query, TocsinImap4Session *session, gint64 now);

G_END_DECLS
