/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-request.h"
#include "core/plugin/event.h"

G_BEGIN_DECLS

/* CloudEvents 1.0 over HTTP. */

/* The event with its particulars in one document of JSON (JSON format, section 3). */
#define CLOUD_EVENT_TYPE "application/cloudevents+json; charset=UTF-8"

/* The particulars alone: what the event's datacontenttype says. */
#define CLOUD_EVENT_DATA_TYPE "application/json"

gboolean cloud_event_add_headers (TocsinEvent *event, TocsinHttpRequest *request, GError **error);

G_END_DECLS
