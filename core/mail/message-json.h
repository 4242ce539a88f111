/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_MESSAGE_JSON_MAX_TEXT:
 *
 * Bytes of a message's text that an event carries.
 */
#define TOCSIN_MESSAGE_JSON_MAX_TEXT (64 * 1024)

void tocsin_message_add_to_json (TocsinMessage *self, JsonObject *data);

G_END_DECLS
