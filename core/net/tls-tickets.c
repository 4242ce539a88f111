/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-tickets.h"

/* A pool opens a few sessions at once; more tickets a server would only grow old. */
#define MAX_TICKETS 8
#define MAX_SERVERS 1024

static GMutex tickets_mutex;
static GHashTable *tickets = NULL; /* key → GPtrArray of GBytes, oldest first */

static GPtrArray *
ensure_list (const char *key)
{
  GPtrArray *list;

  if (tickets == NULL)
    tickets =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  list = g_hash_table_lookup (tickets, key);
  if (list != NULL)
    return list;

  /* So many servers are not a client's normal life; a full handshake each is no harm then. */
  if (g_hash_table_size (tickets) >= MAX_SERVERS)
    g_hash_table_remove_all (tickets);
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_hash_table_insert (tickets, g_strdup (key), list);

  return list;
}

/**
 * tocsin_tls_tickets_add: (skip)
 * @key: the server and all settings of encryption: a ticket skips the check of the certificate, so
 *   it serves only those who would check alike
 * @ticket: session data
 */
void
tocsin_tls_tickets_add (const char *key, GBytes *ticket)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tickets_mutex);
  GPtrArray *list = ensure_list (key);

  g_ptr_array_add (list, g_bytes_ref (ticket));
  if (list->len > MAX_TICKETS)
    g_ptr_array_remove_index (list, 0);
}

/**
 * tocsin_tls_tickets_take: (skip)
 * @key: as above
 *
 * A ticket is used once, so that nobody on the way can tell two sessions to be of one client
 * (RFC 8446, appendix C.4).
 *
 * Returns: (transfer full) (nullable): the newest ticket.
 */
GBytes *
tocsin_tls_tickets_take (const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tickets_mutex);
  GPtrArray *list = tickets != NULL ? g_hash_table_lookup (tickets, key) : NULL;

  if (list == NULL || list->len == 0)
    return NULL;

  return g_ptr_array_steal_index (list, list->len - 1);
}
