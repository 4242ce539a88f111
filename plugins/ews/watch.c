/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/watch.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/error.h"
#include "plugins/ews/hub.h"
#include "plugins/ews/subscription.h"
#include "plugins/ews/visit.h"

struct _TocsinEwsWatch
{
  TocsinWatch parent_instance;

  EwsAccount *account;
  GCancellable *closing;
  GStrv folders;
  gboolean streams;
  EwsSubscription *subscription;
  EwsListener *listener; /* of a streaming subscription */
  int fd;                /* without one: never speaks */
  gint64 deadline;
  guint n_lost;
  gboolean list_changed;
};

G_DEFINE_FINAL_TYPE (TocsinEwsWatch, tocsin_ews_watch, TOCSIN_TYPE_WATCH)

static void
tocsin_ews_watch_close (TocsinWatch *watch)
{
  TocsinEwsWatch *self = TOCSIN_EWS_WATCH (watch);

  g_clear_pointer (&self->listener, ews_listener_free);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static int
tocsin_ews_watch_get_fd (TocsinWatch *watch)
{
  TocsinEwsWatch *self = TOCSIN_EWS_WATCH (watch);

  return self->listener != NULL ? ews_listener_get_fd (self->listener) : self->fd;
}

static gint64
tocsin_ews_watch_get_deadline (TocsinWatch *watch)
{
  return TOCSIN_EWS_WATCH (watch)->deadline;
}

static void
set_deadline (TocsinEwsWatch *self)
{
  self->deadline = self->listener != NULL
                       ? ews_listener_get_deadline (self->listener)
                       : g_get_monotonic_time () + (gint64) EWS_WATCH_POLL * G_USEC_PER_SEC;
}

static gboolean
listen (TocsinEwsWatch *self, GError **error)
{
  g_clear_pointer (&self->listener, ews_listener_free);
  /* Who was bad in company once may be what makes it so. */
  self->listener = ews_listener_new (self->account, self->subscription->id, self->n_lost > 1);
  if (self->listener != NULL)
    return TRUE;

  tocsin_error_set_errno (error, EMFILE, _ ("Waiting for mail"));
  return FALSE;
}

static gboolean
subscribe (TocsinEwsWatch *self, const EwsVisit *visit, GError **error)
{
  g_clear_pointer (&self->subscription, ews_subscription_free);
  self->subscription = ews_subscribe (self->account, (const char *const *) self->folders,
                                      self->streams, visit->cancellable, error);

  return self->subscription != NULL && (!self->streams || listen (self, error));
}

/* Other folders than ours, or ids that are written in another way, are no reason to look away. */
static GStrv
choose_folders (TocsinEwsWatch *self, GHashTable *changed, gboolean all)
{
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  guint found = 0;

  for (char **folder = self->folders; *folder != NULL; folder++)
    if (g_hash_table_contains (changed, *folder))
      found++;
  all = all || (found == 0 && g_hash_table_size (changed) > 0);
  for (char **folder = self->folders; *folder != NULL; folder++)
    if (all || g_hash_table_contains (changed, *folder))
      g_strv_builder_add (chosen, *folder);

  return g_strv_builder_end (chosen);
}

static gboolean
resume_stream (TocsinEwsWatch *self, const EwsVisit *visit, GStrv *folders, GError **error)
{
  g_auto (EwsNews) news = { NULL };

  ews_listener_take (self->listener, &news);
  if (news.lost)
    {
      self->n_lost++;
      if (!subscribe (self, visit, error))
        return FALSE;
    }
  if (!ews_listener_tend (self->listener, visit->cancellable, error))
    return FALSE;
  self->list_changed = self->list_changed || news.list_changed;
  *folders = choose_folders (self, news.folders, news.missed || news.lost);

  return TRUE;
}

static gboolean
resume_poll (TocsinEwsWatch *self, const EwsVisit *visit, GStrv *folders, GError **error)
{
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) trouble = NULL;
  gboolean lost = !ews_subscription_poll (self->account, self->subscription, changed,
                                          &self->list_changed, visit->cancellable, &trouble);

  if (lost && !ews_subscription_is_lost (trouble))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (lost && !subscribe (self, visit, error))
    return FALSE;
  *folders = choose_folders (self, changed, lost);

  return TRUE;
}

