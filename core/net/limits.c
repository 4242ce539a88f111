/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/limits.h"

#define DEFAULT_TIMEOUT 30
#define DEFAULT_PROTOCOL_TIMEOUT 300
#define DEFAULT_POOL_SIZE 4

/* With `limits.command-timeout` 0 an answer may take the silence allowed, and then its size at the
 * speed of a bad line. */
#define SLOWEST_BYTES_PER_SECOND 4096

static guint
first_but_0 (guint one, guint other, guint last)
{
  if (one != 0)
    return one;

  return other != 0 ? other : last;
}

/**
 * tocsin_endpoint_limits_read: (skip)
 * @self: (out caller-allocates): limits
 * @settings: a connection
 * @pool_size: its protocol's own, where the settings say 0; 0 for the usual one
 * @protocol_timeout: as @pool_size
 */
void
tocsin_endpoint_limits_read (TocsinEndpointLimits *self,
                             TocsinConnectionSettings *settings,
                             guint pool_size,
                             guint protocol_timeout)
{
  TocsinSnapshot *keys = TOCSIN_SNAPSHOT (settings);

  *self = (TocsinEndpointLimits){
    .timeout = first_but_0 (tocsin_snapshot_get_uint (keys, "timeout"), 0, DEFAULT_TIMEOUT),
    .protocol_timeout = first_but_0 (tocsin_snapshot_get_uint (keys, "protocol-timeout"),
                                     protocol_timeout, DEFAULT_PROTOCOL_TIMEOUT),
    .command_timeout = tocsin_snapshot_get_uint (keys, "limits.command-timeout"),
    .linger = tocsin_snapshot_get_uint (keys, "limits.linger"),
    .keep_alive_time = tocsin_snapshot_get_uint (keys, "limits.keep-alive-time"),
    .keep_alive_interval = tocsin_snapshot_get_uint (keys, "limits.keep-alive-interval"),
    .max_line_length = tocsin_snapshot_get_uint (keys, "limits.max-line-length"),
    .max_transfer_rate = tocsin_snapshot_get_uint (keys, "limits.max-transfer-rate"),
    .max_message_size = tocsin_snapshot_get_uint64 (keys, "limits.max-message-size"),
    .pool_size = first_but_0 (tocsin_snapshot_get_uint (keys, "limits.pool-size"), pool_size,
                              DEFAULT_POOL_SIZE),
    .check_idle_time = tocsin_snapshot_get_uint (keys, "limits.check-idle-time"),
    .max_idle_time = tocsin_snapshot_get_uint (keys, "limits.max-idle-time"),
  };
}

/**
 * tocsin_endpoint_limits_get_patience: (skip)
 * @self: limits
 * @n_bytes: how much an exchange may bring
 *
 * Returns: seconds that it may take, however slowly the bytes drip.
 */
guint64
tocsin_endpoint_limits_get_patience (const TocsinEndpointLimits *self, guint64 n_bytes)
{
  guint64 seconds = n_bytes / SLOWEST_BYTES_PER_SECOND;

  if (self->command_timeout != 0)
    return self->command_timeout;

  /* The other sessions may be reading, too, and the rate is for all. */
  if (self->max_transfer_rate > 0)
    seconds += n_bytes / self->max_transfer_rate * self->pool_size;

  return self->protocol_timeout + MIN (seconds, G_MAXUINT32);
}
