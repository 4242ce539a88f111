/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/control.h"
#include "core/engine/herald.h"

G_BEGIN_DECLS

/* Shared by control.c, which listens, control-call.c, which sees a call through, and those that
 * answer: control-journal.c, control-orders.c and control-mail.c. */

/* A private socket's client, or a message bus. */
typedef struct
{
  TocsinControl *control;
  GDBusConnection *bus;
  TocsinControlAccess access;
  guint registration;
  gulong closed_handler;
} TocsinControlLine;

struct _TocsinControl
{
  GObject parent_instance;

  TocsinEngine *engine;
  char *path;
  GDBusServer *server;
  GPtrArray *lines;
  TocsinHerald *herald;
  gint64 told; /* when StatusChanged was sent last */
  guint telling;
};

typedef struct _TocsinControlMethod TocsinControlMethod;

/* A call that is being answered. */
typedef struct
{
  TocsinControl *control;
  GDBusMethodInvocation *invocation;
  const TocsinControlMethod *method;
  GVariant *arguments;
  GVariant *answer;
  GError *error;

  TocsinCensus *census;
  TocsinReplay *replay;
  TocsinPauses *pauses;
  char *id;
} TocsinControlCall;

/**
 * TocsinControlMethod:
 * @name: what it is called
 * @right: what a caller must be allowed to do
 * @begin: (nullable): asks who is on duty, in the main context; an error that it leaves is the
 *   answer
 * @work: (nullable): asks the disk, on a worker
 * @end: (nullable): does what follows, in the main context
 *
 * A method and who does what for it. Where none leaves an answer there is nothing to say.
 */
struct _TocsinControlMethod
{
  const char *name;
  const char *right;
  void (*begin) (TocsinControlCall *call);
  void (*work) (TocsinControlCall *call, GCancellable *cancellable);
  void (*end) (TocsinControlCall *call);
};

/* How the engine does; what is in the mail; to tell it what to do. */
#define TOCSIN_CONTROL_RIGHT_STATUS "org.tocsin.engine.status"
#define TOCSIN_CONTROL_RIGHT_READ "org.tocsin.engine.read"
#define TOCSIN_CONTROL_RIGHT_CONTROL "org.tocsin.engine.control"

extern const TocsinControlMethod tocsin_control_journal_methods[];
extern const TocsinControlMethod tocsin_control_order_methods[];
extern const TocsinControlMethod tocsin_control_mail_methods[];

void tocsin_control_take_call (TocsinControlLine *line, GDBusMethodInvocation *invocation);
void tocsin_control_take_answer (TocsinControlCall *call, const char *wrapping, GVariant *value);

G_END_DECLS
