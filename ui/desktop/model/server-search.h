/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/candidate-item.h"

G_BEGIN_DECLS

/**
 * TocsinServerSearch:
 *
 * The search for the servers behind an e-mail address: what is asked for, to be handed to a worker.
 */
typedef struct _TocsinServerSearch TocsinServerSearch;

/**
 * TocsinServersFound:
 * @candidates: (element-type TocsinCandidateItem): what was found, the one to be preferred first
 * @asked: who was asked and what came of it, several lines
 * @error: (nullable): why there is nothing
 *
 * What a search found out.
 */
typedef struct
{
  GPtrArray *candidates;
  char *asked;
  GError *error;
} TocsinServersFound;

TocsinServerSearch *tocsin_server_search_new (TocsinRegistry *registry, const char *email);
void tocsin_server_search_set_preset (TocsinServerSearch *self, const char *preset);
void tocsin_server_search_set_use_database (TocsinServerSearch *self, gboolean use_database);
void tocsin_server_search_free (TocsinServerSearch *self);
gpointer tocsin_server_search_run (gpointer search, GCancellable *cancellable, GError **error);
gboolean tocsin_server_search_knows_address (const char *text);
gpointer
tocsin_server_search_list_presets (gpointer unused, GCancellable *cancellable, GError **error);
void tocsin_servers_found_free (TocsinServersFound *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinServerSearch, tocsin_server_search_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinServersFound, tocsin_servers_found_free)

G_END_DECLS
