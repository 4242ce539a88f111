/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The outbox remembers what was sent, over restarts; nothing is counted here. */
#include "plugins/send/allowance.h"

#include "core/base/clock.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define HOUR 3600

/**
 * allowance_clear:
 * @self: an allowance
 */
void
allowance_clear (Allowance *self)
{
  g_clear_pointer (&self->recipient_why, g_free);
  g_clear_pointer (&self->hour_why, g_free);
}

static gint64
get_past (guint seconds)
{
  return tocsin_clock_get_real (tocsin_clock_get_default ()) - (gint64) seconds * G_USEC_PER_SEC;
}

static gboolean
ask_recipients (const SendSettings *settings,
                TocsinHost *host,
                const char *origin,
                TocsinEnvelope *envelope,
                char **why,
                GError **error)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);

  for (guint i = 0; settings->limit > 0 && i < recipients->len && *why == NULL; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);
      guint64 count = 0;

      if (!tocsin_host_count_mail (host, origin, recipient->address,
                                   get_past (settings->limit_time), &count, error))
        return FALSE;
      if (count >= settings->limit)
        *why = g_strdup_printf (_ ("%s got %" PRIu64 " within %u s, and limit is %u"),
                                recipient->address, count, settings->limit_time, settings->limit);
    }

  return TRUE;
}

/**
 * allowance_ask:
 * @settings: the action's settings
 * @host: the engine
 * @origin: what names the action in the outbox
 * @envelope: to whom something is to be sent
 * @allowance: an allowance, empty
 * @error: where to put why the outbox can't tell
 *
 * Asks whether there is room for one message more.
 *
 * Returns: whether it could be found out.
 */
gboolean
allowance_ask (const SendSettings *settings,
               TocsinHost *host,
               const char *origin,
               TocsinEnvelope *envelope,
               Allowance *allowance,
               GError **error)
{
  guint64 count = 0;

  if (!tocsin_host_count_mail (host, origin, NULL, get_past (HOUR), &count, error)
      || !ask_recipients (settings, host, origin, envelope, &allowance->recipient_why, error))
    return FALSE;
  if (count >= settings->hourly_limit)
    allowance->hour_why = g_strdup_printf (_ ("%" PRIu64 " messages were sent within an hour, and "
                                              "hourly-limit is %u"),
                                           count, settings->hourly_limit);

  return TRUE;
}
