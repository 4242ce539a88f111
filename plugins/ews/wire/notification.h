/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/answer.h"

G_BEGIN_DECLS

/**
 * EwsEventKinds:
 * @EWS_EVENT_NONE: of an event that is unknown here
 * @EWS_EVENT_NEW_MAIL: mail was delivered
 * @EWS_EVENT_CREATED: an item or a folder is new
 * @EWS_EVENT_DELETED: one is gone
 * @EWS_EVENT_MODIFIED: one has changed
 * @EWS_EVENT_MOVED: one is somewhere else
 * @EWS_EVENT_COPIED: one is here too
 * @EWS_EVENT_STATUS: nothing happened (only in answers)
 * @EWS_EVENT_MAIL: all that matters for a folder of mail
 *
 * Kinds of events.
 */
typedef enum
{
  EWS_EVENT_NONE = 0,
  EWS_EVENT_NEW_MAIL = 1 << 0,
  EWS_EVENT_CREATED = 1 << 1,
  EWS_EVENT_DELETED = 1 << 2,
  EWS_EVENT_MODIFIED = 1 << 3,
  EWS_EVENT_MOVED = 1 << 4,
  EWS_EVENT_COPIED = 1 << 5,
  EWS_EVENT_STATUS = 1 << 6,
  EWS_EVENT_MAIL = (1 << 6) - 1,
} EwsEventKinds;

/**
 * EwsEvent:
 * @kind: what happened
 * @watermark: (nullable): where it stands among the events, for GetEvents
 * @time: when, in microseconds since 1970; 0 when not said
 * @is_folder: whether it happened to a folder
 * @id: (nullable): the item's or folder's id
 * @parent: (nullable): the id of the folder it is in now
 * @old_parent: (nullable): where it was, of moved and copied
 *
 * Something that happened in a mailbox.
 */
typedef struct
{
  EwsEventKinds kind;
  char *watermark;
  gint64 time;
  gboolean is_folder;
  char *id;
  char *parent;
  char *old_parent;
} EwsEvent;

/**
 * EwsNotification:
 * @subscription: (nullable): for which subscription
 * @more: whether GetEvents has more
 * @watermark: (nullable): the last one, for the next GetEvents
 * @events: (element-type EwsEvent): what happened
 *
 * What happened, for one subscription.
 */
typedef struct
{
  char *subscription;
  gboolean more;
  char *watermark;
  GPtrArray *events;
} EwsNotification;

/**
 * EwsConnectionStatus:
 * @EWS_CONNECTION_UNSAID: the message does not tell
 * @EWS_CONNECTION_OK: it stays open
 * @EWS_CONNECTION_CLOSED: the server closes it: its time is over, or a subscription is not good
 *
 * What a streaming connection says of itself.
 */
typedef enum
{
  EWS_CONNECTION_UNSAID,
  EWS_CONNECTION_OK,
  EWS_CONNECTION_CLOSED,
} EwsConnectionStatus;

/**
 * EwsSubscription:
 * @id: its id
 * @watermark: (nullable): where it begins, of a pull subscription
 *
 * What Subscribe made.
 */
typedef struct
{
  char *id;
  char *watermark;
} EwsSubscription;

GPtrArray *ews_response_read_notifications (const EwsResponse *response);
EwsConnectionStatus ews_response_read_connection_status (const EwsResponse *response);
GStrv ews_response_read_bad_subscriptions (const EwsResponse *response);
void ews_notification_free (EwsNotification *self);
void ews_event_free (EwsEvent *self);

EwsSubscription *ews_response_read_subscription (const EwsResponse *response, GError **error);
void ews_subscription_free (EwsSubscription *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsNotification, ews_notification_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsSubscription, ews_subscription_free)

G_END_DECLS
