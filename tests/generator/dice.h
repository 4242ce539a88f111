/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Dice:
 *
 * Where all choices of the generator come from: a seed, or the bytes that a fuzzer tries. The
 * simplest choice always has the number 0, and that is what it is once the bytes are used up.
 */
typedef struct _Dice Dice;

Dice *dice_new (guint32 seed);
Dice *dice_new_from_bytes (const guint8 *bytes, gsize length);
void dice_free (Dice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Dice, dice_free)

/* From now on what is made is such that a server can be asked for it (README of tests/generator).
 */
void dice_make_findable (Dice *self);
gboolean dice_makes_findable (const Dice *self);

/* Less than @sides. */
guint dice_roll (Dice *self, guint sides);
gboolean dice_one_in (Dice *self, guint sides);
gint64 dice_range (Dice *self, gint64 from, gint64 until);

#define DICE_PICK(dice, array) ((array)[dice_roll ((dice), G_N_ELEMENTS (array))])

G_END_DECLS
