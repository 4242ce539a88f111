/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/imap4/connection.h"
#include "tests/servers/mail-server.h"

G_BEGIN_DECLS

TocsinMailStore *account_open (MailServer *server, const char *user, ...) G_GNUC_NULL_TERMINATED;

/* What is new since *cursor, which moves on. */
TocsinMailChanges *account_changes (TocsinMailStore *store, const char *folder, GVariant **cursor);

/* Message by message what a fetch brought: subject, flags, bytes of the raw message. */
typedef struct
{
  char *subject;
  TocsinMessageFlags flags;
  TocsinMessageLayers layers;
  guint n_attachments;
  GString *raw;
  gboolean gone;
} Fetched;

GPtrArray *account_fetch (TocsinMailStore *store, GPtrArray *refs, TocsinMailParts parts);
void account_apply (TocsinMailStore *store,
                    GPtrArray *refs,
                    TocsinMailVerb verb,
                    const char *argument,
                    gboolean create,
                    GPtrArray **results);

G_END_DECLS
