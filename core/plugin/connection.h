/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/net/endpoint.h"
#include "core/settings/connection-settings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which brings the connections (registry.h). */
typedef struct _TocsinRegistry TocsinRegistry;

#define TOCSIN_TYPE_CONNECTION (tocsin_connection_get_type ())

/**
 * TocsinConnection:
 *
 * A configured account on a server. It is made from an immutable snapshot of its settings (the
 * construct-only property `settings`) and is thrown away when they change. What it can do it says
 * by implementing the roles as interfaces too: #TocsinMailStore reads mail.
 *
 * Thread safe; sessions are opened when they are needed.
 */
G_DECLARE_INTERFACE (TocsinConnection, tocsin_connection, TOCSIN, CONNECTION, GObject)

/**
 * TocsinConnectionInterface:
 * @test: opens a session to @endpoint through the very call that work uses, tells @report each step
 *   from the names on, looks at @folders and the features, signs out. tocsin_session_check() does
 *   all of it for who derives a session. One that leads to no server gets %NULL as @endpoint, and
 *   looks at its folders and features
 * @command: (nullable): sends one raw protocol line and returns what came back, for experts
 * @get_endpoint: (nullable): where it leads and under which limits, every default filled in; fails
 *   when the settings can't work. No network. One that leads to no server has none
 * @check: (nullable): fails when the settings can't work, for who has no @get_endpoint that does
 * @assemble: (nullable): makes the connections that this one works through, those of other
 *   protocols; called once, before anything else, by tocsin_registry_new_connection(). No network
 * @list_places: (nullable): adds the folders of this machine that it writes to
 * @close: ends all sessions; calls in progress fail with %TOCSIN_ERROR_CANCELLED. Idempotent
 */
struct _TocsinConnectionInterface
{
  GTypeInterface parent_iface;

  gboolean (*test) (TocsinConnection *self,
                    TocsinEndpoint *endpoint,
                    const char *const *folders,
                    TocsinReport *report,
                    TocsinTranscript *transcript,
                    GCancellable *cancellable,
                    GError **error);
  char *(*command) (TocsinConnection *self,
                    const char *line,
                    GCancellable *cancellable,
                    GError **error);
  void (*close) (TocsinConnection *self);
  TocsinEndpoint *(*get_endpoint) (TocsinConnection *self, GError **error);
  gboolean (*check) (TocsinConnection *self, GError **error);
  gboolean (*assemble) (TocsinConnection *self, TocsinRegistry *registry, GError **error);
  void (*list_places) (TocsinConnection *self, GPtrArray *places);

  /*< private >*/
  gpointer padding[2];
};

TocsinConnectionSettings *tocsin_connection_get_settings (TocsinConnection *self);
gboolean tocsin_connection_test (TocsinConnection *self,
                                 TocsinReport *report,
                                 TocsinTranscript *transcript,
                                 GCancellable *cancellable,
                                 GError **error);
gboolean tocsin_connection_test_folders (TocsinConnection *self,
                                         const char *const *folders,
                                         TocsinReport *report,
                                         TocsinTranscript *transcript,
                                         GCancellable *cancellable,
                                         GError **error);
void tocsin_connection_test_async (TocsinConnection *self,
                                   const char *const *folders,
                                   TocsinReport *report,
                                   TocsinTranscript *transcript,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean
tocsin_connection_test_finish (TocsinConnection *self, GAsyncResult *result, GError **error);
char *tocsin_connection_command (TocsinConnection *self,
                                 const char *line,
                                 GCancellable *cancellable,
                                 GError **error);
void tocsin_connection_close (TocsinConnection *self);
TocsinEndpoint *tocsin_connection_get_endpoint (TocsinConnection *self, GError **error);
gboolean tocsin_connection_check (TocsinConnection *self, GError **error);
GPtrArray *tocsin_connection_list_places (TocsinConnection *self);

G_END_DECLS
