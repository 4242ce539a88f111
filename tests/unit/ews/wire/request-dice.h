/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "tests/generator/dice.h"

G_BEGIN_DECLS

/* How many kinds of requests there are. */
guint request_dice_count (void);
const char *request_dice_get_name (guint kind);

/* A request of that kind, with whatever the dice put in it. */
GBytes *request_dice_roll (guint kind, Dice *dice);

/* Texts as they come from people, settings and attackers. */
const char *request_dice_text (Dice *dice);

G_END_DECLS
