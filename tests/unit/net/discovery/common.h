/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"
#include "core/net/discovery/service.h"

G_BEGIN_DECLS

/* What the tests of discovery share. */

TocsinMailAddress *test_address (const char *text);
GPtrArray *test_services (void);
GBytes *test_bytes (const char *text);
char *test_describe (TocsinAnswer *answer);

G_END_DECLS
