/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-explanation.h"
#include "plugins/ews/wire/restriction.h"

G_BEGIN_DECLS

/** EWS_PUSH_DOWN_MAX_TERMS: conditions in one restriction; servers refuse some hundreds */
#define EWS_PUSH_DOWN_MAX_TERMS 200
/** EWS_PUSH_DOWN_MAX_DEPTH: conditions within conditions */
#define EWS_PUSH_DOWN_MAX_DEPTH 40

EwsRestriction *ews_push_down (TocsinQuery *query, gint64 now);
TocsinMailExplanation *ews_push_down_explain (TocsinQuery *query, gint64 now);

G_END_DECLS
