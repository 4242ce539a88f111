/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/engine-client.h"

G_BEGIN_DECLS

/* Shared by engine-client.c, which keeps the line, engine-client-call.c, which asks over it, and
 * engine-client-start.c, which has an engine started. */

struct _TocsinEngineClient
{
  GObject parent_instance;

  char *socket_path;
  GDBusConnection *bus;
  guint subscription;
  GCancellable *attempt; /* while it connects */
  guint attempt_limit;
  guint next_attempt;
  GPtrArray *waiting; /* calls made meanwhile */

  GVariant *status;
  GError *error;
  GCancellable *asking; /* while the engine is asked for its status */
  gint64 asked;
  guint next_question;
  gboolean outdated;
};

void tocsin_engine_client_try (TocsinEngineClient *self);
void tocsin_engine_client_send (TocsinEngineClient *self, GTask *call);

G_END_DECLS
