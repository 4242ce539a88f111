/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/dialer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/wait.h"

/* RFC 8305, section 5: the next address gets its chance this long after the last. */
#define STAGGER (250 * G_TIME_SPAN_MILLISECOND)
/* Of all that a name server may say, so many are tried. */
#define MAX_ADDRESSES 32
/* A peer is given up after so many probes without an answer. */
#define KEEP_ALIVE_PROBES 3

/* One address that is being tried. */
typedef struct
{
  int fd;
  char *text;
} Attempt;

typedef struct
{
  TocsinEndpoint *endpoint;
  const char *place;
  guint16 port;
  TocsinReport *report;
  GPtrArray *addresses;
  guint next;
  GArray *attempts; /* of Attempt */
  GString *failures;
  int code;
} Race;

static void
clear_attempt (Attempt *attempt)
{
  if (attempt->fd >= 0)
    close (attempt->fd);
  g_free (attempt->text);
}

static char *
format_address (GInetAddress *address, guint16 port)
{
  g_autofree char *text = g_inet_address_to_string (address);

  return g_strdup_printf (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? "[%s]:%u"
                                                                                      : "%s:%u",
                          text, port);
}

static int
code_of (int saved_errno)
{
  g_autoptr (GError) error = NULL;

  tocsin_error_set_socket_errno (&error, saved_errno, "connect");

  return error->code;
}

/* Every address' own error is kept: "refused" at one and "timed out" at the other is what a person
 * needs to see. The code is that of the address that came nearest: somebody who refuses is there.
 */
static void
note_failure (Race *race, const char *address, int saved_errno)
{
  const char *why = g_strerror (saved_errno);
  int code = code_of (saved_errno);

  race->code = race->code < 0 ? code : MIN (race->code, code);
  g_string_append_printf (race->failures, "%s%s: %s", race->failures->len > 0 ? "; " : "", address,
                          why);
  tocsin_report_fact (race->report, "failed", "%s: %s", address, why);
}

static void
set_int (int fd, int level, int option, int value)
{
  /* Each is a wish: a kernel that doesn't know one still connects. */
  setsockopt (fd, level, option, &value, sizeof value);
}

static int
clamp_milliseconds (guint64 seconds)
{
  return (int) MIN (seconds * 1000, G_MAXINT);
}

