/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/letter.h"

G_BEGIN_DECLS

/* One header of addresses, such as From, each address with hints for @field. */
void
people_add (Letter *letter, Dice *dice, TocsinQueryField field, const char *header, guint most);

G_END_DECLS
