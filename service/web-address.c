/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/web-address.h"

#include "core/base/error.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* The owner and the group: who reads figures is put into it. */
#define SOCKET_MODE 0660

struct _TocsinWebAddress
{
  char *path; /* of a socket, or NULL */
  GSocketAddress *address;
  gboolean ours; /* the socket is there, and we have put it there */
};

/**
 * tocsin_web_address_free: (skip)
 * @self: (transfer full): an address
 */
void
tocsin_web_address_free (TocsinWebAddress *self)
{
  tocsin_web_address_leave (self);
  g_free (self->path);
  g_clear_object (&self->address);
  g_free (self);
}

static GSocketAddress *
parse_loopback (const char *text)
{
  g_autoptr (GSocketConnectable) host = g_network_address_parse (text, 0, NULL);
  g_autoptr (GInetAddress) address = NULL;
  const char *name;
  guint16 port;

  if (host == NULL)
    return NULL;
  name = g_network_address_get_hostname (G_NETWORK_ADDRESS (host));
  port = g_network_address_get_port (G_NETWORK_ADDRESS (host));
  if (g_str_equal (name, "localhost"))
    address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  else
    address = g_inet_address_new_from_string (name);
  if (address == NULL || !g_inet_address_get_is_loopback (address) || port == 0)
    return NULL;

  return g_inet_socket_address_new (address, port);
}

/**
 * tocsin_web_address_parse: (skip)
 * @text: an absolute path, or a loopback address with a port
 * @error: where to put what was expected
 *
 * Returns: (transfer full): the address.
 */
TocsinWebAddress *
tocsin_web_address_parse (const char *text, GError **error)
{
  TocsinWebAddress *self;
  GSocketAddress *address;

  if (g_path_is_absolute (text))
    address = g_unix_socket_address_new (text);
  else
    address = parse_loopback (text);
  if (address == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("metrics: “%s” is neither the path of a socket nor an address of this "
                      "machine alone with a port, such as 127.0.0.1:9464"),
                   text);
      return NULL;
    }
  self = g_new0 (TocsinWebAddress, 1);
  self->address = address;
  self->path = g_path_is_absolute (text) ? g_strdup (text) : NULL;

  return self;
}

/* What an engine that crashed has left; anything else is somebody's, and stays. */
static void
remove_old_socket (const char *path)
{
  GStatBuf status;

  if (g_lstat (path, &status) == 0 && S_ISSOCK (status.st_mode))
    g_unlink (path);
}

/**
 * tocsin_web_address_listen: (skip)
 * @self: an address
 * @listener: who is to listen there
 * @error: where to put why not
 *
 * Returns: whether it does.
 */
gboolean
tocsin_web_address_listen (TocsinWebAddress *self, GSocketListener *listener, GError **error)
{
  if (self->path != NULL)
    remove_old_socket (self->path);
  if (!g_socket_listener_add_address (listener, self->address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error))
    {
      tocsin_error_translate (error, _ ("the metrics endpoint"));
      return FALSE;
    }
  if (self->path != NULL)
    self->ours = g_chmod (self->path, SOCKET_MODE) == 0;

  return TRUE;
}

/**
 * tocsin_web_address_leave: (skip)
 * @self: an address where nobody listens any more
 *
 * Takes the socket away. Does nothing the second time.
 */
void
tocsin_web_address_leave (TocsinWebAddress *self)
{
  if (self->ours)
    g_unlink (self->path);
  self->ours = FALSE;
}

/**
 * tocsin_web_address_is_meant: (skip)
 * @self: an address
 * @host: (nullable): whom a request is meant for
 *
 * A web page can have its own name lead to this machine, and would then be let read: so the name
 * has to be one of this machine.
 *
 * Returns: whether somebody who knows where it goes has made the request.
 */
gboolean
tocsin_web_address_is_meant (TocsinWebAddress *self, const char *host)
{
  g_autoptr (GSocketAddress) asked = NULL;

  if (self->path != NULL)
    return TRUE;
  asked = host != NULL ? parse_loopback (host) : NULL;

  return asked != NULL;
}
