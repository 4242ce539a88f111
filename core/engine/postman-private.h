/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/health.h"
#include "core/engine/postman-drop.h"
#include "core/engine/postman-lane.h"
#include "core/engine/postman.h"
#include "core/mail/mail-transport.h"

G_BEGIN_DECLS

/* Shared by postman-lane.c, which decides who sends when, postman-sender.c, which sends, and
 * postman-desk.c, which answers for a lane; and by postman.c and postman-status.c, which answers
 * for all of them. */

struct _TocsinPostman
{
  GObject parent_instance;

  TocsinPostmanServices *services;
  GHashTable *lanes; /* id of the connection → TocsinPostmanLane */
  GHashTable *drops; /* the same → TocsinPostmanDrop */
  TocsinPauses *pauses;
  GMainContext *context;
  gulong handler;
  gboolean stopped;
};

/* A connection as senders know it. */
typedef struct
{
  TocsinMailTransport *transport;
  guint most_senders;
  gboolean keep_sent;
  char *directory;
} TocsinPostmanRoute;

struct _TocsinPostmanLane
{
  GObject parent_instance;

  TocsinPostmanServices *services;
  char *connection;
  guint timer; /* the main context's */

  GMutex lock;        /* guards the rest */
  GQueue hand;        /* mail that was claimed, in the order it is to be sent */
  guint shifts;       /* senders that have not reported to the main context yet */
  guint senders;      /* of these, who are still at work */
  guint most_senders; /* the connection's sessions, once it is known */
  gboolean wanted;    /* whether there may be more in the journal */
  gboolean refilling; /* somebody is looking there */
  gboolean proven;    /* whether a server has answered since the last trouble */
  gboolean held;      /* nothing is sent before health.next_try */
  gboolean paused;    /* a person says so */
  gboolean parked;    /* nor then: a person or new settings are waited for */
  gboolean stopped;
  gint unfiled; /* whether something is over that its directory is to show; atomic */
  guint epoch;  /* rises with each trouble: what began before it is not counted twice */
  TocsinHealth health;
  gint64 next_due;
};

void tocsin_postman_lane_send (TocsinPostmanLane *self, TocsinOutboxMail *mail);
void tocsin_postman_lane_give_back (TocsinPostmanLane *self, TocsinOutboxMail *mail, gint64 due);

gboolean tocsin_postman_route_open (TocsinPostmanRoute *route,
                                    TocsinPostmanServices *services,
                                    const char *connection,
                                    GError **error);
void tocsin_postman_route_clear (TocsinPostmanRoute *route);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinPostmanRoute, tocsin_postman_route_clear)

void tocsin_postman_lane_take_trouble (TocsinPostmanLane *self, const GError *error, guint epoch);
void tocsin_postman_lane_take_answer (TocsinPostmanLane *self, guint most_senders);
void tocsin_postman_lane_expect (TocsinPostmanLane *self, gint64 due);
guint tocsin_postman_lane_get_epoch (TocsinPostmanLane *self);
void tocsin_postman_lane_note_unfiled (TocsinPostmanLane *self);

G_END_DECLS
