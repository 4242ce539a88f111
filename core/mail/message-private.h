/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/header-block.h"
#include "core/mail/message.h"
#include "core/mail/raw-source.h"

G_BEGIN_DECLS

/* message.c knows what was given, message-read.c what follows from it. */
struct _TocsinMessage
{
  GObject parent_instance;

  char *code_page;
  char *authserv_id;

  /* Given. */
  gboolean has_flags;
  TocsinMessageFlags flags;
  GStrv keywords;
  gint64 received;
  guint64 size;
  TocsinRawSource *raw;
  GHashTable *contents;

  /* Given, or read from the raw message. */
  TocsinHeaderBlock *headers;
  guint64 body;
  /* A server took lines of the body for headers, for want of a blank line (quirk 48). */
  gboolean holds_body;
  TocsinPart *root;
  gboolean truncated;

  /* Worked out when somebody asks. */
  GHashTable *addresses;
  GDateTime *date;
  char *message_id;
  GPtrArray *shown;
  GPtrArray *attachments;
  gboolean has_html;
  char *text;
  char *folded_text;
};

G_END_DECLS
