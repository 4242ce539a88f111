/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinFacts:
 * @state: what a row shows: "watching", "polling", "ready", "connecting", "waiting", "stalled",
 *   "parked", "paused", "unused", "resting", "off" or "broken"
 * @moment: the time its words speak of, microseconds since 1970: the last successful check, or the
 *   next try; 0 for none
 * @today: how many messages matched today
 * @reason: (nullable): why it is paused, in words
 * @error: (nullable): why it does not work
 *
 * How a connection or a task does, as a row tells it. A plain value.
 */
typedef struct
{
  const char *state;
  gint64 moment;
  guint64 today;
  char *reason;
  GError *error;
} TocsinFacts;

void tocsin_facts_clear (TocsinFacts *self);
void tocsin_facts_copy (TocsinFacts *self, const TocsinFacts *other);
gboolean tocsin_facts_equal (const TocsinFacts *self, const TocsinFacts *other);
void tocsin_facts_read_connection (TocsinFacts *self, GVariant *status);
void tocsin_facts_read_task (TocsinFacts *self, GVariant *status, const TocsinFacts *connection);
char *tocsin_facts_say (const TocsinFacts *self, gint64 now);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinFacts, tocsin_facts_clear)

G_END_DECLS
