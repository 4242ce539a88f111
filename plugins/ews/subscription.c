/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/subscription.h"

#include "core/base/error.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/wire/notification-requests.h"

/* For how long the server remembers what happened for somebody who asks. */
#define PULL_MINUTES 30

/* Answers to one poll: nobody has as much news. */
#define MAX_POLLS 100

/* A server that does not give us any, or no more, is asked for mail every so often instead. */
static void
note_unavailable (GError *error)
{
  static const char *const codes[] = { "ErrorSubscriptionDelegateAccessNotSupported",
                                       "ErrorExceededSubscriptionCount",
                                       "ErrorSubscriptionAccessDenied",
                                       "ErrorInvalidSubscriptionRequest",
                                       "ErrorInvalidPullSubscriptionId",
                                       "ErrorNotSupportedSubscription",
                                       "ErrorInvalidServerVersion",
                                       NULL };

  if (ews_ask_fails_with (error, codes))
    error->code = TOCSIN_ERROR_CONFIG_NOT_SUPPORTED;
}

/**
 * ews_subscribe:
 * @account: an account
 * @folders: (array zero-terminated=1): ids of folders
 * @streaming: whether the server is to speak by itself
 * @cancellable: (nullable): to stop it
 * @error: %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED where there is nothing like it
 *
 * Returns: (transfer full): what the server remembers for us from now on.
 */
EwsSubscription *
ews_subscribe (EwsAccount *account,
               const char *const *folders,
               gboolean streaming,
               GCancellable *cancellable,
               GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (account);
  guint n = g_strv_length ((GStrv) folders);
  g_autofree EwsFolderRef *refs = g_new0 (EwsFolderRef, n);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EwsAnswer) answer = NULL;
  const EwsResponse *response;
  EwsSubscription *self;

  for (guint i = 0; i < n; i++)
    refs[i].id = folders[i];
  answer = ews_ask_simple (
      account, "Subscribe",
      streaming ? ews_subscribe_streaming_build (&envelope, refs, n, EWS_EVENT_MAIL)
                : ews_subscribe_pull_build (&envelope, refs, n, EWS_EVENT_MAIL, NULL, PULL_MINUTES),
      cancellable, &problem);
  response = answer != NULL ? ews_answer_get_only (answer, "Subscribe", &problem) : NULL;
  self = response != NULL ? ews_response_read_subscription (response, &problem) : NULL;
  if (self != NULL)
    return self;
  note_unavailable (problem);
  g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}

/**
 * ews_unsubscribe:
 * @account: an account
 * @subscription: the id of a subscription that nobody needs any more
 * @cancellable: (nullable): to stop it
 *
 * A server counts them for each user, and has but few. What becomes of it does not matter.
 */
void
ews_unsubscribe (EwsAccount *account, const char *subscription, GCancellable *cancellable)
{
  EwsEnvelope envelope = ews_account_make_envelope (account);
  g_autoptr (EwsAnswer) answer = ews_ask_simple (
      account, "Unsubscribe", ews_unsubscribe_build (&envelope, subscription), cancellable, NULL);
}

static void
take_event (const EwsEvent *event, GHashTable *folders, gboolean *list_changed)
{
  if (event->kind == EWS_EVENT_STATUS)
    return;
  if (event->is_folder)
    {
      /* That it holds one message more is told of the message, too. */
      *list_changed = *list_changed || event->kind != EWS_EVENT_MODIFIED;
      return;
    }
  if (event->parent != NULL)
    g_hash_table_add (folders, g_strdup (event->parent));
  if (event->old_parent != NULL)
    g_hash_table_add (folders, g_strdup (event->old_parent));
}

static gboolean
take_notification (EwsSubscription *self,
                   const EwsNotification *notification,
                   GHashTable *folders,
                   gboolean *list_changed)
{
  for (guint i = 0; i < notification->events->len; i++)
    take_event (g_ptr_array_index (notification->events, i), folders, list_changed);
  if (notification->watermark != NULL)
    {
      g_free (self->watermark);
      self->watermark = g_strdup (notification->watermark);
    }

  return notification->more;
}

/**
 * ews_subscription_poll:
 * @account: an account
 * @self: a pull subscription; moves on
 * @folders: (element-type utf8): ids of folders in which something happened are added
 * @list_changed: (inout): whether folders came or went
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; see ews_subscription_is_lost()
 *
 * Returns: whether all was told that happened.
 */
gboolean
ews_subscription_poll (EwsAccount *account,
                       EwsSubscription *self,
                       GHashTable *folders,
                       gboolean *list_changed,
                       GCancellable *cancellable,
                       GError **error)
{
  gboolean more = TRUE;

  for (guint n = 0; more && n < MAX_POLLS; n++)
    {
      EwsEnvelope envelope = ews_account_make_envelope (account);
      g_autoptr (EwsAnswer) answer = ews_ask_simple (
          account, "GetEvents", ews_get_events_build (&envelope, self->id, self->watermark),
          cancellable, error);
      const EwsResponse *response =
          answer != NULL ? ews_answer_get_only (answer, "GetEvents", error) : NULL;
      g_autoptr (GPtrArray) notifications =
          response != NULL ? ews_response_read_notifications (response) : NULL;

      if (response == NULL)
        return FALSE;
      more = FALSE;
      for (guint i = 0; i < notifications->len; i++)
        more = take_notification (self, g_ptr_array_index (notifications, i), folders, list_changed)
               || more;
    }

  return TRUE;
}

/**
 * ews_subscription_is_lost:
 * @error: why a poll failed
 *
 * Returns: whether the server knows the subscription no more: it is to be made anew.
 */
gboolean
ews_subscription_is_lost (const GError *error)
{
  static const char *const codes[] = {
    "ErrorSubscriptionNotFound",      "ErrorInvalidSubscription",
    "ErrorExpiredSubscription",       "ErrorSubscriptionUnsubscribed",
    "ErrorInvalidWatermark",          "ErrorEventNotFound",
    "ErrorInvalidPullSubscriptionId", NULL
  };

  return ews_ask_fails_with (error, codes);
}
