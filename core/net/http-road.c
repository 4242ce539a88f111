/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-road.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/base/error.h"

/* The name under which GIO finds the proxy that is none. */
#define PROTOCOL "tocsin-http-road"

/* Where the road ends: the address of the “proxy”. */

#define TYPE_STOP (tocsin_http_stop_get_type ())
G_DECLARE_FINAL_TYPE (TocsinHttpStop, tocsin_http_stop, TOCSIN, HTTP_STOP, GProxyAddress)

struct _TocsinHttpStop
{
  GProxyAddress parent_instance;

  GIOStream *stream;
};

G_DEFINE_FINAL_TYPE (TocsinHttpStop, tocsin_http_stop, G_TYPE_PROXY_ADDRESS)

/* connect() to no address at all is done at once, and leaves the socket as it was (connect(2)). */
static gboolean
stop_to_native (GSocketAddress *address, gpointer native, gsize size, GError **error)
{
  struct sockaddr none = { .sa_family = AF_UNSPEC };

  memset (native, 0, size);
  memcpy (native, &none, MIN (size, sizeof none));

  return TRUE;
}

static void
tocsin_http_stop_finalize (GObject *object)
{
  g_clear_object (&TOCSIN_HTTP_STOP (object)->stream);

  G_OBJECT_CLASS (tocsin_http_stop_parent_class)->finalize (object);
}

static void
tocsin_http_stop_class_init (TocsinHttpStopClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_http_stop_finalize;
  G_SOCKET_ADDRESS_CLASS (klass)->to_native = stop_to_native;
}

static void
tocsin_http_stop_init (TocsinHttpStop *self)
{
}

static GSocketAddress *
stop_new (GIOStream *stream)
{
  g_autoptr (GInetAddress) nowhere = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  TocsinHttpStop *self =
      g_object_new (TYPE_STOP, "address", nowhere, "port", 0, "protocol", PROTOCOL,
                    "destination-hostname", "", "destination-port", 0, NULL);

  self->stream = g_object_ref (stream);

  return G_SOCKET_ADDRESS (self);
}

/* The “proxy”: gives out the stream that waits at the stop. */

#define TYPE_HANDOVER (tocsin_http_handover_get_type ())
G_DECLARE_FINAL_TYPE (TocsinHttpHandover, tocsin_http_handover, TOCSIN, HTTP_HANDOVER, GObject)

struct _TocsinHttpHandover
{
  GObject parent_instance;
};

/* libsoup takes the connection for closed once that socket is: it lives as long as the stream. */
static GIOStream *
handover_connect (GProxy *proxy,
                  GIOStream *connection,
                  GProxyAddress *address,
                  GCancellable *cancellable,
                  GError **error)
{
  GIOStream *stream = TOCSIN_HTTP_STOP (address)->stream;

  g_object_set_data_full (G_OBJECT (stream), PROTOCOL, g_object_ref (connection), g_object_unref);

  return g_object_ref (stream);
}

static gboolean
handover_supports_hostname (GProxy *proxy)
{
  return TRUE;
}

static void
handover_proxy_init (GProxyInterface *iface)
{
  iface->connect = handover_connect;
  iface->supports_hostname = handover_supports_hostname;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinHttpHandover,
                               tocsin_http_handover,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY, handover_proxy_init))

static void
tocsin_http_handover_class_init (TocsinHttpHandoverClass *klass)
{
}

static void
tocsin_http_handover_init (TocsinHttpHandover *self)
{
}

/* The road itself. */

struct _TocsinHttpRoad
{
  GSocketAddressEnumerator parent_instance;

  GIOStream *stream; /* until it has been handed over */
};

static GSocketAddressEnumerator *
enumerate (GSocketConnectable *connectable)
{
  return G_SOCKET_ADDRESS_ENUMERATOR (g_object_ref (connectable));
}

static char *
to_string (GSocketConnectable *connectable)
{
  return g_strdup (PROTOCOL);
}

static void
connectable_init (GSocketConnectableIface *iface)
{
  iface->enumerate = enumerate;
  iface->proxy_enumerate = enumerate;
  iface->to_string = to_string;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinHttpRoad,
                               tocsin_http_road,
                               G_TYPE_SOCKET_ADDRESS_ENUMERATOR,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE, connectable_init))

static GSocketAddress *
next (GSocketAddressEnumerator *enumerator, GCancellable *cancellable, GError **error)
{
  g_autoptr (GIOStream) stream = g_steal_pointer (&TOCSIN_HTTP_ROAD (enumerator)->stream);

  if (stream != NULL)
    return stop_new (stream);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                       _ ("The connection is closed already"));
  return NULL;
}

static void
tocsin_http_road_finalize (GObject *object)
{
  g_clear_object (&TOCSIN_HTTP_ROAD (object)->stream);

  G_OBJECT_CLASS (tocsin_http_road_parent_class)->finalize (object);
}

static void
tocsin_http_road_class_init (TocsinHttpRoadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_http_road_finalize;
  G_SOCKET_ADDRESS_ENUMERATOR_CLASS (klass)->next = next;
  g_io_extension_point_register (G_PROXY_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_EXTENSION_POINT_NAME, TYPE_HANDOVER, PROTOCOL, 0);
}

static void
tocsin_http_road_init (TocsinHttpRoad *self)
{
}

/**
 * tocsin_http_road_new: (skip)
 * @stream: a connection to the server
 *
 * Returns: (transfer full): what to give libsoup as `remote-connectable`.
 */
GSocketConnectable *
tocsin_http_road_new (GIOStream *stream)
{
  TocsinHttpRoad *self = g_object_new (TOCSIN_TYPE_HTTP_ROAD, NULL);

  self->stream = g_object_ref (stream);

  return G_SOCKET_CONNECTABLE (self);
}
