/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-tickets.h"

/* A pool opens a few sessions at once; more tickets a server would only grow old. */
#define MAX_TICKETS 8
#define MAX_SERVERS 1024

typedef struct
{
  GBytes *data;
  gint64 until;
} Ticket;

static GMutex tickets_mutex;
static GHashTable *tickets = NULL; /* key → GPtrArray of Ticket, oldest first */

static void
free_ticket (Ticket *ticket)
{
  g_bytes_unref (ticket->data);
  g_free (ticket);
}

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
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) free_ticket);
  g_hash_table_insert (tickets, g_strdup (key), list);

  return list;
}

/**
 * tocsin_tls_tickets_add: (skip)
 * @key: the server and everything that decides whom it is and we are: a ticket skips the proofs, so
 *   it serves only those who would decide alike
 * @data: session data
 * @until: until when what was decided holds, in seconds since 1970
 */
void
tocsin_tls_tickets_add (const char *key, GBytes *data, gint64 until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tickets_mutex);
  GPtrArray *list = ensure_list (key);
  Ticket *ticket = g_new (Ticket, 1);

  *ticket = (Ticket){ g_bytes_ref (data), until };
  g_ptr_array_add (list, ticket);
  if (list->len > MAX_TICKETS)
    g_ptr_array_remove_index (list, 0);
}

/**
 * tocsin_tls_tickets_take: (skip)
 * @key: as above
 * @until: (out): as above
 *
 * A ticket is used once, so that nobody on the way can tell two sessions to be of one client
 * (RFC 8446, appendix C.4). One whose time is over is thrown away.
 *
 * Returns: (transfer full) (nullable): the newest ticket.
 */
GBytes *
tocsin_tls_tickets_take (const char *key, gint64 *until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tickets_mutex);
  GPtrArray *list = tickets != NULL ? g_hash_table_lookup (tickets, key) : NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  while (list != NULL && list->len > 0)
    {
      Ticket *ticket = g_ptr_array_steal_index (list, list->len - 1);
      GBytes *data = ticket->until > now ? g_bytes_ref (ticket->data) : NULL;

      *until = ticket->until;
      free_ticket (ticket);
      if (data != NULL)
        return data;
    }

  return NULL;
}

/**
 * tocsin_tls_tickets_drop: (skip)
 * @key: as above
 *
 * Forgets all tickets of a server that is not believed any more.
 */
void
tocsin_tls_tickets_drop (const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tickets_mutex);

  if (tickets != NULL)
    g_hash_table_remove (tickets, key);
}
