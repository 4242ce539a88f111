/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** POP3_HEADING_MAX: bytes of headers that are kept of one message */
#define POP3_HEADING_MAX (2 * 1024 * 1024)

/**
 * Pop3Heading:
 * @bytes: the header block, as sent, without the blank line behind it
 * @ended: whether that blank line came
 * @length: of all that came
 *
 * The begin of a message, piece by piece, as TOP or RETR send it.
 */
typedef struct
{
  GByteArray *bytes;
  gboolean ended;
  guint64 length;

  /*< private >*/
  gsize line;
} Pop3Heading;

void pop3_heading_init (Pop3Heading *self);
void pop3_heading_clear (Pop3Heading *self);
void pop3_heading_add (Pop3Heading *self, const char *bytes, gsize length);
gboolean pop3_heading_has_fields (const Pop3Heading *self);
char *pop3_heading_fingerprint (const Pop3Heading *self, guint64 size);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pop3Heading, pop3_heading_clear)

G_END_DECLS
