/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/task.h"
#include "core/mail/mail-store.h"
#include "ui/cli/replay-candidate.h"

G_BEGIN_DECLS

/* The messages for which a task can be fired: arrays of #TocsinReplayCandidate. */

GPtrArray *tocsin_replay_list_since (TocsinMailStore *store,
                                     TocsinTask *task,
                                     const char *folder,
                                     gint64 since,
                                     guint limit,
                                     GCancellable *cancellable,
                                     GError **error);
GPtrArray *tocsin_replay_list_named (TocsinMailStore *store,
                                     TocsinTask *task,
                                     const char *folder,
                                     const char *const *keys,
                                     GCancellable *cancellable,
                                     GError **error);
gboolean tocsin_replay_list_note_hidden (GPtrArray *candidates,
                                         TocsinMailStore *store,
                                         TocsinTask *task,
                                         GPtrArray *tasks,
                                         GCancellable *cancellable,
                                         GError **error);

G_END_DECLS