static gboolean
tocsin_ews_watch_resume (TocsinWatch *watch,
                         GStrv *folders,
                         GCancellable *cancellable,
                         GError **error)
{
  TocsinEwsWatch *self = TOCSIN_EWS_WATCH (watch);
  g_autoptr (EwsVisit) visit = NULL;
  gboolean good;

  if (self->subscription == NULL || tocsin_ews_watch_get_fd (watch) < 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("the watch is closed"));
      return FALSE;
    }
  visit = ews_visit_new (self->account, self->closing, cancellable, error);
  good = visit != NULL
         && (self->streams ? resume_stream (self, visit, folders, error)
                           : resume_poll (self, visit, folders, error));
  if (!good)
    {
      tocsin_ews_watch_close (watch);
      return FALSE;
    }
  set_deadline (self);

  return TRUE;
}

static gboolean
tocsin_ews_watch_take_list_changed (TocsinWatch *watch)
{
  TocsinEwsWatch *self = TOCSIN_EWS_WATCH (watch);
  gboolean changed = self->list_changed;

  self->list_changed = FALSE;

  return changed;
}

static void
tocsin_ews_watch_finalize (GObject *object)
{
  TocsinEwsWatch *self = TOCSIN_EWS_WATCH (object);

  tocsin_ews_watch_close (TOCSIN_WATCH (self));
  /* Nobody may wait here: who subscribes next unsubscribes it. */
  if (self->subscription != NULL)
    ews_account_leave_subscription (self->account, self->subscription->id);
  g_clear_pointer (&self->subscription, ews_subscription_free);
  g_clear_pointer (&self->folders, g_strfreev);
  g_clear_pointer (&self->account, ews_account_unref);
  g_clear_object (&self->closing);

  G_OBJECT_CLASS (tocsin_ews_watch_parent_class)->finalize (object);
}

static void
tocsin_ews_watch_class_init (TocsinEwsWatchClass *klass)
{
  TocsinWatchClass *watch_class = TOCSIN_WATCH_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_ews_watch_finalize;
  watch_class->get_fd = tocsin_ews_watch_get_fd;
  watch_class->get_deadline = tocsin_ews_watch_get_deadline;
  watch_class->resume = tocsin_ews_watch_resume;
  watch_class->close = tocsin_ews_watch_close;
  watch_class->take_list_changed = tocsin_ews_watch_take_list_changed;
}

static void
tocsin_ews_watch_init (TocsinEwsWatch *self)
{
  self->fd = -1;
}

static void
unsubscribe_left (TocsinEwsWatch *self, const EwsVisit *visit)
{
  char *left;

  while ((left = ews_account_take_left_subscription (self->account)) != NULL)
    {
      ews_unsubscribe (self->account, left, visit->cancellable);
      g_free (left);
    }
}

static gboolean
begin (TocsinEwsWatch *self, const EwsVisit *visit, GError **error)
{
  if (!self->streams)
    {
      self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
      if (self->fd < 0)
        {
          tocsin_error_set_errno (error, errno, _ ("Waiting for mail"));
          return FALSE;
        }
    }

  return subscribe (self, visit, error)
         && (!self->streams || ews_listener_tend (self->listener, visit->cancellable, error));
}

/**
 * tocsin_ews_watch_new:
 * @account: an account
 * @folders: (array zero-terminated=1): ids of its folders to watch
 * @closing: cancelled when the connection is closed
 * @cancellable: (nullable): to stop it
 * @error: %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED where the server tells nobody anything
 *
 * Returns: (transfer full): a watch that waits already.
 */
TocsinWatch *
tocsin_ews_watch_new (EwsAccount *account,
                      const char *const *folders,
                      GCancellable *closing,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (TocsinEwsWatch) self = g_object_new (TOCSIN_TYPE_EWS_WATCH, NULL);
  g_autoptr (EwsVisit) visit = ews_visit_new (account, closing, cancellable, error);
  EwsVersion version;

  if (visit == NULL)
    return NULL;
  version = ews_dialect_get (ews_account_get_dialect (account));
  self->account = ews_account_ref (account);
  self->closing = g_object_ref (closing);
  self->folders = g_strdupv ((GStrv) folders);
  self->streams = version >= EWS_VERSION_2010_SP1
                  && tocsin_snapshot_get_boolean (
                      TOCSIN_SNAPSHOT (ews_account_get_settings (account)), "exchange.streaming");
  unsubscribe_left (self, visit);
  if (!begin (self, visit, error))
    return NULL;
  set_deadline (self);

  return TOCSIN_WATCH (g_steal_pointer (&self));
}
