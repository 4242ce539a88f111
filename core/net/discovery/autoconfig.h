/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"

G_BEGIN_DECLS

gboolean tocsin_autoconfig_parse (GBytes *document,
                                  const TocsinMailAddress *who,
                                  GPtrArray *services,
                                  TocsinAnswer *answer,
                                  GError **error);

G_END_DECLS
