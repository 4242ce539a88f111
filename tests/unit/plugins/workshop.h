/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"
#include "core/plugin/registry.h"

G_BEGIN_DECLS

#define WORKSHOP_TYPE_HOST (workshop_host_get_type ())
G_DECLARE_FINAL_TYPE (WorkshopHost, workshop_host, WORKSHOP, HOST, GObject)

/**
 * WorkshopMail:
 * @connection: what it was queued for
 * @envelope: from whom to whom
 * @message: what
 * @key: under which key
 * @origin: by whom
 * @when: µs since 1970; a test may change it
 *
 * A mail in the host's outbox.
 */
typedef struct
{
  char *connection;
  TocsinEnvelope *envelope;
  char *message;
  char *key;
  char *origin;
  gint64 when;
} WorkshopMail;

/**
 * Workshop:
 * @registry: all plugins of the build
 * @host: an engine that knows the connections it was told of
 * @directory: an empty directory
 * @work: the host's work directory
 *
 * What a test of a plugin stands on. The settings go through the schema, the plugin through the
 * loader, as in the program.
 */
typedef struct
{
  TocsinRegistry *registry;
  WorkshopHost *host;
  char *directory;
  char *work;
} Workshop;

void workshop_set_up (Workshop *self, gconstpointer data);
void workshop_tear_down (Workshop *self, gconstpointer data);
GPtrArray *workshop_get_outbox (Workshop *self);
void workshop_add_connection (Workshop *self, const char *id, TocsinConnection *connection);

TocsinAction *workshop_try_action (Workshop *self,
                                   GError **error,
                                   const char *type,
                                   const char *const *assignments);
TocsinAction *
workshop_new_action (Workshop *self, const char *type, const char *const *assignments);
TocsinTrigger *workshop_try_trigger (Workshop *self,
                                     GError **error,
                                     const char *type,
                                     const char *const *assignments);
TocsinTrigger *
workshop_new_trigger (Workshop *self, const char *type, const char *const *assignments);
TocsinEvent *workshop_new_event (const char *raw);
TocsinEvent *workshop_new_bare_event (void);
TocsinOutcome *
workshop_act (Workshop *self, TocsinAction *action, TocsinEvent *event, GError **error);
char *workshop_read (Workshop *self, const char *name);
char *workshop_list (const char *directory);
void workshop_remove (const char *path);

/* Assignments: WITH ("key=value", …) */
#define WITH(...) ((const char *const[]){ __VA_ARGS__, NULL })

#define workshop_add(path, function)                                                               \
  g_test_add (path, Workshop, NULL, workshop_set_up, function, workshop_tear_down)

G_END_DECLS
