/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "tests/servers/mail-server.h"

G_BEGIN_DECLS

/* Microsoft 365 of a test's own: who signs people in, and who has the mail. */
typedef struct
{
  MailServer *oauth;
  MailServer *graph;
  char *token; /* a file */
} Office;

gboolean office_start (Office *self);
void office_clear (Office *self);
/* Behind the last test. */
void office_end (void);

/* A connection as alice, with further settings up to %NULL. */
gpointer office_connect (Office *self, const char *first, ...);
/* The same with a token for somebody else; %NULL for the application itself. */
gpointer office_connect_as (Office *self, const char *user, const char *first, ...);

/* Behind the connection's back; returns the message's immutable id. */
char *office_deliver (Office *self, const char *folder, const char *message);
void office_set (Office *self, const char *id, const char *change);
void office_move (Office *self, const char *id, const char *folder);
void office_delete (Office *self, const char *id);
void office_fault (Office *self, const char *fault);
/* The requests so far, and whether none of them was wrong. */
char *office_requests (Office *self);
void office_assert_no_violation (Office *self);

TocsinFolder *office_find (gpointer store, const char *name);
TocsinMailChanges *office_look (gpointer store, const char *folder, GVariant **cursor);
/* Their subjects. */
char *office_subjects (gpointer store, GPtrArray *refs);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, office_clear)

G_END_DECLS
