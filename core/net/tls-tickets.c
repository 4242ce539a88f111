/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/tls-tickets.h"

/* A pool opens a few sessions at once; more tickets a server would only grow old. */
#define MAX_TICKETS 8
#define MAX_SERVERS 1024
/* So long a server that can't stand its own tickets is shown none: OpenSSL's servers end a
 * handshake that resumes where they ask for certificates and were given no name for their sessions,
 * and give the next ticket all the same. */
#define SUSPENSION (G_TIME_SPAN_HOUR)

typedef struct
{
  GBytes *data;
  gint64 until;
} Ticket;

typedef struct
{
  GPtrArray *tickets; /* of Ticket, oldest first */
  gint64 suspended;   /* until when, in g_get_monotonic_time() units */
} Server;

static GMutex tickets_mutex;
static GHashTable *servers = NULL; /* key → Server */

static void
free_ticket (Ticket *ticket)
{
  g_bytes_unref (ticket->data);
  g_free (ticket);
}

static void
free_server (Server *server)
{
  g_ptr_array_unref (server->tickets);
  g_free (server);
}

static Server *
find_server (const char *key)
{
  return servers != NULL ? g_hash_table_lookup (servers, key) : NULL;
}

static Server *
ensure_server (const char *key)
{
  Server *server = find_server (key);

  if (server != NULL)
    return server;

  if (servers == NULL)
    servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_server);
  /* So many servers are not a client's normal life; a full handshake each is no harm then. */
  if (g_hash_table_size (servers) >= MAX_SERVERS)
    g_hash_table_remove_all (servers);
  server = g_new0 (Server, 1);
  server->tickets = g_ptr_array_new_with_free_func ((GDestroyNotify) free_ticket);
  g_hash_table_insert (servers, g_strdup (key), server);

  return server;
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
  Server *server = ensure_server (key);
  Ticket *ticket;

  if (server->suspended > g_get_monotonic_time ())
    return;

  ticket = g_new (Ticket, 1);
  *ticket = (Ticket){ g_bytes_ref (data), until };
  g_ptr_array_add (server->tickets, ticket);
  if (server->tickets->len > MAX_TICKETS)
    g_ptr_array_remove_index (server->tickets, 0);
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
  Server *server = find_server (key);
  GPtrArray *list = server != NULL ? server->tickets : NULL;
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

  if (servers != NULL)
    g_hash_table_remove (servers, key);
}

/**
 * tocsin_tls_tickets_suspend: (skip)
 * @key: as above
 *
 * Forgets all tickets of a server that ended a handshake when it was shown one, and takes no more
 * of it for an hour.
 */
void
tocsin_tls_tickets_suspend (const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&tickets_mutex);
  Server *server = ensure_server (key);

  g_ptr_array_set_size (server->tickets, 0);
  server->suspended = g_get_monotonic_time () + SUSPENSION;
}
