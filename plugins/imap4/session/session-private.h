/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/quota.h"
#include "plugins/imap4/session/session.h"
#include "plugins/imap4/wire/capabilities.h"

G_BEGIN_DECLS

/* The session's life is in session.c, what it knows in session-facts.c. Private to them. */

struct _TocsinImap4Session
{
  TocsinSession parent_instance;

  Imap4Chat *chat;
  Imap4Capabilities *capabilities;
  Imap4Mailbox mailbox;
  char *server;
  char *alert;
  char *web_address;
  GPtrArray *quotas;
  char *clock_source;
  gint64 clock_difference;
  char *prefix;
  char delimiter;
  gboolean preauthenticated;
  gboolean utf8;
  gboolean rev2;
  gboolean rev2_only;
  gboolean needs_select;
  guint told;
};

void imap4_session_digest_capabilities (TocsinImap4Session *self);

G_END_DECLS
