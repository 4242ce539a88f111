/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/answer.h"
#include "plugins/ews/wire/parser.h"

G_BEGIN_DECLS

/**
 * EwsReader:
 *
 * Reads answers as they come, in pieces of any size: one document, or one after the other on a
 * streaming connection. It forgives what harms a character (byte order marks, references to
 * characters that XML can't have, unknown elements) and refuses what harms the structure.
 */
typedef struct _EwsReader EwsReader;

EwsReader *ews_reader_new (EwsContentFunc content, gpointer user_data);
EwsReader *ews_reader_new_streaming (void);
void ews_reader_free (EwsReader *self);
gboolean ews_reader_feed (EwsReader *self, const char *bytes, gsize length, GError **error);
EwsAnswer *ews_reader_take (EwsReader *self);
EwsAnswer *ews_reader_finish (EwsReader *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsReader, ews_reader_free)

G_END_DECLS
