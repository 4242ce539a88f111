/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/letter.h"

G_BEGIN_DECLS

/* Does to a letter what broken mailers and gateways do. Nothing in it is sure any more. */
void mutilate (Letter *letter, Dice *dice);

G_END_DECLS
