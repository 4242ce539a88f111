/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/health.h"
#include "core/engine/mail-agenda.h"
#include "core/engine/mail-round.h"
#include "core/engine/supervisor.h"

G_BEGIN_DECLS

/* Shared by supervisor.c, which is asked from outside, supervisor-cycle.c, which goes round, and
 * supervisor-alarm.c, which knows when. */

/* A round that takes longer hangs: what a server drips is bounded by the sessions, what there is to
 * do by the feed's slices. */
#define TOCSIN_SUPERVISOR_ROUND (3600 * (gint64) G_USEC_PER_SEC)

typedef enum
{
  TOCSIN_SUPERVISOR_STARTING,
  TOCSIN_SUPERVISOR_CATCHING_UP,
  TOCSIN_SUPERVISOR_WATCHING,
  TOCSIN_SUPERVISOR_POLLING,
  TOCSIN_SUPERVISOR_WAITING,
  TOCSIN_SUPERVISOR_PARKED,
  TOCSIN_SUPERVISOR_STOPPED,
} TocsinSupervisorState;

struct _TocsinSupervisor
{
  GObject parent_instance;

  char *connection;
  TocsinSupervisorServices services;
  TocsinMailAgenda *agenda;
  TocsinFeed *feed;

  TocsinSupervisorState state;
  TocsinWatch *watch;
  guint64 ticket;
  GPtrArray *places;
  GHashTable *troubles;
  GCancellable *cancellable;
  guint64 alarm;
  gint64 round_deadline;
  gboolean busy;
  gboolean overdue;
  gboolean can_watch;
  gboolean pushes;
  gboolean woken;
  gboolean look_again;
  gboolean urgent;
  gboolean relist;
  gboolean once;
  gboolean settled;
  gboolean stopping;

  TocsinHealth health;
  guint64 seen;
  guint64 matched;
};

void tocsin_supervisor_enter (TocsinSupervisor *self, TocsinSupervisorState state);
void tocsin_supervisor_begin_round (TocsinSupervisor *self);
guint tocsin_supervisor_get_push_interval (TocsinSupervisor *self);
void tocsin_supervisor_drop_watch (TocsinSupervisor *self);
void tocsin_supervisor_become_stopped (TocsinSupervisor *self);
void tocsin_supervisor_arm (TocsinSupervisor *self);
void tocsin_supervisor_disarm (TocsinSupervisor *self);

G_END_DECLS
