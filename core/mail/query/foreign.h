/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/mistake.h"

G_BEGIN_DECLS

void tocsin_query_foreign_help (GError **error,
                                const TocsinQueryPlace *term,
                                const char *name,
                                const char *value);
void tocsin_query_foreign_help_value (GError **error,
                                      const TocsinQueryPlace *term,
                                      const char *name,
                                      const char *value);

G_END_DECLS
