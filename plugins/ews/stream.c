/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a connection of notifications says, and to whom. */
#include "plugins/ews/stream.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "plugins/ews/wire/notification.h"

#define CHUNK 4096

/* Bytes that are read of one connection before others have their turn. */
#define TURN (256 * 1024)

/*< private >
 * ews_stream_new:
 * @number: tells it apart from all others
 * @key: who asks whom
 *
 * Returns: (transfer full): a stream that is not open.
 */
EwsStream *
ews_stream_new (guint64 number, const char *key)
{
  EwsStream *self = g_new0 (EwsStream, 1);

  self->number = number;
  self->key = g_strdup (key);
  self->members = g_ptr_array_new ();

  return self;
}

/*< private >
 * ews_stream_free:
 * @self: (transfer full): a stream without members
 */
void
ews_stream_free (EwsStream *self)
{
  ews_stream_drop_flow (self);
  g_clear_error (&self->trouble);
  g_ptr_array_unref (self->members);
  g_free (self->key);
  g_free (self);
}

/*< private >
 * ews_stream_drop_flow:
 * @self: a stream; is closed
 */
void
ews_stream_drop_flow (EwsStream *self)
{
  g_clear_pointer (&self->flow, tocsin_http_flow_free);
  g_clear_pointer (&self->reader, ews_reader_free);
}

/*< private >
 * ews_listener_wake:
 * @self: a listener that has something to take or to do
 */
void
ews_listener_wake (EwsListener *self)
{
  const guint64 one = 1;

  /* A counter that is full has said enough. */
  if (write (self->fd, &one, sizeof one) < 0)
    return;
}

/*< private >
 * ews_stream_lead:
 * @self: a stream that is to be opened
 *
 * One of its members is woken to do it: the one that joined last, whom the others wait for least.
 */
void
ews_stream_lead (EwsStream *self)
{
  if (self->members->len > 0 && !self->opening)
    ews_listener_wake (g_ptr_array_index (self->members, self->members->len - 1));
}

/*< private >
 * ews_stream_fail:
 * @self: a stream
 * @trouble: (transfer full) (nullable): why its connection ended; %NULL: its time was over
 *
 * What happens meanwhile the subscriptions remember; only after a connection that broke nobody
 * knows what was lost with it. One that ends at once and without a word is of subscriptions that
 * the server does not know; should new ones not help, it is told as trouble.
 */
void
ews_stream_fail (EwsStream *self, GError *trouble)
{
  gboolean early = g_get_monotonic_time () - self->opened < (gint64) EWS_HUB_LEAST * G_USEC_PER_SEC;
  gboolean lost = trouble == NULL && early;

  self->n_early = lost ? self->n_early + 1 : 0;
  if (self->n_early > 1)
    trouble = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                                   _ ("the server ends its notifications at once"));
  ews_stream_drop_flow (self);
  self->wanted = 1;
  for (guint i = 0; i < self->members->len && (trouble != NULL || lost); i++)
    {
      EwsListener *member = g_ptr_array_index (self->members, i);

      member->news.missed = TRUE;
      member->news.lost = member->news.lost || lost;
      ews_listener_wake (member);
    }
  g_clear_error (&self->trouble);
  if (early)
    self->trouble = g_steal_pointer (&trouble);
  g_clear_error (&trouble);
  ews_stream_lead (self);
}

static EwsListener *
find_member (EwsStream *self, const char *subscription)
{
  if (subscription == NULL)
    return self->members->len == 1 ? g_ptr_array_index (self->members, 0) : NULL;
  for (guint i = 0; i < self->members->len; i++)
    {
      EwsListener *member = g_ptr_array_index (self->members, i);

      if (g_str_equal (member->subscription, subscription))
        return member;
    }

  return NULL;
}

static void
add_folder (EwsListener *member, const char *id)
{
  if (id != NULL)
    g_hash_table_add (member->news.folders, g_strdup (id));
}

