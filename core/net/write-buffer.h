/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/transcript.h"

G_BEGIN_DECLS

/* What is to be sent, and beside it what the transcript may show of it. Private to core/net. */
typedef struct
{
  char *bytes;
  gsize size;
  gsize start;
  gsize end;
  gboolean secret;
  GString *shown;
} TocsinWriteBuffer;

void tocsin_write_buffer_clear (TocsinWriteBuffer *self);
gsize tocsin_write_buffer_get_length (const TocsinWriteBuffer *self);
const char *tocsin_write_buffer_peek (const TocsinWriteBuffer *self);
void tocsin_write_buffer_skip (TocsinWriteBuffer *self, gsize length);
void tocsin_write_buffer_add (TocsinWriteBuffer *self, const char *bytes, gsize length);
void tocsin_write_buffer_add_secret (TocsinWriteBuffer *self, const char *bytes, gsize length);
void tocsin_write_buffer_show (TocsinWriteBuffer *self, const char *bytes, gsize length);
void tocsin_write_buffer_report (TocsinWriteBuffer *self,
                                 TocsinTranscript *transcript,
                                 gboolean encrypted);
void tocsin_write_buffer_release (TocsinWriteBuffer *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinWriteBuffer, tocsin_write_buffer_clear)

G_END_DECLS
