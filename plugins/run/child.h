/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** CHILD_MAX_OUTPUT: bytes that are kept of what a program prints; the rest is read and forgotten
 */
#define CHILD_MAX_OUTPUT (64 * 1024)

/**
 * CHILD_GRACE:
 *
 * Seconds between the polite request to end and the other one.
 */
#define CHILD_GRACE 2

/**
 * Child:
 * @argv: program, by its full path, and arguments
 * @environment: all of its environment
 * @directory: where it starts
 * @input: a descriptor for its standard input, borrowed
 * @timeout: seconds it may take, 0 for no limit
 *
 * A program to be run. A plain value; everything is borrowed.
 */
typedef struct
{
  const char *const *argv;
  const char *const *environment;
  const char *directory;
  int input;
  guint timeout;
} Child;

/**
 * ChildResult:
 * @status: as waitpid() gives it
 * @timed_out: whether it was ended because it took too long
 * @output: what it printed, on both channels, in order
 *
 * How it went.
 */
typedef struct
{
  int status;
  gboolean timed_out;
  GBytes *output;
} ChildResult;

gboolean
child_run (const Child *self, ChildResult *result, GCancellable *cancellable, GError **error);

G_END_DECLS
