/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/dice.h"

struct _Dice
{
  GRand *rand;
  const guint8 *bytes;
  gsize left;
  gboolean findable;
};

Dice *
dice_new (guint32 seed)
{
  Dice *self = g_new0 (Dice, 1);

  self->rand = g_rand_new_with_seed (seed);

  return self;
}

/* @bytes must outlive it. */
Dice *
dice_new_from_bytes (const guint8 *bytes, gsize length)
{
  Dice *self = g_new0 (Dice, 1);

  self->bytes = bytes;
  self->left = length;

  return self;
}

void
dice_free (Dice *self)
{
  g_clear_pointer (&self->rand, g_rand_free);
  g_free (self);
}

void
dice_make_findable (Dice *self)
{
  self->findable = TRUE;
}

gboolean
dice_makes_findable (const Dice *self)
{
  return self->findable;
}

static guint
next_byte (Dice *self)
{
  if (self->left == 0)
    return 0;
  self->left--;

  return *self->bytes++;
}

guint
dice_roll (Dice *self, guint sides)
{
  g_assert (sides > 0);

  if (sides == 1)
    return 0;
  if (self->rand != NULL)
    return (guint) g_rand_int_range (self->rand, 0, (gint32) sides);
  if (sides <= 256)
    return next_byte (self) % sides;

  return (next_byte (self) << 16 | next_byte (self) << 8 | next_byte (self)) % sides;
}

gboolean
dice_one_in (Dice *self, guint sides)
{
  return dice_roll (self, sides) == sides - 1;
}

gint64
dice_range (Dice *self, gint64 from, gint64 until)
{
  gint64 width = until - from;

  g_assert (width > 0);

  /* Two rolls reach far enough for any moment a message may have. */
  if (width <= 1 << 20)
    return from + dice_roll (self, (guint) width);

  return from + (((gint64) dice_roll (self, 1 << 23) << 23) | dice_roll (self, 1 << 23)) % width;
}
