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

/* What the shell reports of a process that was killed with SIGKILL. */
#define SCRATCH_KILLED 137

G_END_DECLS
