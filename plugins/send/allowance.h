/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/host.h"
#include "plugins/send/send-settings.h"

G_BEGIN_DECLS

/**
 * Allowance:
 * @recipient_why: (nullable): who got enough already
 * @hour_why: (nullable): that the hour is full
 *
 * Why nothing more is to be sent now.
 */
typedef struct
{
  char *recipient_why;
  char *hour_why;
} Allowance;

void allowance_clear (Allowance *self);
gboolean allowance_ask (const SendSettings *settings,
                        TocsinHost *host,
                        const char *origin,
                        TocsinEnvelope *envelope,
                        Allowance *allowance,
                        GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Allowance, allowance_clear)

G_END_DECLS
