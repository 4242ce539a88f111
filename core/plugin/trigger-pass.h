/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TRIGGER_PASS (tocsin_trigger_pass_get_type ())

/**
 * TocsinTriggerPass:
 *
 * One look of a trigger at its world: it is given what it remembered and the time, and leaves what
 * happened and what to remember next. Both are written down in one transaction; when the pass
 * fails, neither is.
 */
G_DECLARE_FINAL_TYPE (TocsinTriggerPass, tocsin_trigger_pass, TOCSIN, TRIGGER_PASS, GObject)

/**
 * TocsinOccurrence:
 * @key: names it for good; one that was written down before does not fire again
 * @type: its CloudEvents type
 * @subject: (nullable): what it is about
 * @time: when, microseconds since 1970
 * @data: the particulars
 *
 * Something that a trigger found.
 */
typedef struct
{
  char *key;
  char *type;
  char *subject;
  gint64 time;
  JsonObject *data;
} TocsinOccurrence;

TocsinTriggerPass *tocsin_trigger_pass_new (gint64 now, GVariant *state);
gint64 tocsin_trigger_pass_get_now (TocsinTriggerPass *self);
GVariant *tocsin_trigger_pass_get_state (TocsinTriggerPass *self);
void tocsin_trigger_pass_set_state (TocsinTriggerPass *self, GVariant *state);
void tocsin_trigger_pass_add (TocsinTriggerPass *self,
                              const char *key,
                              const char *type,
                              const char *subject,
                              gint64 time,
                              JsonObject *data);
GPtrArray *tocsin_trigger_pass_get_occurrences (TocsinTriggerPass *self);

G_END_DECLS
