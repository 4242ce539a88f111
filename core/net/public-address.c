/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/public-address.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

/* The registries of special-purpose addresses (RFC 6890): what is not global there, and what may
 * be there but leads to a machine behind a translator. */
static const char *const inside[] = {
  "0.0.0.0/8",      "10.0.0.0/8",     "100.64.0.0/10",   "127.0.0.0/8",     "169.254.0.0/16",
  "172.16.0.0/12",  "192.0.0.0/24",   "192.0.2.0/24",    "192.31.196.0/24", "192.52.193.0/24",
  "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",   "198.51.100.0/24",
  "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",     "2001::/23",       "2001:db8::/32",
  "2002::/16",      "3fff::/20",
};

/* All of IPv6 that is given out to the internet (RFC 4291, section 2.4). */
#define GLOBAL_UNICAST "2000::/3"
/* IPv4 written as IPv6: mapped, and behind NAT64 (RFC 6052). */
#define MAPPED "::ffff:0:0/96"
#define NAT64 "64:ff9b::/96"

static gboolean
is_in (GInetAddress *address, const char *network)
{
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (network, NULL);

  return mask != NULL
         && g_inet_address_mask_get_family (mask) == g_inet_address_get_family (address)
         && g_inet_address_mask_matches (mask, address);
}

static gboolean
is_listed (GInetAddress *address)
{
  for (gsize i = 0; i < G_N_ELEMENTS (inside); i++)
    if (is_in (address, inside[i]))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_public_address_is: (skip)
 * @address: an address
 *
 * Returns: whether it is one of the internet's: not of this machine, of a private network, of this
 *   link, of documentation, of many at once.
 */
gboolean
tocsin_public_address_is (GInetAddress *address)
{
  g_autoptr (GInetAddress) within = NULL;

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return !is_listed (address);
  if (is_in (address, MAPPED) || is_in (address, NAT64))
    {
      within = g_inet_address_new_from_bytes (g_inet_address_to_bytes (address) + 12,
                                              G_SOCKET_FAMILY_IPV4);
      return !is_listed (within);
    }

  return is_in (address, GLOBAL_UNICAST) && !is_listed (address);
}

static void
set_inside (const char *place, GInetAddress *address, GError **error)
{
  g_autofree char *text = g_inet_address_to_string (address);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("%s is at %s, which is inside this machine or its network"), place, text);
}

/**
 * tocsin_public_address_filter: (skip)
 * @addresses: (element-type GInetAddress): where a server is said to be, at least one
 * @place: the server, for the message
 * @error: `config.not-supported` if none is left
 *
 * Judged is what will be connected to, so a name that changes its mind in between gains nothing.
 *
 * Returns: (transfer full): those of the internet.
 */
GPtrArray *
tocsin_public_address_filter (GPtrArray *addresses, const char *place, GError **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < addresses->len; i++)
    if (tocsin_public_address_is (addresses->pdata[i]))
      g_ptr_array_add (left, g_object_ref (addresses->pdata[i]));
  if (left->len > 0)
    return g_steal_pointer (&left);

  set_inside (place, addresses->pdata[0], error);
  return NULL;
}

/**
 * tocsin_public_address_check_target: (skip)
 * @host: a name or an address that a proxy is to be asked for
 * @place: the same with its port, for the message
 * @error: `config.not-supported`
 *
 * Returns: %FALSE if it is an address and none of the internet's; where a name leads the proxy
 *   knows.
 */
gboolean
tocsin_public_address_check_target (const char *host, const char *place, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address == NULL || tocsin_public_address_is (address))
    return TRUE;

  set_inside (place, address, error);
  return FALSE;
}
