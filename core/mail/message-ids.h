/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_MESSAGE_ID_MAX_LENGTH:
 *
 * Bytes of one Message-ID: it must fit on a line.
 */
#define TOCSIN_MESSAGE_ID_MAX_LENGTH 900

/**
 * TOCSIN_REFERENCES_MAX:
 *
 * Message-IDs in the References of an answer. Of a longer thread the first stays, and the last.
 */
#define TOCSIN_REFERENCES_MAX 30

gboolean tocsin_message_id_is_good (const char *id, gsize length);
GStrv tocsin_message_ids_read (const char *text);
char *tocsin_message_ids_continue (const char *references, const char *in_reply_to, const char *id);

G_END_DECLS
