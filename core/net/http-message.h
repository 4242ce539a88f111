/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <libsoup/soup.h>

#include "core/net/http-request.h"

G_BEGIN_DECLS

/* A request as libsoup wants it. Private to core/net. */

SoupMessage *
tocsin_http_message_new (TocsinHttpRequest *request, const char *origin, GError **error);

G_END_DECLS
