/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/dialer.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

/* So many connections fill a backlog of none. */
#define FILLERS 4

typedef struct
{
  int listener;
  int fillers[FILLERS];
} BlackHole;

static int
open_at (const char *address, guint16 port, gboolean listening, int backlog)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  g_autoptr (GSocketAddress) target = g_inet_socket_address_new (inet, port);
  struct sockaddr_storage native;
  socklen_t size = (socklen_t) g_socket_address_get_native_size (target);
  int fd;

  g_assert_true (g_socket_address_to_native (target, &native, sizeof native, NULL));
  fd = socket (native.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (fd, >=, 0);
  if (!listening)
    {
      if (connect (fd, (struct sockaddr *) &native, size) != 0)
        g_assert_cmpint (errno, ==, EINPROGRESS);
      return fd;
    }
  if (bind (fd, (struct sockaddr *) &native, size) != 0)
    {
      close (fd);
      return -1;
    }
  g_assert_no_errno (listen (fd, backlog));

  return fd;
}

static guint16
port_of (int fd)
{
  struct sockaddr_storage native;
  socklen_t size = sizeof native;

  g_assert_no_errno (getsockname (fd, (struct sockaddr *) &native, &size));
  return g_ntohs (native.ss_family == AF_INET ? ((struct sockaddr_in *) &native)->sin_port
                                              : ((struct sockaddr_in6 *) &native)->sin6_port);
}

/* An address that swallows: its backlog is full, so the kernel drops what comes. */
static void
dig (BlackHole *self, const char *address, guint16 port)
{
  self->listener = open_at (address, port, TRUE, 0);
  g_assert_cmpint (self->listener, >=, 0);
  for (guint i = 0; i < FILLERS; i++)
    self->fillers[i] = open_at (address, port_of (self->listener), FALSE, 0);
}

static void
fill_up (BlackHole *self)
{
  for (guint i = 0; i < FILLERS; i++)
    close (self->fillers[i]);
  close (self->listener);
}

static GPtrArray *
make_list (const char *first, const char *second)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (list, g_inet_address_new_from_string (first));
  if (second != NULL)
    g_ptr_array_add (list, g_inet_address_new_from_string (second));

  return list;
}

static int
dial (guint16 port, const char *first, const char *second, gint64 patience, GError **error)
{
  g_autoptr (TocsinEndpoint) endpoint = test_endpoint_new (port, NULL);
  g_autoptr (GPtrArray) addresses = make_list (first, second);

  return tocsin_dialer_dial (endpoint, addresses, NULL, g_get_monotonic_time () + patience, NULL,
                             error);
}

static char *
peer_of (int fd)
{
  struct sockaddr_storage native;
  socklen_t size = sizeof native;
  g_autoptr (GSocketAddress) address = NULL;

  g_assert_no_errno (getpeername (fd, (struct sockaddr *) &native, &size));
  address = g_socket_address_new_from_native (&native, size);
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static void
expect_peer (int fd, const GError *error, const char *expected)
{
  g_autofree char *peer = NULL;

  g_assert_no_error (error);
  peer = peer_of (fd);
  g_assert_cmpstr (peer, ==, expected);
  close (fd);
}

static void
test_connects (void)
{
  static const char *const addresses[] = { "127.0.0.1", "127.0.0.2", "::1" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      int listener = open_at (addresses[i], 0, TRUE, 8);

      if (listener < 0)
        {
          g_test_message ("no %s here", addresses[i]);
          continue;
        }
      expect_peer (dial (port_of (listener), addresses[i], NULL, G_USEC_PER_SEC * 10, &error),
                   error, addresses[i]);
      close (listener);
    }
}

static void
test_refused_then_good (void)
{
  g_autoptr (GError) error = NULL;
  int listener = open_at ("127.0.0.1", 0, TRUE, 8);

  expect_peer (dial (port_of (listener), "127.0.0.2", "127.0.0.1", G_USEC_PER_SEC * 10, &error),
               error, "127.0.0.1");
  close (listener);
}

/* Happy Eyeballs: the first address swallows, and the second gets its chance all the same. */
static void
test_black_hole_then_good (void)
{
  g_autoptr (GError) error = NULL;
  int listener = open_at ("127.0.0.1", 0, TRUE, 8);
  BlackHole hole;

  dig (&hole, "127.0.0.2", port_of (listener));
  expect_peer (dial (port_of (listener), "127.0.0.2", "127.0.0.1", G_USEC_PER_SEC * 10, &error),
               error, "127.0.0.1");
  fill_up (&hole);
  close (listener);
}

static void
test_all_refused (void)
{
  g_autoptr (GError) error = NULL;
  int listener = open_at ("127.0.0.1", 0, TRUE, 8);
  guint16 port = port_of (listener);
  g_autofree char *one = g_strdup_printf ("127.0.0.1:%u: Connection refused", port);
  g_autofree char *other = g_strdup_printf ("127.0.0.2:%u: Connection refused", port);

  close (listener);
  g_assert_cmpint (dial (port, "127.0.0.1", "127.0.0.2", G_USEC_PER_SEC * 10, &error), ==, -1);
  test_endpoint_expect_error (error, TOCSIN_ERROR_NET_REFUSED, "nobody listens");
  g_assert_nonnull (strstr (error->message, one));
  g_assert_nonnull (strstr (error->message, other));
}

static void
test_timeout (void)
{
  g_autoptr (GError) alone = NULL;
  g_autoptr (GError) beside = NULL;
  BlackHole hole;
  guint16 port;

  dig (&hole, "127.0.0.2", 0);
  port = port_of (hole.listener);
  g_assert_cmpint (dial (port, "127.0.0.2", NULL, 50000, &alone), ==, -1);
  test_endpoint_expect_error (alone, TOCSIN_ERROR_NET_TIMEOUT, "a black hole");
  g_assert_nonnull (strstr (alone->message, "127.0.0.2"));

  /* Each address' own error is told, and somebody who refuses is nearer than nobody. */
  g_assert_cmpint (dial (port, "127.0.0.2", "127.0.0.3", 1500000, &beside), ==, -1);
  test_endpoint_expect_error (beside, TOCSIN_ERROR_NET_REFUSED, "a black hole and a refusal");
  g_assert_nonnull (strstr (beside->message, "timed out"));
  g_assert_nonnull (strstr (beside->message, "refused"));
  fill_up (&hole);
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) addresses = make_list ("127.0.0.2", NULL);
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  BlackHole hole;
  GThread *thread;

  dig (&hole, "127.0.0.2", 0);
  endpoint = test_endpoint_new (port_of (hole.listener), NULL);
  thread = g_thread_new ("cancel", cancel, cancellable);
  g_assert_cmpint (tocsin_dialer_dial (endpoint, addresses, NULL, 0, cancellable, &error), ==, -1);
  test_endpoint_expect_error (error, TOCSIN_ERROR_CANCELLED, "cancelled");
  g_thread_join (thread);
  fill_up (&hole);
}

