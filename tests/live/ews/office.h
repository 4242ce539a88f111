/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "plugins/ews/connection.h"
#include "tests/servers/mail-server.h"

G_BEGIN_DECLS

/* A connection as @user, with further settings up to %NULL. */
TocsinEwsConnection *office_open (MailServer *server, const char *user, ...) G_GNUC_NULL_TERMINATED;
TocsinConnectionSettings *
office_settings (MailServer *server, const char *user, const char *const *more);

/* Of the folder with that name. */
char *office_find (TocsinEwsConnection *self, const char *name);
/* What is new since *cursor, which moves on: subjects, parted by commas; an asterisk in front when
 * it was rebuilt, an ellipsis behind when there is more. */
char *office_news (TocsinEwsConnection *self, const char *folder, GVariant **cursor, guint limit);
/* All that a query finds, with what it matches exactly. */
char *office_search (TocsinEwsConnection *self, const char *folder, const char *query);
GPtrArray *office_refs (TocsinEwsConnection *self, const char *folder);
/* The raw message. */
char *office_raw (TocsinEwsConnection *self, TocsinMessageRef *ref);
void office_apply (TocsinEwsConnection *self,
                   GPtrArray *refs,
                   TocsinMailVerb verb,
                   const char *argument,
                   GPtrArray **results);
void office_fault (MailServer *server, const char *soap_fault);
/* Subjects in a folder behind our back, in their order. */
char *office_list (MailServer *server, const char *user, const char *folder);
gboolean office_has_asked (MailServer *server, const char *operation);
guint office_count_asked (MailServer *server, const char *operation);

G_END_DECLS
