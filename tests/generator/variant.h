/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/dice.h"

G_BEGIN_DECLS

/* A text that somebody may type who looks for @text: a piece of it, in other letters, or nearly. */
char *variant_of_text (Dice *dice, const char *text);
/* A number near @number, with a unit if that fits. */
char *variant_of_number (Dice *dice, guint64 number, gboolean bytes);
/* A day or a moment near @text, perhaps in another zone. */
char *variant_of_date (Dice *dice, const char *text);

G_END_DECLS
