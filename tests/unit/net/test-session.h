/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session.h"

G_BEGIN_DECLS

#define TEST_TYPE_SESSION (test_session_get_type ())

/* A session without a server, which counts what is done with all of its kind. */
G_DECLARE_FINAL_TYPE (TestSession, test_session, TEST, SESSION, TocsinSession)

typedef struct
{
  int n_opened;
  int n_probed;
  int n_closed;
  int n_alive;
  int most_alive;
  int fail_open;
  int fail_probe;
} TestSessionCounts;

extern TestSessionCounts test_session_counts; /* atomic access */

void test_session_reset (void);

G_END_DECLS
