/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/letter.h"

G_BEGIN_DECLS

/* Headers of the content, the blank line, and the content, with hints of all that is in it. */
void body_add (Letter *letter, Dice *dice);

G_END_DECLS
