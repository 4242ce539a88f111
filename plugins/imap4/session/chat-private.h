/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/chat.h"

G_BEGIN_DECLS

/* Reading is in chat.c, writing in chat-send.c. Private to them. */

/* A command under way. */
typedef struct
{
  char *tag;
  char *name;
  gboolean aside;
} Imap4Sent;

void imap4_sent_free (Imap4Sent *self);

struct _Imap4Chat
{
  TocsinLineStream *stream;
  guint64 max_literal;
  Imap4Listener observer;
  gboolean literal_plus;
  gboolean literal_minus;
  GPtrArray *outstanding; /* of Imap4Sent */
  guint untagged;
  gboolean unflushed;
  guint64 expected;
};

G_END_DECLS
