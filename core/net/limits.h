/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TocsinEndpointLimits:
 * @timeout: seconds to establish a session: name, proxy, TCP, TLS, greeting
 * @protocol_timeout: seconds of silence allowed in one exchange
 * @command_timeout: seconds for a whole exchange; 0 = scaled from the size asked for
 * @linger: seconds that a goodbye waits for its answer
 * @keep_alive_time: seconds of silence before TCP probes; 0 = off
 * @keep_alive_interval: seconds between TCP probes
 * @max_line_length: longest protocol line taken, in bytes
 * @max_transfer_rate: bytes that may be read and written in a second, by all sessions together; 0
 * for no limit
 * @max_message_size: largest message fetched, in bytes; 0 for no limit
 * @pool_size: most sessions at once
 * @check_idle_time: seconds after which an idle session is probed before use; 0 = always
 * @max_idle_time: seconds after which an idle session is closed
 *
 * The `limits` and timeouts, every 0 that means a default replaced by it.
 */
typedef struct
{
  guint timeout;
  guint protocol_timeout;
  guint command_timeout;
  guint linger;
  guint keep_alive_time;
  guint keep_alive_interval;
  guint max_line_length;
  guint max_transfer_rate;
  guint64 max_message_size;
  guint pool_size;
  guint check_idle_time;
  guint max_idle_time;
} TocsinEndpointLimits;

void tocsin_endpoint_limits_read (TocsinEndpointLimits *self,
                                  TocsinConnectionSettings *settings,
                                  guint pool_size,
                                  guint protocol_timeout);
guint64 tocsin_endpoint_limits_get_patience (const TocsinEndpointLimits *self, guint64 n_bytes);

G_END_DECLS
