/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed.h"
#include "core/plugin/host.h"

G_BEGIN_DECLS

/**
 * TocsinMailPlace:
 * @folder: a folder
 * @tasks: (element-type TocsinTask): all tasks that wait for mail there, in their order
 * @pushed: whether one of them waits for the server to speak
 *
 * A folder with whoever waits for mail in it.
 */
typedef struct
{
  TocsinFolder *folder;
  GPtrArray *tasks;
  gboolean pushed;
} TocsinMailPlace;

/**
 * TocsinMailRound:
 * @host: where the connection comes from
 * @connection: its id
 * @feed: what looks into a folder
 * @tasks: (element-type TocsinTask): all tasks, in their order
 * @due: (element-type TocsinTask TocsinTask): those that look now, whatever the server says
 * @relist: whether the folders are listed anew
 * @want_watch: whether a session is to be left waiting
 * @verifies: whether this is the look behind a silent server, to see whether it tells the truth
 * @places: (nullable) (element-type TocsinMailPlace): the folders from before; replaced when listed
 * @watch: (nullable): the session that waited and was woken, or the one that waits afterwards
 * @troubles: (element-type utf8 GError): folders that can't be looked into, and why
 * @fired: (element-type utf8): ids of tasks that have new events
 * @paused: (element-type utf8): ids of tasks that went beyond their burst-limit
 * @replayed: (element-type TocsinReplay): what persons had fired again and is worked off now
 * @unannounced: how many messages came that the server should have told of
 * @looked: how many folders could be looked into
 * @seen: how many messages were looked at
 * @matched: how many of them matched
 * @announced: whether the server itself said that there is something
 * @can_watch: whether the server can tell by itself
 * @pause: seconds for which the server wants to be left alone
 * @more: whether some folder has more to look at: go round again
 *
 * What a worker does for a supervisor in one go, straight through: list folders, open the watch,
 * take in what it says, look into every folder concerned, work off what persons had fired again.
 * The first part of the fields is given, the rest is left.
 */
typedef struct
{
  TocsinHost *host;
  char *connection;
  TocsinFeed *feed;
  GPtrArray *tasks;
  GHashTable *due;
  gboolean relist;
  gboolean want_watch;
  gboolean verifies;

  GPtrArray *places;
  TocsinWatch *watch;
  GHashTable *troubles;
  GPtrArray *fired;
  GPtrArray *paused;
  GPtrArray *replayed;
  guint unannounced;
  guint looked;
  guint seen;
  guint matched;
  guint pause;
  gboolean announced;
  gboolean can_watch;
  gboolean more;
} TocsinMailRound;

TocsinMailRound *tocsin_mail_round_new (
    TocsinHost *host, const char *connection, TocsinFeed *feed, GPtrArray *tasks, GHashTable *due);
void tocsin_mail_round_free (TocsinMailRound *self);
GStrv tocsin_mail_round_list_pushed (GPtrArray *places);
gboolean tocsin_mail_round_run (TocsinMailRound *self, GCancellable *cancellable, GError **error);

G_END_DECLS
