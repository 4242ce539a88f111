/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/answer.h"
#include "plugins/ews/wire/mailbox.h"

G_BEGIN_DECLS

GPtrArray *ews_response_read_resolutions (const EwsResponse *response, gboolean *complete);
GPtrArray *ews_response_read_expansion (const EwsResponse *response, gboolean *complete);

G_END_DECLS
