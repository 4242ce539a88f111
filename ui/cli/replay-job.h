/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/connections.h"
#include "core/engine/replay.h"
#include "ui/cli/cli.h"
#include "ui/cli/replay-list.h"

G_BEGIN_DECLS

/**
 * TocsinReplayJob:
 * @cli: the run
 * @tasks: (element-type TocsinTask): all tasks, in their order
 * @task: the task that is to fire
 * @connection_id: id of the connection on which it waits for mail
 * @connections: all connections
 * @store: that one, opened for a look
 * @candidates: (element-type TocsinReplayCandidate): what it is to fire for
 * @replay: the same, as the journal will know it
 * @hidden: how many more there would be, if no earlier task kept them from this one
 * @over: how many more there would be, if the task's max-firings let them through
 * @result: (nullable): what came of it
 *
 * A task that is to fire again, and what for. Shared by replay-commands.c, which asks,
 * replay-look.c, which finds out what for, replay-fire.c, which has it done, and replay-output.c,
 * which shows it.
 */
typedef struct
{
  TocsinCli *cli;
  GPtrArray *tasks;
  TocsinTask *task;
  char *connection_id;
  TocsinConnections *connections;
  TocsinMailStore *store;
  GPtrArray *candidates;
  TocsinReplay *replay;
  guint hidden;
  guint over;
  GVariant *result;
} TocsinReplayJob;

void tocsin_replay_job_clear (TocsinReplayJob *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinReplayJob, tocsin_replay_job_clear)

gboolean tocsin_replay_job_open (TocsinReplayJob *self, const char *name, GError **error);
gboolean tocsin_replay_job_look (TocsinReplayJob *self, gboolean leave_hidden, GError **error);
gboolean tocsin_replay_job_fire (TocsinReplayJob *self, gboolean *running, GError **error);
guint tocsin_replay_job_count (const TocsinReplayJob *self, const char *key);
void tocsin_replay_job_print_preview (const TocsinReplayJob *self);
void tocsin_replay_job_print_result (const TocsinReplayJob *self, gboolean running);
void tocsin_replay_job_print_json (const TocsinReplayJob *self);

G_END_DECLS
