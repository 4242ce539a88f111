/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DeskAnswer:
 * @status: of HTTP; 0 = 200
 * @type: (nullable): %NULL = text/xml
 * @head: (nullable): what begins the body
 * @filler: (nullable): what follows @times times
 * @times: how often
 * @tail: (nullable): what ends it
 * @cut: bytes of the body that never come, though they were announced
 *
 * What the desk says.
 */
typedef struct
{
  guint status;
  const char *type;
  char *head;
  const char *filler;
  guint64 times;
  char *tail;
  guint64 cut;
} DeskAnswer;

/* Fills in an answer to @operation (`GetItem`), on a thread of the desk's; @count: how many
 * requests of this operation came before. */
typedef void (*DeskFunc) (DeskAnswer *answer,
                          const char *operation,
                          const char *request,
                          guint count,
                          gpointer user_data);

/**
 * Desk:
 *
 * Answers requests over plain HTTP on a loopback port, each connection on a thread of its own.
 */
typedef struct _Desk Desk;

Desk *desk_new (DeskFunc func, gpointer user_data);
void desk_free (Desk *self);
char *desk_get_endpoint (Desk *self);
guint desk_count (Desk *self, const char *operation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

G_END_DECLS