static void
set_options (int fd, const TocsinEndpointLimits *limits)
{
  guint64 patience =
      limits->keep_alive_time + (guint64) KEEP_ALIVE_PROBES * limits->keep_alive_interval;

  set_int (fd, IPPROTO_TCP, TCP_NODELAY, 1);
  if (limits->keep_alive_time == 0)
    return;

  set_int (fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_int (fd, IPPROTO_TCP, TCP_KEEPIDLE, (int) MIN (limits->keep_alive_time, G_MAXINT));
  set_int (fd, IPPROTO_TCP, TCP_KEEPINTVL, (int) MIN (limits->keep_alive_interval, G_MAXINT));
  set_int (fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_ALIVE_PROBES);
  set_int (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, clamp_milliseconds (patience));
}

static gboolean
to_native (GInetAddress *address, guint16 port, struct sockaddr_storage *native, socklen_t *size)
{
  g_autoptr (GSocketAddress) target = g_inet_socket_address_new (address, port);

  *size = (socklen_t) g_socket_address_get_native_size (target);
  return g_socket_address_to_native (target, native, sizeof *native, NULL);
}

static gboolean
bind_local (Race *race, int fd, GSocketFamily family)
{
  GInetAddress *local = tocsin_endpoint_get_local_address (race->endpoint);
  guint16 port = tocsin_endpoint_get_local_port (race->endpoint);
  g_autoptr (GInetAddress) any = NULL;
  struct sockaddr_storage native;
  socklen_t size;

  if (local == NULL && port == 0)
    return TRUE;
  if (local == NULL)
    local = any = g_inet_address_new_any (family);

  set_int (fd, SOL_SOCKET, SO_REUSEADDR, 1);
  return to_native (local, port, &native, &size)
         && bind (fd, (struct sockaddr *) &native, size) == 0;
}

static int
open_socket (Race *race, GSocketFamily family)
{
  int fd = socket ((int) family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  int saved_errno;

  if (fd < 0)
    return -1;
  set_options (fd, tocsin_endpoint_get_limits (race->endpoint));
  if (bind_local (race, fd, family))
    return fd;

  saved_errno = errno;
  close (fd);
  errno = saved_errno;
  return -1;
}

static gboolean
begin_connect (int fd, GInetAddress *address, guint16 port)
{
  struct sockaddr_storage native;
  socklen_t size;

  if (!to_native (address, port, &native, &size))
    return FALSE;

  return connect (fd, (struct sockaddr *) &native, size) == 0 || errno == EINPROGRESS;
}

/* Begins with the next address that can be begun with: one that fails at once makes room for the
 * one after it. */
static void
start_next (Race *race)
{
  guint16 port = race->port;

  while (race->next < MIN (race->addresses->len, MAX_ADDRESSES))
    {
      GInetAddress *address = race->addresses->pdata[race->next++];
      Attempt attempt = { .text = format_address (address, port) };

      attempt.fd = open_socket (race, g_inet_address_get_family (address));
      if (attempt.fd >= 0 && begin_connect (attempt.fd, address, port))
        {
          g_array_append_val (race->attempts, attempt);
          return;
        }
      note_failure (race, attempt.text, errno);
      clear_attempt (&attempt);
    }
}

static int
take_error (int fd)
{
  int value = 0;
  socklen_t length = sizeof value;

  if (getsockopt (fd, SOL_SOCKET, SO_ERROR, &value, &length) != 0)
    return errno;

  return value;
}

/* Returns the descriptor of the first that got through, or -1. */
static int
collect (Race *race, const GPollFD *fds, guint n_fds)
{
  for (guint i = n_fds; i-- > 0;)
    {
      Attempt *attempt = &g_array_index (race->attempts, Attempt, i);
      int saved_errno;

      if (fds[i].revents == 0)
        continue;
      saved_errno = take_error (attempt->fd);
      if (saved_errno == 0)
        {
          tocsin_report_fact (race->report, "address", "%s", attempt->text);
          return g_steal_fd (&attempt->fd);
        }
      note_failure (race, attempt->text, saved_errno);
      g_array_remove_index (race->attempts, i);
      start_next (race);
    }

  return -1;
}

static GPollFD *
list_fds (Race *race)
{
  GPollFD *fds = g_new0 (GPollFD, race->attempts->len);

  for (guint i = 0; i < race->attempts->len; i++)
    {
      fds[i].fd = g_array_index (race->attempts, Attempt, i).fd;
      fds[i].events = G_IO_OUT;
    }

  return fds;
}

static void
add_hint (Race *race, GError **error)
{
  if (error == NULL)
    return;

  switch ((*error)->code)
    {
    case TOCSIN_ERROR_NET_REFUSED:
      tocsin_error_set_hint (*error,
                             _ ("The machine is there, but nothing listens at port %u: check "
                                "port."),
                             tocsin_endpoint_get_port (race->endpoint));
      break;
    case TOCSIN_ERROR_NET_TIMEOUT:
      tocsin_error_set_hint (*error,
                             _ ("A firewall may swallow what is sent to port %u: many "
                                "networks block mail ports."),
                             tocsin_endpoint_get_port (race->endpoint));
      break;
    case TOCSIN_ERROR_NET_UNREACHABLE:
      if (tocsin_endpoint_get_local_address (race->endpoint) != NULL
          || tocsin_endpoint_get_local_port (race->endpoint) != 0)
        tocsin_error_set_hint (*error, _ ("local-address has to be an address of this machine, and "
                                          "local-port free."));
      else
        tocsin_error_set_hint (*error, _ ("Is this machine online? With ip-version=4 or 6 only "
                                          "addresses of that kind are tried."));
      break;
    default:
      break;
    }
}

static int
fail_race (Race *race, GError **error)
{
  for (guint i = 0; i < race->attempts->len; i++)
    note_failure (race, g_array_index (race->attempts, Attempt, i).text, ETIMEDOUT);

  g_set_error (error, TOCSIN_ERROR, race->code < 0 ? TOCSIN_ERROR_NET_TIMEOUT : race->code,
               _ ("Can't connect to %s: %s"), race->place,
               race->failures->len > 0 ? race->failures->str : _ ("no time left"));
  add_hint (race, error);

  return -1;
}

/* Until when to wait before the next address is begun with too. */
static gint64
next_turn (Race *race, gint64 deadline)
{
  if (race->next >= MIN (race->addresses->len, MAX_ADDRESSES))
    return deadline;

  return tocsin_wait_earlier (deadline, g_get_monotonic_time () + STAGGER);
}

static gboolean
is_over (gint64 deadline)
{
  return deadline != 0 && g_get_monotonic_time () >= deadline;
}

static int
run_race (Race *race, gint64 deadline, GCancellable *cancellable, GError **error)
{
  start_next (race);
  while (race->attempts->len > 0 && !is_over (deadline))
    {
      guint n_fds = race->attempts->len;
      g_autofree GPollFD *fds = list_fds (race);
      int ready = tocsin_wait_fds (fds, n_fds, next_turn (race, deadline), cancellable, error);
      int fd;

      if (ready < 0)
        return -1;
      if (ready == 0)
        {
          start_next (race);
          continue;
        }
      fd = collect (race, fds, n_fds);
      if (fd >= 0)
        return fd;
    }

  return fail_race (race, error);
}

/**
 * tocsin_dialer_dial_to: (skip)
 * @endpoint: local address, keepalive
 * @place: what is there, for messages
 * @port: its port
 * @addresses: (element-type GInetAddress): where to, in the order to be tried
 * @report: (nullable): who watches
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_dialer_dial()
 *
 * As tocsin_dialer_dial(), to somebody else on the way to @endpoint: a proxy.
 *
 * Returns: a connected, non-blocking descriptor, or -1.
 */
int
tocsin_dialer_dial_to (TocsinEndpoint *endpoint,
                       const char *place,
                       guint16 port,
                       GPtrArray *addresses,
                       TocsinReport *report,
                       gint64 deadline,
                       GCancellable *cancellable,
                       GError **error)
{
  Race race = { .endpoint = endpoint,
                .place = place,
                .port = port,
                .report = report,
                .addresses = addresses,
                .code = -1 };
  int fd;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), -1);
  g_return_val_if_fail (addresses != NULL, -1);

  race.attempts = g_array_new (FALSE, FALSE, sizeof (Attempt));
  g_array_set_clear_func (race.attempts, (GDestroyNotify) clear_attempt);
  race.failures = g_string_new (NULL);
  fd = run_race (&race, deadline, cancellable, error);
  g_array_unref (race.attempts);
  g_string_free (race.failures, TRUE);

  return fd;
}

/**
 * tocsin_dialer_dial:
 * @endpoint: port, local address, keepalive
 * @addresses: (element-type GInetAddress): where to, in the order to be tried
 * @report: (nullable): who watches; is told each address that failed and the one that worked
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends the wait
 * @error: `net.*` with each address' own error, or `cancelled`
 *
 * Connects by TCP to the first address that answers (Happy Eyeballs, RFC 8305): the next one is
 * tried 250 ms after the last or when that has failed, and the others go on.
 *
 * Returns: a connected, non-blocking descriptor, or -1.
 */
int
tocsin_dialer_dial (TocsinEndpoint *endpoint,
                    GPtrArray *addresses,
                    TocsinReport *report,
                    gint64 deadline,
                    GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), -1);

  return tocsin_dialer_dial_to (endpoint, tocsin_endpoint_to_string (endpoint),
                                tocsin_endpoint_get_port (endpoint), addresses, report, deadline,
                                cancellable, error);
}