static int
get_option (int fd, int level, int option)
{
  int value = -1;
  socklen_t size = sizeof value;

  g_assert_no_errno (getsockopt (fd, level, option, &value, &size));
  return value;
}

static void
test_options (void)
{
  int listener = open_at ("127.0.0.1", 0, TRUE, 8);
  g_autoptr (GPtrArray) addresses = make_list ("127.0.0.1", NULL);
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (port_of (listener), "limits.keep-alive-time=7",
                         "limits.keep-alive-interval=2", "local-address=127.0.0.3", NULL);
  g_autofree char *peer = NULL;
  g_autoptr (GError) error = NULL;
  int fd = tocsin_dialer_dial (endpoint, addresses, NULL, 0, NULL, &error);
  int accepted;

  g_assert_no_error (error);
  g_assert_cmpint (get_option (fd, IPPROTO_TCP, TCP_NODELAY), !=, 0);
  g_assert_cmpint (get_option (fd, SOL_SOCKET, SO_KEEPALIVE), !=, 0);
  g_assert_cmpint (get_option (fd, IPPROTO_TCP, TCP_KEEPIDLE), ==, 7);
  g_assert_cmpint (get_option (fd, IPPROTO_TCP, TCP_KEEPINTVL), ==, 2);
  g_assert_cmpint (get_option (fd, IPPROTO_TCP, TCP_USER_TIMEOUT), ==, 13000);

  accepted = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);
  peer = peer_of (accepted);
  g_assert_cmpstr (peer, ==, "127.0.0.3");
  close (accepted);
  close (fd);
  close (listener);
}

static void
test_no_keep_alive (void)
{
  int listener = open_at ("127.0.0.1", 0, TRUE, 8);
  g_autoptr (GPtrArray) addresses = make_list ("127.0.0.1", NULL);
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (port_of (listener), "limits.keep-alive-time=0", NULL);
  g_autoptr (GError) error = NULL;
  int fd = tocsin_dialer_dial (endpoint, addresses, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (get_option (fd, SOL_SOCKET, SO_KEEPALIVE), ==, 0);
  g_assert_cmpint (get_option (fd, IPPROTO_TCP, TCP_USER_TIMEOUT), ==, 0);
  close (fd);
  close (listener);
}

/* The port that we connect from is the one that was set: one that was free a moment ago. */
static void
test_local_port (void)
{
  int listener = open_at ("127.0.0.1", 0, TRUE, 8);
  g_autoptr (GPtrArray) addresses = make_list ("127.0.0.1", NULL);
  int spare = open_at ("127.0.0.1", 0, TRUE, 8);
  guint16 wanted = port_of (spare);
  g_autofree char *local_port = g_strdup_printf ("local-port=%u", wanted);
  g_autoptr (TocsinEndpoint) endpoint = test_endpoint_new (port_of (listener), local_port, NULL);
  g_autoptr (GError) error = NULL;
  int fd;

  close (spare);
  fd = tocsin_dialer_dial (endpoint, addresses, NULL, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (port_of (fd), ==, wanted);
  close (fd);
  close (listener);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialer/connects", test_connects);
  g_test_add_func ("/dialer/refused-then-good", test_refused_then_good);
  g_test_add_func ("/dialer/black-hole-then-good", test_black_hole_then_good);
  g_test_add_func ("/dialer/all-refused", test_all_refused);
  g_test_add_func ("/dialer/timeout", test_timeout);
  g_test_add_func ("/dialer/cancel", test_cancel);
  g_test_add_func ("/dialer/options", test_options);
  g_test_add_func ("/dialer/no-keep-alive", test_no_keep_alive);
  g_test_add_func ("/dialer/local-port", test_local_port);

  return g_test_run ();
}
