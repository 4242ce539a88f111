/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/node.h"

G_BEGIN_DECLS

/**
 * EWS_MAX_DEPTH:
 *
 * Elements within elements in an answer.
 */
#define EWS_MAX_DEPTH 100

/**
 * EWS_MAX_KEPT:
 *
 * Bytes of memory one document may take: its texts, its names and what holds them together.
 * Contents that go to a sink don't count.
 */
#define EWS_MAX_KEPT (32 * 1024 * 1024)

/**
 * EWS_MAX_MARKUP:
 *
 * Bytes of one tag, comment or processing instruction.
 */
#define EWS_MAX_MARKUP (64 * 1024)

/**
 * EwsContentFunc:
 * @index: which response of the document it belongs to, from 0: the number of the item or
 *   attachment in the request
 * @bytes: some of the content, decoded
 * @length: how many; 0 = this content is complete
 * @user_data: as given with the function
 * @error: where to put what went wrong
 *
 * Takes what stands in MimeContent of an item and in Content of an attachment. What was begun and
 * never completed is worthless. ItemId comes only after it, hence the number.
 *
 * Returns: whether to go on.
 */
typedef gboolean (*EwsContentFunc) (
    guint index, const char *bytes, gsize length, gpointer user_data, GError **error);

/**
 * EwsParser:
 *
 * Reads documents as they come, in pieces of any size. It forgives what harms a character (byte
 * order marks, references to characters that XML can't have) and refuses what harms the structure.
 */
typedef struct _EwsParser EwsParser;

EwsParser *
ews_parser_new (const char *root, gboolean many, EwsContentFunc content, gpointer user_data);
void ews_parser_free (EwsParser *self);
gboolean ews_parser_feed (EwsParser *self, const char *bytes, gsize length, GError **error);
EwsNode *ews_parser_take (EwsParser *self);
EwsNode *ews_parser_finish (EwsParser *self, GError **error);
EwsNode *ews_parser_read (GBytes *bytes, const char *root, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsParser, ews_parser_free)

G_END_DECLS
