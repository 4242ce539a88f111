/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/account.h"

#include "plugins/ews/discover.h"
#include "plugins/ews/locate.h"

struct _EwsAccount
{
  gatomicrefcount ref_count;

  TocsinConnectionSettings *settings;
  const TocsinEndpointDefaults *defaults;
  gboolean app_only;
  EwsWhom whom;
  EwsDialect dialect;

  GMutex lock;
  TocsinHttpAccount *service;
  char *target;
  gboolean was_looked_for;
  GPtrArray *left_subscriptions;
};

/**
 * ews_account_new:
 * @settings: a connection's
 * @defaults: what core/net is to know of the service; static data
 *
 * Asks nobody anything. What is wrong with the settings is told when they are used.
 *
 * Returns: (transfer full): the account.
 */
EwsAccount *
ews_account_new (TocsinConnectionSettings *settings, const TocsinEndpointDefaults *defaults)
{
  EwsAccount *self = g_new0 (EwsAccount, 1);
  EwsVersion wanted;

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->settings = g_object_ref (settings);
  self->left_subscriptions = g_ptr_array_new_with_free_func (g_free);
  self->defaults = defaults;
  self->app_only = ews_whom_is_app_only (settings);
  self->whom = ews_whom_read (settings, self->app_only);
  ews_dialect_parse (
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "exchange.exchange-version"), &wanted,
      NULL);
  ews_dialect_init (&self->dialect, wanted);

  return self;
}

/**
 * ews_account_ref:
 * @self: an account
 *
 * Returns: (transfer full): @self.
 */
EwsAccount *
ews_account_ref (EwsAccount *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * ews_account_unref:
 * @self: (transfer full): an account
 */
void
ews_account_unref (EwsAccount *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->settings);
  g_clear_object (&self->service);
  g_ptr_array_unref (self->left_subscriptions);
  g_free (self->target);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * ews_account_get_settings:
 * @self: an account
 *
 * Returns: (transfer none): the connection's settings.
 */
TocsinConnectionSettings *
ews_account_get_settings (EwsAccount *self)
{
  return self->settings;
}

/**
 * ews_account_read_limits:
 * @self: an account
 * @limits: (out caller-allocates): how long it waits, and for how much
 */
void
ews_account_read_limits (EwsAccount *self, TocsinEndpointLimits *limits)
{
  tocsin_endpoint_limits_read (limits, self->settings, self->defaults->pool_size,
                               self->defaults->protocol_timeout);
}

/**
 * ews_account_get_dialect:
 * @self: an account
 *
 * Returns: (transfer none): which version is spoken.
 */
EwsDialect *
ews_account_get_dialect (EwsAccount *self)
{
  return &self->dialect;
}

/**
 * ews_account_get_whom:
 * @self: an account
 *
 * Returns: (transfer none): whose mailbox it is.
 */
const EwsWhom *
ews_account_get_whom (EwsAccount *self)
{
  return &self->whom;
}

/**
 * ews_account_make_envelope:
 * @self: an account
 *
 * Returns: what each of its requests begins with; as long as @self lives.
 */
EwsEnvelope
ews_account_make_envelope (EwsAccount *self)
{
  return (EwsEnvelope){ .version = ews_dialect_get (&self->dialect),
                        .impersonate = self->whom.impersonates ? self->whom.mailbox : NULL };
}

/**
 * ews_account_name_folder:
 * @self: an account
 * @distinguished: a well-known folder, `inbox`
 *
 * Returns: that folder of the mailbox that is meant; as long as @self lives.
 */
EwsFolderRef
ews_account_name_folder (EwsAccount *self, const char *distinguished)
{
  return (EwsFolderRef){ .distinguished = distinguished,
                         .mailbox = self->whom.impersonates ? NULL : self->whom.mailbox };
}

static gboolean
check_settings (EwsAccount *self, GError **error)
{
  EwsVersion unused;

  return ews_dialect_parse (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->settings),
                                                        "exchange.exchange-version"),
                            &unused, error)
         && ews_whom_check (&self->whom, self->app_only, error);
}

/**
 * ews_account_make_endpoint:
 * @self: an account
 * @error: `config.*`
 *
 * Asks no network.
 *
 * Returns: (transfer full): where it leads; where Autodiscover begins when that has to be asked.
 */
TocsinEndpoint *
ews_account_make_endpoint (EwsAccount *self, GError **error)
{
  g_autofree char *url = ews_locate_by_settings (self->settings);
  g_autoptr (TocsinHttpAccount) service = NULL;

  if (!check_settings (self, error))
    return NULL;
  if (url == NULL)
    {
      g_autofree char *domain = ews_discover_domain (self->whom.anchor, error);

      if (domain == NULL)
        return NULL;
      url = g_strconcat ("https://autodiscover.", domain, "/", NULL);
    }
  service = tocsin_http_account_new (self->settings, self->defaults, url, error);

  return service != NULL ? g_object_ref (tocsin_http_account_get_endpoint (service)) : NULL;
}

static char *
find_url (EwsAccount *self, GCancellable *cancellable, GError **error)
{
  char *url = ews_locate_by_settings (self->settings);

  self->was_looked_for = url == NULL;

  return url != NULL
             ? url
             : ews_discover (self->settings, self->defaults, self->whom.anchor, cancellable, error);
}

static gboolean
open_service (EwsAccount *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = check_settings (self, error) ? find_url (self, cancellable, error) : NULL;
  g_autoptr (TocsinHttpAccount) service = NULL;

  if (url == NULL)
    return FALSE;
  service = tocsin_http_account_new (self->settings, self->defaults, url, error);
  if (service == NULL)
    return FALSE;
  g_free (self->target);
  self->target = tocsin_http_account_get_target (service, url, error);
  if (self->target == NULL)
    return FALSE;
  g_set_object (&self->service, service);

  return TRUE;
}

/**
 * ews_account_find_service:
 * @self: an account
 * @target: (out): what to ask for there; free with g_free()
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Looks for the service where that is not known yet. Blocks; one thread looks, the others wait.
 *
 * Returns: (transfer full): the user there.
 */
TocsinHttpAccount *
ews_account_find_service (EwsAccount *self,
                          char **target,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->service == NULL && !open_service (self, cancellable, error))
    return NULL;
  *target = g_strdup (self->target);

  return g_object_ref (self->service);
}

/**
 * ews_account_forget_service:
 * @self: an account whose service is not where it was found
 *
 * What was found by Autodiscover is looked for again the next time.
 */
void
ews_account_forget_service (EwsAccount *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->was_looked_for)
    g_clear_object (&self->service);
}

/**
 * ews_account_leave_subscription:
 * @self: an account
 * @id: a subscription that nobody needs any more
 *
 * For who may not wait for a server.
 */
void
ews_account_leave_subscription (EwsAccount *self, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->left_subscriptions, g_strdup (id));
}

/**
 * ews_account_take_left_subscription:
 * @self: an account
 *
 * Returns: (transfer full) (nullable): a subscription to end, %NULL when there is none left.
 */
char *
ews_account_take_left_subscription (EwsAccount *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->left_subscriptions->len == 0)
    return NULL;

  return g_ptr_array_steal_index_fast (self->left_subscriptions, 0);
}
