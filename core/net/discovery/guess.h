/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"
#include "core/net/discovery/service.h"

G_BEGIN_DECLS

void tocsin_guess_try (const TocsinService *service,
                       const char *host,
                       const TocsinMailAddress *who,
                       TocsinAnswer *answer,
                       guint seconds,
                       GCancellable *cancellable);

G_END_DECLS
