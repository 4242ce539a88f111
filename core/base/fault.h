/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*< private >*/
extern gboolean tocsin_fault_armed;
int tocsin_fault_strike (const char *name);

/**
 * tocsin_fault_hit:
 * @name: the point's stable name, such as `journal-commit-before`
 *
 * Marks a boundary where a power cut or a full disk would hurt, so that tests can put one there.
 * Points are armed by the environment alone, when the library is loaded:
 * `TOCSIN_FAULT=NAME[:N]` ends the process with _exit (137) when NAME is reached for the Nth time
 * (the first by default), `NAME=ENOSPC[:N]` makes the point fail so; several are parted by commas.
 * Without it the cost is one branch.
 *
 * Returns: 0, or the errno with which the caller must fail as if the system had said it.
 */
static inline int
tocsin_fault_hit (const char *name)
{
  return G_UNLIKELY (tocsin_fault_armed) ? tocsin_fault_strike (name) : 0;
}

G_END_DECLS
