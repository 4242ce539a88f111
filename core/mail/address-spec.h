/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_ADDRESS_SPEC_MAX_LENGTH:
 *
 * The longest `local@domain` in bytes. RFC 5321, section 4.5.3.1.3, promises 254; mailing lists
 * write whole addresses into the local part of another.
 */
#define TOCSIN_ADDRESS_SPEC_MAX_LENGTH 512

gboolean tocsin_address_spec_check (const char *spec, GError **error);
gboolean tocsin_address_spec_needs_utf8 (const char *spec);
char *tocsin_address_spec_to_ascii (const char *spec);

G_END_DECLS
