/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_EVENT (tocsin_event_get_type ())

/**
 * TocsinEvent:
 *
 * Something that happened, as an action is given it: a CloudEvents 1.0 event. Immutable.
 */
G_DECLARE_FINAL_TYPE (TocsinEvent, tocsin_event, TOCSIN, EVENT, GObject)

TocsinEvent *tocsin_event_new (const char *id,
                               const char *type,
                               const char *source,
                               const char *subject,
                               gint64 time,
                               JsonObject *data,
                               TocsinMessage *message,
                               guint attempt);
const char *tocsin_event_get_id (TocsinEvent *self);
const char *tocsin_event_get_event_type (TocsinEvent *self);
const char *tocsin_event_get_source (TocsinEvent *self);
const char *tocsin_event_get_subject (TocsinEvent *self);
gint64 tocsin_event_get_time (TocsinEvent *self);
JsonObject *tocsin_event_get_data (TocsinEvent *self);
const char *tocsin_event_get_field (TocsinEvent *self, const char *name);
TocsinMessage *tocsin_event_get_message (TocsinEvent *self);
guint tocsin_event_get_attempt (TocsinEvent *self);
JsonNode *tocsin_event_to_json (TocsinEvent *self);

G_END_DECLS
