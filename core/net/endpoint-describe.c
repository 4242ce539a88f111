/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/endpoint.h"

/**
 * tocsin_endpoint_describe:
 * @self: an endpoint
 *
 * Returns: (transfer floating): an `a{sv}`: what the keys of its settings mean whose 0 or `auto`
 *   stands for the protocol's own value
 */
GVariant *
tocsin_endpoint_describe (TocsinEndpoint *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const TocsinEndpointLimits *limits;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  limits = tocsin_endpoint_get_limits (self);
  g_variant_dict_insert (&dict, "port", "u", tocsin_endpoint_get_port (self));
  g_variant_dict_insert (&dict, "timeout", "u", limits->timeout);
  g_variant_dict_insert (&dict, "protocol-timeout", "u", limits->protocol_timeout);
  g_variant_dict_insert (&dict, "limits.pool-size", "u", limits->pool_size);
  g_variant_dict_insert (&dict, "encryption.mode", "s",
                         tocsin_encryption_to_string (tocsin_endpoint_get_encryption (self)));

  return g_variant_dict_end (&dict);
}
