/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"

G_BEGIN_DECLS

/**
 * TOCSIN_APOP_MAX_TIMESTAMP:
 *
 * The longest challenge taken from a greeting, in bytes.
 */
#define TOCSIN_APOP_MAX_TIMESTAMP 512

char *tocsin_apop_find_timestamp (const char *greeting);
TocsinSecret *tocsin_apop_digest (const char *timestamp, TocsinSecret *password);

G_END_DECLS
