/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/engine/outbox.h"
#include "core/engine/pauses.h"
#include "core/plugin/host.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_POSTMAN (tocsin_postman_get_type ())

/**
 * TocsinPostman:
 *
 * Sends what is in the outbox of a running engine: a lane a connection, each with senders of its
 * own, so that a server that is slow or away holds up nobody else. Lives in the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinPostman, tocsin_postman, TOCSIN, POSTMAN, GObject)

TocsinPostman *tocsin_postman_new (TocsinOutbox *outbox,
                                   TocsinHost *host,
                                   TocsinClock *clock,
                                   const char *directory,
                                   gboolean once,
                                   GError **error);
void tocsin_postman_set_pauses (TocsinPostman *self, TocsinPauses *pauses);
void tocsin_postman_apply (TocsinPostman *self,
                           const char *const *senders,
                           GHashTable *changed_connections);
gboolean tocsin_postman_start (TocsinPostman *self, GError **error);
void tocsin_postman_check_now (TocsinPostman *self);
gboolean tocsin_postman_retry (TocsinPostman *self, const char *connection);
void tocsin_postman_stop (TocsinPostman *self);
void tocsin_postman_cancel (TocsinPostman *self);
void tocsin_postman_sync (TocsinPostman *self);
void tocsin_postman_close (TocsinPostman *self);
gboolean tocsin_postman_is_idle (TocsinPostman *self);
GPtrArray *tocsin_postman_get_errors (TocsinPostman *self);
GVariant *tocsin_postman_describe (TocsinPostman *self);

G_END_DECLS
