/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-flow.h"
#include "core/net/http-talk.h"

G_BEGIN_DECLS

/* Private to core/net/http-*.c. */

TocsinHttpFlow *tocsin_http_flow_new (TocsinHttpTalk *talk, TocsinHttpReply *reply);

G_END_DECLS
