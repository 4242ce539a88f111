/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/notification.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/**
 * ews_event_free:
 * @self: (transfer full): an event
 */
void
ews_event_free (EwsEvent *self)
{
  g_free (self->watermark);
  g_free (self->id);
  g_free (self->parent);
  g_free (self->old_parent);
  g_free (self);
}

/**
 * ews_notification_free:
 * @self: (transfer full): a notification
 */
void
ews_notification_free (EwsNotification *self)
{
  g_free (self->subscription);
  g_free (self->watermark);
  g_ptr_array_unref (self->events);
  g_free (self);
}

/**
 * ews_subscription_free:
 * @self: (transfer full): a subscription
 */
void
ews_subscription_free (EwsSubscription *self)
{
  g_free (self->id);
  g_free (self->watermark);
  g_free (self);
}

static EwsEventKinds
read_kind (const char *name)
{
  static const struct
  {
    const char *name;
    EwsEventKinds kind;
  } kinds[] = {
    { "CopiedEvent", EWS_EVENT_COPIED },   { "CreatedEvent", EWS_EVENT_CREATED },
    { "DeletedEvent", EWS_EVENT_DELETED }, { "ModifiedEvent", EWS_EVENT_MODIFIED },
    { "MovedEvent", EWS_EVENT_MOVED },     { "NewMailEvent", EWS_EVENT_NEW_MAIL },
    { "StatusEvent", EWS_EVENT_STATUS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (name, kinds[i].name))
      return kinds[i].kind;

  return EWS_EVENT_NONE;
}

static EwsEvent *
read_event (const EwsNode *node)
{
  EwsEvent *self = g_new0 (EwsEvent, 1);
  const EwsNode *item = ews_node_find (node, "ItemId");
  const EwsNode *folder = ews_node_find (node, "FolderId");

  self->kind = read_kind (node->name);
  self->watermark = g_strdup (ews_node_find_text (node, "Watermark"));
  self->time = ews_node_find_time (node, "TimeStamp");
  self->is_folder = item == NULL && folder != NULL;
  self->id = g_strdup (ews_node_get_attribute (item != NULL ? item : folder, "Id"));
  self->parent = g_strdup (ews_node_get_attribute (ews_node_find (node, "ParentFolderId"), "Id"));
  self->old_parent =
      g_strdup (ews_node_get_attribute (ews_node_find (node, "OldParentFolderId"), "Id"));

  return self;
}

/* An event that is new to us still says that something happened; what is none has no watermark and
 * no time. */
static gboolean
is_event (const EwsNode *node)
{
  return g_str_has_suffix (node->name, "Event");
}

static EwsNotification *
read_notification (const EwsNode *node)
{
  EwsNotification *self = g_new0 (EwsNotification, 1);

  self->subscription = g_strdup (ews_node_find_text (node, "SubscriptionId"));
  self->more = ews_node_find_boolean (node, "MoreEvents", FALSE);
  self->watermark = g_strdup (ews_node_find_text (node, "PreviousWatermark"));
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_event_free);
  for (guint i = 0; i < ews_node_get_n_children (node); i++)
    {
      const EwsNode *child = ews_node_get_nth (node, i);
      EwsEvent *event;

      if (!is_event (child))
        continue;
      event = read_event (child);
      g_ptr_array_add (self->events, event);
      if (event->watermark != NULL)
        {
          g_free (self->watermark);
          self->watermark = g_strdup (event->watermark);
        }
    }

  return self;
}

static void
read_all (const EwsNode *node, GPtrArray *notifications)
{
  for (guint i = 0; i < ews_node_get_n_children (node); i++)
    if (g_str_equal (ews_node_get_nth (node, i)->name, "Notification"))
      g_ptr_array_add (notifications, read_notification (ews_node_get_nth (node, i)));
}

/**
 * ews_response_read_notifications:
 * @response: of GetEvents or GetStreamingEvents
 *
 * Returns: (transfer full) (element-type EwsNotification): what happened; empty of a heartbeat.
 */
GPtrArray *
ews_response_read_notifications (const EwsResponse *response)
{
  GPtrArray *notifications =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ews_notification_free);

  read_all (response->node, notifications);
  read_all (ews_node_find (response->node, "Notifications"), notifications);

  return notifications;
}

/**
 * ews_response_read_connection_status:
 * @response: of GetStreamingEvents
 *
 * Returns: what it says of its connection.
 */
EwsConnectionStatus
ews_response_read_connection_status (const EwsResponse *response)
{
  const char *text = ews_node_find_text (response->node, "ConnectionStatus");

  if (g_strcmp0 (text, "OK") == 0)
    return EWS_CONNECTION_OK;

  return g_strcmp0 (text, "Closed") == 0 ? EWS_CONNECTION_CLOSED : EWS_CONNECTION_UNSAID;
}

/**
 * ews_response_read_bad_subscriptions:
 * @response: of GetStreamingEvents
 *
 * Returns: (transfer full) (array zero-terminated=1): the ids of subscriptions that are no good;
 * one of them may silence all. The schema calls their list `ErrorSubscriptionIds`.
 */
GStrv
ews_response_read_bad_subscriptions (const EwsResponse *response)
{
  const EwsNode *list = ews_node_find (response->node, "ErrorSubscriptionIds");
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    g_strv_builder_add (ids, ews_node_get_text (ews_node_get_nth (list, i)));

  return g_strv_builder_end (ids);
}

/**
 * ews_response_read_subscription:
 * @response: of Subscribe
 * @error: `protocol.parse` when it names none
 *
 * Returns: (transfer full): the subscription.
 */
EwsSubscription *
ews_response_read_subscription (const EwsResponse *response, GError **error)
{
  const char *id = ews_node_find_text (response->node, "SubscriptionId");
  EwsSubscription *self;

  if (id == NULL || *id == '\0')
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the server names no subscription"));
      return NULL;
    }
  self = g_new0 (EwsSubscription, 1);
  self->id = g_strdup (id);
  self->watermark = g_strdup (ews_node_find_text (response->node, "Watermark"));

  return self;
}
