/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/engine/journal.h"

G_BEGIN_DECLS

/* Everything that the control socket and the command line show has one form, an `a{sv}`, made
 * here: it travels over D-Bus as it is, and becomes JSON by json_gvariant_serialize(). Times are
 * ISO 8601 in UTC; what is not known is left out. */

GVariant *tocsin_describe_event (TocsinJournalEvent *event, GPtrArray *steps);
GVariant *tocsin_describe_events (GPtrArray *events);
GVariant *tocsin_describe_counts (const TocsinJournalCount *count);
GVariant *tocsin_describe_error (const GError *error);
GVariant *tocsin_describe_step (TocsinStep step,
                                TocsinStepStatus status,
                                guint milliseconds,
                                GVariant *facts,
                                const GError *error);
void tocsin_describe_time (GVariantDict *dict, const char *key, gint64 time);
void tocsin_describe_string (GVariantDict *dict, const char *key, const char *value);

G_END_DECLS
