/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a shell reports for a process that was killed with SIGKILL. */
#define EXIT_STATUS 137

typedef struct
{
  char *name;
  int error;     /* errno to inject, or 0: end the process */
  int remaining; /* strikes until it takes effect */
} Fault;

gboolean tocsin_fault_armed = FALSE;
static Fault *faults;
static gsize n_faults;

static int
parse_error (const char *name)
{
  static const struct
  {
    const char *name;
    int error;
  } known[] = {
    { "ENOSPC", ENOSPC }, { "EDQUOT", EDQUOT }, { "EROFS", EROFS },
    { "EACCES", EACCES }, { "EIO", EIO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].name, name))
      return known[i].error;

  return EIO;
}

/* NAME, NAME:N, NAME=ERROR or NAME=ERROR:N */
static void
parse_fault (const char *text, Fault *fault)
{
  g_auto (GStrv) counted = g_strsplit (text, ":", 2);
  g_auto (GStrv) named = g_strsplit (counted[0] != NULL ? counted[0] : "", "=", 2);

  fault->name = g_strdup (named[0] != NULL ? named[0] : "");
  fault->error = named[0] != NULL && named[1] != NULL ? parse_error (named[1]) : 0;
  fault->remaining = counted[0] != NULL && counted[1] != NULL ? atoi (counted[1]) : 1;
}

/* Read once and before any thread exists, so that the flag needs no synchronisation. */
__attribute__ ((constructor)) static void
arm (void)
{
  const char *environment = getenv ("TOCSIN_FAULT");
  g_auto (GStrv) items = NULL;

  if (environment == NULL || *environment == '\0')
    return;

  items = g_strsplit (environment, ",", -1);
  n_faults = g_strv_length (items);
  faults = g_new0 (Fault, n_faults);
  for (gsize i = 0; i < n_faults; i++)
    parse_fault (items[i], &faults[i]);
  tocsin_fault_armed = TRUE;
}

/*< private >*/
int
tocsin_fault_strike (const char *name)
{
  for (gsize i = 0; i < n_faults; i++)
    {
      if (!g_str_equal (faults[i].name, name) || g_atomic_int_add (&faults[i].remaining, -1) != 1)
        continue;
      if (faults[i].error == 0)
        _exit (EXIT_STATUS);
      return faults[i].error;
    }

  return 0;
}
