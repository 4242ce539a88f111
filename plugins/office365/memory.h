/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/round.h"

G_BEGIN_DECLS

/** GRAPH_COMPARE_SECONDS: a folder's changes are trusted for so long before it is listed again */
#define GRAPH_COMPARE_SECONDS (15 * 60)

/**
 * GraphMemory:
 *
 * What a connection remembers of its folders while it runs; nothing that is needed after that.
 * Thread safe.
 */
typedef struct _GraphMemory GraphMemory;

GraphMemory *graph_memory_new (void);
void graph_memory_free (GraphMemory *self);

gboolean graph_memory_is_due (GraphMemory *self, const char *folder);
void graph_memory_note_compared (GraphMemory *self, const char *folder);
GraphRound *graph_memory_take_round (GraphMemory *self, const char *folder, const char *from);
void graph_memory_keep_round (GraphMemory *self, const char *folder, GraphRound *round);
char *graph_memory_get_link (GraphMemory *self, const char *folder);
void graph_memory_set_link (GraphMemory *self, const char *folder, const char *link);

void graph_memory_set_folders (GraphMemory *self, GPtrArray *folders);
gboolean graph_memory_is_elsewhere (GraphMemory *self, const char *folder, const char *parent);
char *graph_memory_get_target (GraphMemory *self, const char *name);
void graph_memory_set_target (GraphMemory *self, const char *name, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphMemory, graph_memory_free)

G_END_DECLS
