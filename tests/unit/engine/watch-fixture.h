/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed.h"
#include "core/engine/supervisor.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/fake-mail.h"
#include "tests/unit/engine/fake-store.h"

G_BEGIN_DECLS

/* A supervisor on a mailbox in memory, with a clock that stands still. */

/* At FAKE_NOW. */
#define ENABLED "enabled-since=1793491200000000"

/* What the settings say by default. */
#define ALARM_AFTER 900
#define RECONCILE 900

/* Longer than any wait between two tries. */
#define LONG_ENOUGH 301

typedef struct
{
  TocsinSupervisorServices services;
  TocsinRegistry *registry;
  TocsinSupervisor *supervisor;
  FakeStore *store;
  char *directory;
  GPtrArray *tasks;
  GString *fired;
  guint stalls;
  guint stops;
  guint settles;
} WatchFixture;

#define ADD_TASK(fixture, id, ...)                                                                 \
  g_ptr_array_add ((fixture)->tasks,                                                               \
                   fake_mail_task_new ((fixture)->registry, id, ENABLED, ##__VA_ARGS__, NULL))

void watch_set_up (WatchFixture *fixture, gconstpointer data);
void watch_settle (WatchFixture *fixture);
void watch_tear_down (WatchFixture *fixture, gconstpointer data);
void watch_apply_tasks (WatchFixture *fixture);
void watch_begin (WatchFixture *fixture);
void watch_start (WatchFixture *fixture);
void watch_set_engine (WatchFixture *fixture, const char *const *assignments);
void watch_deliver (WatchFixture *fixture, const char *subject);
void watch_advance (WatchFixture *fixture, double seconds);
void watch_assert_text (WatchFixture *fixture, const char *key, const char *expected);
void watch_assert_state (WatchFixture *fixture, const char *expected);
guint watch_get_number (WatchFixture *fixture, const char *key);
gboolean watch_is_stalled (WatchFixture *fixture);
void watch_assert_error_code (WatchFixture *fixture, const char *expected);
gint64 watch_get_wait (WatchFixture *fixture);
void watch_assert_fired (WatchFixture *fixture, const char *expected);
int watch_run_tests (void);

G_END_DECLS
