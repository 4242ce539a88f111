/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-broker-private.h"
#include "core/net/oauth2/token-source.h"

/* Grants whose brokers are kept; each change of settings may make another. The one that was asked
 * for longest ago goes first. */
#define MOST_BROKERS 4096

static GMutex brokers_mutex;
static GHashTable *brokers = NULL;   /* key → broker */
static GQueue recent = G_QUEUE_INIT; /* keys, the latest first */

static void
drop_oldest (void)
{
  char *key = g_queue_pop_tail (&recent);

  g_hash_table_remove (brokers, key);
}

static TocsinTokenBroker *
find (const char *key)
{
  gpointer own, broker;

  if (brokers == NULL)
    brokers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  if (!g_hash_table_lookup_extended (brokers, key, &own, &broker))
    return NULL;

  return g_object_ref (broker);
}

static void
keep (const char *key, TocsinTokenBroker *broker)
{
  char *own = g_strdup (key);

  if (g_hash_table_size (brokers) >= MOST_BROKERS)
    drop_oldest ();
  g_queue_push_head (&recent, own);
  g_hash_table_insert (brokers, own, g_object_ref (broker));
}

/**
 * tocsin_token_broker_get:
 * @settings: a connection
 * @scopes: (nullable): what its protocol needs where `authentication.scope` says nothing; static
 *   data
 * @error: `config.invalid`, naming the key
 *
 * The broker of everything in this process that uses the same grant in the same way. It is kept
 * while the process lives, as tokens cost a trip to the provider.
 *
 * Returns: (transfer full): the broker.
 */
TocsinTokenBroker *
tocsin_token_broker_get (TocsinConnectionSettings *settings,
                         const TocsinTokenScope *scopes,
                         GError **error)
{
  g_autoptr (TocsinGrant) grant = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  TocsinTokenBroker *broker;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (settings), NULL);

  grant = tocsin_grant_new (settings, scopes, error);
  if (grant == NULL)
    return NULL;

  locker = g_mutex_locker_new (&brokers_mutex);
  broker = find (grant->key);
  if (broker != NULL)
    return broker;
  broker = tocsin_token_broker_new (g_steal_pointer (&grant), tocsin_token_source_fetch, NULL);
  keep (tocsin_token_broker_get_key (broker), broker);

  return broker;
}
