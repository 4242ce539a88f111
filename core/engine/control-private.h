/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/control-object.h"
#include "core/engine/control.h"
#include "core/engine/herald.h"

G_BEGIN_DECLS

/* Shared by control.c, which listens, control-call.c, which sees a call through, and those that
 * answer: control-journal.c, control-orders.c, control-mail.c, control-tree.c and control-test.c;
 * control-news.c tells of objects. */

/* A private socket's client, or a message bus. */
typedef struct
{
  TocsinControl *control;
  GDBusConnection *bus;
  TocsinControlAccess access;
  guint registration;
  guint manager;
  guint trees[TOCSIN_N_CONTROL_OBJECT_KINDS];
  gboolean follows; /* somebody there wants to be told of objects */
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
  GHashTable *event_objects; /* ids of those that somebody may know */
  guint event_news;          /* how often something was told of events */
  gboolean recounting;
  GPtrArray *tests;
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
  TocsinControlAccess access;
  GVariant *answer;
  GError *error;

  TocsinCensus *census;
  TocsinReplay *replay;
  TocsinPauses *pauses;
  char *id;
  GPtrArray *events;
  GVariant *description;
} TocsinControlCall;

/**
 * TocsinControlMethod:
 * @name: what it is called
 * @right: (nullable): what a caller must be allowed to do; %NULL where the object decides
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
extern const TocsinControlMethod tocsin_control_tree_methods[];
extern const TocsinControlMethod tocsin_control_test_methods[];

gboolean tocsin_control_tree_register (TocsinControlLine *line, GError **error);
void tocsin_control_tree_unregister (TocsinControlLine *line);
GPtrArray *tocsin_control_list_unfinished (TocsinJournal *journal, GError **error);
const char *tocsin_control_tree_get_right (const char *object);
void tocsin_control_test_unref (gpointer data);
void tocsin_control_withdraw_tests (TocsinControl *self);
void tocsin_control_follow (TocsinControl *self, GDBusConnection *bus);
void tocsin_control_tell_item (
    TocsinControl *self, TocsinConfigKind kind, const char *id, GVariant *before, GVariant *now);
void tocsin_control_tell_event (TocsinControl *self, GVariant *own, GVariant *everybody);
void tocsin_control_take_call (TocsinControlLine *line, GDBusMethodInvocation *invocation);
void tocsin_control_take_answer (TocsinControlCall *call, const char *wrapping, GVariant *value);

G_END_DECLS
