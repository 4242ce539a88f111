/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/network.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <glib.h>
#include <netdb.h>
#include <sys/socket.h>

int
getaddrinfo (const char *node,
             const char *service,
             const struct addrinfo *hints,
             struct addrinfo **list)
{
  static int (*next) (const char *, const char *, const struct addrinfo *, struct addrinfo **);

  if (g_strcmp0 (node, NETWORK_GONE) == 0)
    return EAI_NONAME;
  if (g_strcmp0 (node, NETWORK_ILL) == 0)
    return EAI_AGAIN;
  if (g_strcmp0 (node, NETWORK_EMPTY) == 0)
    return EAI_NODATA;
  if (next == NULL)
    next = dlsym (RTLD_NEXT, "getaddrinfo");

  return next (node, service, hints, list);
}

static gboolean
leads_to (const struct sockaddr *address, const char *text)
{
  const struct sockaddr_in *inet = (const struct sockaddr_in *) (gconstpointer) address;

  return address->sa_family == AF_INET && inet->sin_addr.s_addr == inet_addr (text);
}

int
connect (int fd, const struct sockaddr *address, socklen_t length)
{
  static int (*next) (int, const struct sockaddr *, socklen_t);

  if (leads_to (address, NETWORK_UNREACHABLE))
    {
      errno = ENETUNREACH;
      return -1;
    }
  if (leads_to (address, NETWORK_BLACK_HOLE))
    {
      /* A socket that listens to nobody gets no connection, and no poll() ends for it. */
      static const struct sockaddr_in any = { .sin_family = AF_INET };

      bind (fd, (const struct sockaddr *) (gconstpointer) &any, sizeof any);
      listen (fd, 1);
      errno = EINPROGRESS;
      return -1;
    }
  if (next == NULL)
    next = dlsym (RTLD_NEXT, "connect");

  return next (fd, address, length);
}
