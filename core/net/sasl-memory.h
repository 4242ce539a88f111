/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"

G_BEGIN_DECLS

/**
 * TocsinSaslMemory:
 *
 * What was found out about signing in at an endpoint: mechanisms that failed though the server
 * offers them. Kept as long as the endpoint, which is as long as its settings. Thread safe. Private
 * to core/net.
 */
typedef struct _TocsinSaslMemory TocsinSaslMemory;

TocsinSaslMemory *tocsin_sasl_memory_of (TocsinEndpoint *endpoint);
GStrv tocsin_sasl_memory_list (TocsinSaslMemory *self);
void tocsin_sasl_memory_note (TocsinSaslMemory *self, const char *mechanism);
void tocsin_sasl_memory_clear (TocsinSaslMemory *self);
gboolean tocsin_sasl_memory_blames_password (TocsinSaslMemory *self);
void tocsin_sasl_memory_set_blames_password (TocsinSaslMemory *self, gboolean blames);

G_END_DECLS
