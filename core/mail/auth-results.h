/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/header-block.h"

G_BEGIN_DECLS

gboolean tocsin_auth_results_has (const TocsinHeaderBlock *headers,
                                  const char *servers,
                                  const char *method,
                                  const char *result);

G_END_DECLS
