/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/hub.h"
#include "plugins/ews/wire/reader.h"

G_BEGIN_DECLS

/* Private to the hub, under whose lock all of it is used. */

/**
 * EwsStream:
 * @number: tells it apart from all others there ever were
 * @key: who asks whom; equal ones may share a connection
 * @members: (element-type EwsListener): who listens
 * @flow: (nullable): the connection
 * @reader: (nullable): what has come of the document that is under way
 * @trouble: (nullable): why the last connection ended, if another would end so, too
 * @wanted: when to open it anew, monotonic microseconds; 0: it serves all members
 * @opened: when it was opened, monotonic microseconds
 * @end: when it ends at the latest, monotonic microseconds
 * @opening: whether somebody is opening it
 * @n_early: how often in a row it ended at once without a word
 * @unread: whether there may be something to read that nobody waits for
 *
 * A connection of notifications, and whom it serves.
 */
typedef struct
{
  guint64 number;
  char *key;
  GPtrArray *members;
  TocsinHttpFlow *flow;
  EwsReader *reader;
  GError *trouble;
  gint64 wanted;
  gint64 opened;
  gint64 end;
  gboolean opening;
  guint n_early;
  gboolean unread;
} EwsStream;

struct _EwsListener
{
  EwsAccount *account;
  char *subscription;
  EwsStream *stream;
  EwsNews news;
  int fd;
};

EwsStream *ews_stream_new (guint64 number, const char *key);
void ews_stream_free (EwsStream *self);
void ews_stream_drop_flow (EwsStream *self);
void ews_stream_lead (EwsStream *self);
void ews_stream_fail (EwsStream *self, GError *trouble);
gboolean ews_stream_read (EwsStream *self);
void ews_listener_wake (EwsListener *self);

G_END_DECLS
