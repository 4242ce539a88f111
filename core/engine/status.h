/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/roster.h"

G_BEGIN_DECLS

/**
 * TocsinStatusSources:
 * @roster: (nullable): who is on duty, %NULL when no engine runs
 * @senders: (nullable): an `aa{sv}` of who sends mail, of tocsin_postman_describe()
 * @counts: (element-type TocsinJournalCount): the tasks in numbers
 * @paused: (element-type utf8 utf8): tasks that stopped by themselves and wait for a person, and
 * why
 * @pauses: (nullable): what a person has told to rest
 * @mail: (element-type TocsinOutboxCount): the outbox in numbers
 * @problems: (element-type GError): what else is wrong
 *
 * Who knows what of how an engine does. Borrowed, all of it.
 */
typedef struct
{
  TocsinRoster *roster;
  GVariant *senders;
  GPtrArray *counts;
  GHashTable *paused;
  TocsinPauses *pauses;
  GPtrArray *mail;
  GPtrArray *problems;
} TocsinStatusSources;

GVariant *
tocsin_status_describe (TocsinConfig *config, const TocsinStatusSources *sources, GVariant *engine);

GVariant *tocsin_status_describe_item (TocsinConfig *config,
                                       TocsinConfigKind kind,
                                       const char *id,
                                       const TocsinStatusSources *sources);

G_END_DECLS
