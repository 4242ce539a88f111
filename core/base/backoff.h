/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinBackoff:
 * @first: seconds before the second try
 * @most: the longest wait in seconds
 * @failures: how many tries have failed in a row
 *
 * How long to wait between tries: exponential, with jitter so that ten thousand mailboxes do not
 * come back in the same second. A plain value, owned by whoever tries.
 */
typedef struct
{
  double first;
  double most;
  guint failures;
} TocsinBackoff;

#define TOCSIN_BACKOFF_INIT(first, most)                                                           \
  {                                                                                                \
    (first), (most), 0                                                                             \
  }

gint64 tocsin_backoff_next (TocsinBackoff *self, gint64 retry_after);
void tocsin_backoff_reset (TocsinBackoff *self);

G_END_DECLS
