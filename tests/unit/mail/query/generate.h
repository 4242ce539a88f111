/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"

G_BEGIN_DECLS

char *generate_query (GRand *rand, guint depth);

G_END_DECLS
