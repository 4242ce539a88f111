/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/address.h"

G_BEGIN_DECLS

/**
 * TOCSIN_ADDRESS_PARSE_MAX_LENGTH:
 *
 * Bytes of a list of addresses as typed.
 */
#define TOCSIN_ADDRESS_PARSE_MAX_LENGTH (1024 * 1024)

GPtrArray *tocsin_address_parse (const char *text, const char *field, GError **error);
char *tocsin_address_format (const TocsinAddress *address);

G_END_DECLS
