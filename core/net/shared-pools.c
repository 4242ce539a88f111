/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/session-pool.h"

/* Pools by key, held weakly: one that nobody uses goes, and its sessions with it. */
static GMutex pools_mutex;
static GHashTable *pools = NULL; /* key → GWeakRef */

static void
free_weak (GWeakRef *weak)
{
  g_weak_ref_clear (weak);
  g_free (weak);
}

static void
remember (char *key, TocsinSessionPool *pool)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, pool);
  g_hash_table_replace (pools, key, weak);
}

/**
 * tocsin_session_pool_get_shared:
 * @endpoint: where the sessions lead
 * @session_type: a type derived from #TocsinSession
 *
 * The pool of all connections that lead to the same account in the same way: everything in their
 * settings is equal but name and description, so each finds its own limits kept, too. It lives as
 * long as somebody holds it.
 *
 * Returns: (transfer full): the pool.
 */
TocsinSessionPool *
tocsin_session_pool_get_shared (TocsinEndpoint *endpoint, GType session_type)
{
  g_autofree char *key = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  TocsinSessionPool *pool = NULL;
  GWeakRef *weak;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), NULL);

  key = g_strdup_printf ("%s\n%s", g_type_name (session_type), tocsin_endpoint_get_key (endpoint));
  locker = g_mutex_locker_new (&pools_mutex);
  if (pools == NULL)
    pools = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_weak);
  weak = g_hash_table_lookup (pools, key);
  if (weak != NULL)
    pool = g_weak_ref_get (weak);
  if (pool != NULL)
    return pool;

  pool = tocsin_session_pool_new (endpoint, session_type, NULL);
  remember (g_steal_pointer (&key), pool);

  return pool;
}

static GPtrArray *
list_pools (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pools_mutex);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer weak;

  if (pools == NULL)
    return list;

  g_hash_table_iter_init (&iter, pools);
  while (g_hash_table_iter_next (&iter, NULL, &weak))
    {
      TocsinSessionPool *pool = g_weak_ref_get (weak);

      if (pool != NULL)
        g_ptr_array_add (list, pool);
      else
        g_hash_table_iter_remove (&iter);
    }

  return list;
}

/**
 * tocsin_session_pool_prune_shared:
 *
 * tocsin_session_pool_prune() on all shared pools: to be called now and then, on a worker.
 */
void
tocsin_session_pool_prune_shared (void)
{
  g_autoptr (GPtrArray) list = list_pools ();

  for (guint i = 0; i < list->len; i++)
    tocsin_session_pool_prune (list->pdata[i]);
}
