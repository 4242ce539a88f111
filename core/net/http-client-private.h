/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-client.h"

G_BEGIN_DECLS

/* Private to core/net/http-*.c. */

TocsinSessionPool *tocsin_http_client_get_pool (TocsinHttpClient *self);

G_END_DECLS