static void
take_notification (EwsStream *self, const EwsNotification *notification)
{
  EwsListener *member = find_member (self, notification->subscription);
  gboolean happened = FALSE;

  for (guint i = 0; member != NULL && i < notification->events->len; i++)
    {
      const EwsEvent *event = g_ptr_array_index (notification->events, i);

      if (event->kind == EWS_EVENT_STATUS)
        continue;
      /* That a folder holds one message more is told of the message, too. */
      if (event->is_folder && event->kind == EWS_EVENT_MODIFIED)
        continue;
      happened = TRUE;
      member->news.list_changed = member->news.list_changed || event->is_folder;
      if (!event->is_folder)
        {
          add_folder (member, event->parent);
          add_folder (member, event->old_parent);
          member->news.missed = member->news.missed || event->parent == NULL;
        }
    }
  if (happened)
    ews_listener_wake (member);
}

/* One bad subscription among good ones may silence all; without its name, any may be it. */
static void
lose_subscriptions (EwsStream *self, const EwsResponse *response)
{
  g_auto (GStrv) bad = ews_response_read_bad_subscriptions (response);
  gboolean named = FALSE;

  for (guint i = 0; bad != NULL && i < self->members->len; i++)
    {
      EwsListener *member = g_ptr_array_index (self->members, i);

      if (!g_strv_contains ((const char *const *) bad, member->subscription))
        continue;
      named = member->news.lost = TRUE;
      ews_listener_wake (member);
    }
  for (guint i = 0; !named && i < self->members->len; i++)
    {
      EwsListener *member = g_ptr_array_index (self->members, i);

      member->news.lost = TRUE;
      ews_listener_wake (member);
    }
}

static gboolean
is_about_subscriptions (const EwsResponse *response)
{
  static const char *const codes[] = { "ErrorSubscriptionNotFound",
                                       "ErrorInvalidSubscription",
                                       "ErrorExpiredSubscription",
                                       "ErrorSubscriptionUnsubscribed",
                                       "ErrorInvalidSubscriptionRequest",
                                       "ErrorMissedNotificationEvents",
                                       NULL };

  return response->code != NULL && g_strv_contains (codes, response->code);
}

/* Whether the connection goes on. */
static gboolean
take_response (EwsStream *self, const EwsResponse *response)
{
  g_autoptr (GPtrArray) notifications = NULL;
  GError *trouble = NULL;

  if (response->outcome == EWS_OUTCOME_ERROR && is_about_subscriptions (response))
    {
      lose_subscriptions (self, response);
      self->opened = 0;
      ews_stream_fail (self, NULL);
      return FALSE;
    }
  if (!ews_response_check (response, "GetStreamingEvents", &trouble))
    {
      ews_stream_fail (self, g_error_copy (trouble));
      g_clear_error (&self->trouble);
      self->trouble = trouble;
      return FALSE;
    }
  notifications = ews_response_read_notifications (response);
  for (guint i = 0; i < notifications->len; i++)
    take_notification (self, g_ptr_array_index (notifications, i));
  if (ews_response_read_connection_status (response) != EWS_CONNECTION_CLOSED)
    return TRUE;
  ews_stream_fail (self, NULL);

  return FALSE;
}

static gboolean
take_answers (EwsStream *self)
{
  for (;;)
    {
      g_autoptr (EwsAnswer) answer = ews_reader_take (self->reader);

      if (answer == NULL)
        return TRUE;
      if (answer->fault != NULL)
        return take_response (self, answer->fault);
      for (guint i = 0; i < answer->responses->len; i++)
        if (!take_response (self, g_ptr_array_index (answer->responses, i)))
          return FALSE;
    }
}

/*< private >
 * ews_stream_read:
 * @self: a stream that is open
 *
 * Reads what is there and tells whom it concerns.
 *
 * Returns: whether there may be more that nobody waits for.
 */
gboolean
ews_stream_read (EwsStream *self)
{
  char buffer[CHUNK];
  gsize total = 0;

  while (total < TURN)
    {
      g_autoptr (GError) error = NULL;
      gssize n = tocsin_http_flow_read_now (self->flow, buffer, sizeof buffer, &error);

      if (n == TOCSIN_HTTP_FLOW_AGAIN)
        return FALSE;
      if (n == 0)
        error = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                                     _ ("the server broke off its notifications"));
      if (n > 0 && ews_reader_feed (self->reader, buffer, (gsize) n, &error))
        {
          if (!take_answers (self))
            return FALSE;
          total += (gsize) n;
          continue;
        }
      ews_stream_fail (self, g_steal_pointer (&error));
      return FALSE;
    }

  return TRUE;
}
