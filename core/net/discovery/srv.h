/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"
#include "core/net/discovery/dns.h"
#include "core/net/discovery/service.h"

G_BEGIN_DECLS

char *tocsin_srv_make_name (const char *label, const TocsinMailAddress *who);
void tocsin_srv_take (GPtrArray *records,
                      const TocsinService *service,
                      TocsinEncryption encryption,
                      const TocsinMailAddress *who,
                      TocsinAnswer *answer);

G_END_DECLS
