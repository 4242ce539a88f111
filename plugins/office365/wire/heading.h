/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "plugins/office365/wire/json.h"

G_BEGIN_DECLS

/**
 * GRAPH_SELECT_HEAD:
 *
 * What is asked for of a message so that graph_heading_fill() can tell its flags; with
 * %GRAPH_SELECT_HEADERS its headers, too.
 */
#define GRAPH_SELECT_HEAD "id,parentFolderId,receivedDateTime,isRead,isDraft,flag,categories"

/** GRAPH_SELECT_HEADERS: see %GRAPH_SELECT_HEAD */
#define GRAPH_SELECT_HEADERS GRAPH_SELECT_HEAD ",internetMessageHeaders"

/**
 * GRAPH_EXPAND_HEAD:
 *
 * What Graph has no property for: its size in the mailbox, and what was done to it last
 * (PidTagMessageSize and PidTagLastVerbExecuted of MS-OXPROPS).
 */
#define GRAPH_EXPAND_HEAD                                                                          \
  "singleValueExtendedProperties($filter=id eq 'Integer 0x0E08' or id eq 'Integer 0x1081')"

TocsinMessageFlags graph_heading_read_flags (JsonObject *item);
GStrv graph_heading_read_categories (JsonObject *item);
GBytes *graph_heading_read_block (JsonObject *item);
guint64 graph_heading_read_size (JsonObject *item);

G_END_DECLS
