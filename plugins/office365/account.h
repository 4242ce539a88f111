/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-account.h"
#include "plugins/office365/service.h"
#include "plugins/office365/wire/batch.h"
#include "plugins/office365/wire/page.h"
#include "plugins/office365/wire/target.h"
#include "plugins/office365/wire/trouble.h"

G_BEGIN_DECLS

/** GRAPH_MAX_ANSWER: bytes of one answer of JSON that are taken */
#define GRAPH_MAX_ANSWER (32 * 1024 * 1024)

/**
 * GraphCall:
 * @method: as of HTTP
 * @target: path and query
 * @body: (nullable): what it says
 * @prefer: (nullable): what it wishes for, besides immutable ids
 * @about: what it is about
 * @repeatable: whether it does no harm if it comes twice
 *
 * One request in JSON.
 */
typedef struct
{
  const char *method;
  const char *target;
  JsonObject *body;
  const char *prefer;
  GraphAbout about;
  gboolean repeatable;
} GraphCall;

/**
 * GraphAccount:
 *
 * Microsoft Graph as the user of a connection: every request goes through here, asks for immutable
 * ids, and goes nowhere but to the one server. Thread safe; reference counted.
 */
typedef struct _GraphAccount GraphAccount;

GraphAccount *graph_account_new (TocsinConnectionSettings *settings, GError **error);
GraphAccount *graph_account_ref (GraphAccount *self);
void graph_account_unref (GraphAccount *self);

TocsinHttpAccount *graph_account_get_http (GraphAccount *self);
TocsinConnectionSettings *graph_account_get_settings (GraphAccount *self);
const GraphService *graph_account_get_service (GraphAccount *self);
const char *graph_account_get_base (GraphAccount *self);
const char *graph_account_get_place (GraphAccount *self);

TocsinHttpRequest *graph_account_new_request (
    GraphAccount *self, const char *method, const char *target, const char *prefer, GError **error);
JsonObject *graph_account_send (GraphAccount *self,
                                TocsinHttpRequest *request,
                                GraphAbout about,
                                GCancellable *cancellable,
                                GError **error);
JsonObject *graph_account_ask (GraphAccount *self,
                               const GraphCall *call,
                               GCancellable *cancellable,
                               GError **error);
GraphPage *graph_account_turn (GraphAccount *self,
                               const char *target,
                               guint *page_size,
                               GraphAbout about,
                               GCancellable *cancellable,
                               GError **error);
gboolean graph_account_read (GraphAccount *self,
                             const char *target,
                             TocsinSinkFunc sink,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);
gboolean graph_account_ask_all (GraphAccount *self,
                                GPtrArray *parts,
                                GCancellable *cancellable,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphAccount, graph_account_unref)

G_END_DECLS
