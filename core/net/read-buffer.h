/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was read and not yet asked for. Private to core/net. */
typedef struct
{
  char *bytes;
  gsize size;
  gsize start;
  gsize end;
  gsize scanned;
} TocsinReadBuffer;

void tocsin_read_buffer_clear (TocsinReadBuffer *self);
gsize tocsin_read_buffer_get_length (const TocsinReadBuffer *self);
const char *tocsin_read_buffer_peek (const TocsinReadBuffer *self);
void tocsin_read_buffer_skip (TocsinReadBuffer *self, gsize length);

char *tocsin_read_buffer_reserve (TocsinReadBuffer *self, gsize wanted, gsize *room);
void tocsin_read_buffer_commit (TocsinReadBuffer *self, gsize length);

gboolean tocsin_read_buffer_has_line (TocsinReadBuffer *self);
const char *tocsin_read_buffer_take_line (TocsinReadBuffer *self, gsize *length, gboolean *bare);
void tocsin_read_buffer_shrink (TocsinReadBuffer *self);

G_END_DECLS
