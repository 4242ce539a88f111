/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_SEVEN_BIT_MAX_LINE:
 *
 * The longest line that every server takes, without its end (RFC 5322, section 2.1.1).
 */
#define TOCSIN_SEVEN_BIT_MAX_LINE 998

GInputStream *tocsin_seven_bit_convert (GInputStream *message,
                                        guint64 size,
                                        gboolean header,
                                        gboolean body,
                                        guint64 *new_size,
                                        GCancellable *cancellable,
                                        GError **error);

G_END_DECLS
