/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/unit/plugins/workshop.h"

G_BEGIN_DECLS

/* A connection “office” that would send, as ada@example.com. */
void office_add_to (Workshop *workshop);

G_END_DECLS
