/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder for one test, and another process for what kills one. */

char *scratch_new (void);
void scratch_free (char *folder);
guint scratch_count (const char *folder);
char *scratch_digest (const char *folder);

int scratch_run_child (const char *fault, const char *scene, const char *folder);
gboolean scratch_is_child (int argc, char **argv, const char **scene, const char **folder);

/* Plays the scene `play` in a new folder and kills it at the first, second … time that it comes to
 * the fault point, until it comes there no more; @make_good then finds out whether nothing was
 * lost. */
void scratch_kill_at (const char *point, guint times, void (*make_good) (const char *folder));

/* What the shell reports of a process that was killed with SIGKILL. */
#define SCRATCH_KILLED 137

G_END_DECLS
