/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox-ledger.h"
#include "core/engine/outbox.h"
#include "core/engine/workers.h"
#include "core/plugin/host.h"

G_BEGIN_DECLS

/**
 * TocsinPostmanServices:
 * @host: where connections come from
 * @outbox: the mail
 * @ledger: where senders say what becomes of it
 * @workers: threads for senders alone, as many as there are senders
 * @clock: the time
 * @cancellable: set off when what is being sent has to end
 * @directory: where connections have their directories that name no other
 * @once: whether mail is tried only once
 *
 * What all lanes of a postman share. Reference counted: what is still at work when the engine has
 * ended keeps it.
 */
typedef struct
{
  TocsinHost *host;
  TocsinOutbox *outbox;
  TocsinOutboxLedger *ledger;
  TocsinWorkers *workers;
  TocsinClock *clock;
  GCancellable *cancellable;
  char *directory;
  gboolean once;
} TocsinPostmanServices;

TocsinPostmanServices *tocsin_postman_services_ref (TocsinPostmanServices *self);
void tocsin_postman_services_unref (TocsinPostmanServices *self);

#define TOCSIN_TYPE_POSTMAN_LANE (tocsin_postman_lane_get_type ())

/**
 * TocsinPostmanLane:
 *
 * The mail that goes through one connection, and who sends it: as many senders as the connection
 * may have sessions, one where it is not known to work. What is in trouble holds up no other lane.
 * Owned by the main context; senders run on workers.
 */
G_DECLARE_FINAL_TYPE (TocsinPostmanLane, tocsin_postman_lane, TOCSIN, POSTMAN_LANE, GObject)

TocsinPostmanLane *
tocsin_postman_lane_new (TocsinPostmanServices *services, const char *connection);
const char *tocsin_postman_lane_get_connection (TocsinPostmanLane *self);
void tocsin_postman_lane_wake (TocsinPostmanLane *self);
void tocsin_postman_lane_set_paused (TocsinPostmanLane *self, gboolean paused);
void tocsin_postman_lane_hurry (TocsinPostmanLane *self);
void tocsin_postman_lane_retry (TocsinPostmanLane *self);
void tocsin_postman_lane_stop (TocsinPostmanLane *self);
gboolean tocsin_postman_lane_is_idle (TocsinPostmanLane *self);
gboolean tocsin_postman_lane_take_unfiled (TocsinPostmanLane *self);
GError *tocsin_postman_lane_get_error (TocsinPostmanLane *self);
void tocsin_postman_lane_describe (TocsinPostmanLane *self, GVariantDict *dict);

G_END_DECLS
