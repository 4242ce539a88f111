/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/unit/engine/station.h"

G_BEGIN_DECLS

/* Another program that asks a running engine, over its private socket or a message bus. The engine
 * has a mailbox, `box`, a task that waits for mail there, `post`, and one that waits for the hour,
 * `night`. */
typedef struct
{
  Station station;
  GDBusConnection *line;
  const char *name;
  GPtrArray *news; /* what was told of events, connections and tasks: "signal id state" */
} Asker;

GVariant *asker_send (Asker *fixture, GDBusMessage *question, GError **error);
GVariant *asker_ask (Asker *fixture, const char *method, GVariant *arguments, GError **error);
void asker_tell (Asker *fixture, const char *method, const char *name);
void asker_assert_refused (
    Asker *fixture, const char *method, const char *name, int code, const char *word);
GVariant *asker_find (Asker *fixture, const char *list, const char *id);
void asker_assert_state (Asker *fixture, const char *list, const char *id, const char *expected);
guint asker_count (Asker *fixture, const char *task, const char *state);
void asker_deliver (Asker *fixture, const char *name);
void asker_connect_socket (Asker *fixture);
void asker_open_line (Asker *fixture);
void asker_close_line (Asker *fixture);
void asker_set_up (Asker *fixture, gconstpointer data);
void asker_tear_down (Asker *fixture, gconstpointer data);
void asker_wait_for_watch (Asker *fixture);
void asker_listen (Asker *fixture);
guint asker_count_told (Asker *fixture, const char *news);
void asker_open_bus (Asker *fixture, GTestDBus *bus, TocsinControlAccess access);
void asker_close_bus (Asker *fixture, GTestDBus *bus);
GVariant *
asker_get_property (Asker *fixture, const char *object, const char *interface, GError **error);

G_END_DECLS
