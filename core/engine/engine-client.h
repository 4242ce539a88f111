/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_ENGINE_CLIENT (tocsin_engine_client_get_type ())

/**
 * TocsinEngineClient:
 *
 * What a user interface knows of the engine of one state directory, whichever program it runs in.
 * It looks for the engine on its private socket, notices it come and go, and never blocks: all of
 * it happens in the main context in which it was made.
 *
 * Properties: `running` (whether an engine answers), `status` (an `a{sv}`, what GetStatus of
 * org.tocsin.Engine1 told last; %NULL while none answers), `error` (why none answers, or why it
 * did not tell its status; %NULL while all is well). Each notifies.
 *
 * Signals: `status-changed` (the status is another one, or %NULL), `event-changed` (`a{sv}`, as of
 * EventChanged) and `replayed` (`a{sv}`, as of Replayed).
 */
G_DECLARE_FINAL_TYPE (TocsinEngineClient, tocsin_engine_client, TOCSIN, ENGINE_CLIENT, GObject)

TocsinEngineClient *tocsin_engine_client_new (const char *socket_path);
gboolean tocsin_engine_client_get_running (TocsinEngineClient *self);
GVariant *tocsin_engine_client_get_status (TocsinEngineClient *self);
const GError *tocsin_engine_client_get_error (TocsinEngineClient *self);

void tocsin_engine_client_call_async (TocsinEngineClient *self,
                                      const char *method,
                                      GVariant *arguments,
                                      const char *reply_type,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GVariant *
tocsin_engine_client_call_finish (TocsinEngineClient *self, GAsyncResult *result, GError **error);
void tocsin_engine_client_start_async (TocsinEngineClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
tocsin_engine_client_start_finish (TocsinEngineClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
