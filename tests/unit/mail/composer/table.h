/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ComposerRow:
 * @why: what it is about
 * @recipe: (array zero-terminated=1): for recipe_cook()
 * @has: (nullable): what stands in the message, as bytes
 * @has_not: (nullable): what must not
 *
 * A message, composed.
 */
typedef struct
{
  const char *why;
  const char *recipe[16];
  const char *has;
  const char *has_not;
} ComposerRow;

extern const ComposerRow composer_rows[];
extern const gsize composer_n_rows;

G_END_DECLS
