/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/envelope.h"

G_BEGIN_DECLS

GBytes *ews_resolve_names_build (const EwsEnvelope *envelope, const char *entry);
GBytes *ews_expand_dl_build (const EwsEnvelope *envelope, const char *address);

G_END_DECLS
