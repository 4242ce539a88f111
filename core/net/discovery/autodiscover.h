/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"

G_BEGIN_DECLS

gboolean tocsin_autodiscover_parse_json (GBytes *document,
                                         const TocsinMailAddress *who,
                                         GPtrArray *services,
                                         TocsinAnswer *answer,
                                         GError **error);
gboolean tocsin_autodiscover_parse_xml (GBytes *document,
                                        const TocsinMailAddress *who,
                                        GPtrArray *services,
                                        TocsinAnswer *answer,
                                        GError **error);
char *tocsin_autodiscover_make_request (const TocsinMailAddress *who);

G_END_DECLS
