/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

/* A Maildir of a test's own, and the connection to it. */
typedef struct
{
  char *place;
  char *path;
  TocsinMailStore *store;
} Box;

void box_set_up (Box *self, gconstpointer data);
void box_tear_down (Box *self, gconstpointer data);
TocsinMailStore *box_open (const char *address, const char *assignment);
void box_write (Box *self, const char *name, const char *text);
char *box_read (Box *self, const char *name);
char *box_list (Box *self);
GPtrArray *box_refs (Box *self, const char *folder);
GPtrArray *
box_apply (Box *self, GPtrArray *refs, TocsinMailVerb verb, const char *argument, gboolean create);

G_END_DECLS
