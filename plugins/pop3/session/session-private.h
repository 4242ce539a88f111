/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

/* The session is written in two pieces: how it begins, goes on and ends in session.c, what it knows
 * in session-facts.c. Private to them. */

struct _TocsinPop3Session
{
  TocsinSession parent_instance;

  Pop3Chat *chat;
  Pop3Capabilities *capabilities;
  Pop3Maildrop *maildrop;
  char *timestamp;
  char *server;
  gint64 opened; /* monotonic */
  gboolean retrieved;
};

G_END_DECLS
