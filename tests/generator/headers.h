/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/letter.h"

G_BEGIN_DECLS

/* The headers that a letter has for itself, each with its hints; what belongs to its content comes
 * from body_add(). */
void headers_add (Letter *letter, Dice *dice);

G_END_DECLS
