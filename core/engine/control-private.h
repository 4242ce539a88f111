/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/control.h"

G_BEGIN_DECLS

/* Shared by control.c, which listens, and control-mail.c, which answers about mail to be sent. */

struct _TocsinControl
{
  GObject parent_instance;

  TocsinEngine *engine;
  char *path;
  GDBusServer *server;
  GPtrArray *clients;
};

/* A call that is being answered. */
typedef struct
{
  TocsinControl *control;
  GDBusMethodInvocation *invocation;
  GVariant *arguments;
  GVariant *answer;
  GPtrArray *counts;
  GPtrArray *mail_counts;
  GHashTable *paused;
  GPtrArray *mail;
  TocsinReplay *replay;
  GError *error;
} TocsinControlCall;

/* What a worker does for a call, and what the main context does then. */
typedef struct
{
  const char *name;
  TocsinWorkFunc work;
  TocsinWorkDone done;
} TocsinControlMethod;

extern const TocsinControlMethod tocsin_control_mail_methods[];

void tocsin_control_answer (gpointer data);
void tocsin_control_take_answer (TocsinControlCall *call, const char *wrapping, GVariant *value);

G_END_DECLS
