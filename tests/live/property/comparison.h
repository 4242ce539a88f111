/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/live/property/filled.h"

G_BEGIN_DECLS

#define PROPERTY_LETTERS 20

/**
 * PropertyPlan:
 * @mailboxes: how many of them are made
 * @queries: how many are asked of each
 * @narrowed: of a hundred searches, so many at least must be narrowed by it
 * @moody: whether it may refuse a search
 *
 * What a server is to be asked.
 */
typedef struct
{
  guint mailboxes;
  guint queries;
  guint narrowed;
  gboolean moody;
} PropertyPlan;

/* Makes folder @number on the server: so many letters. */
typedef Filled *(*PropertyFill) (Dice *dice, guint number, guint n_letters, gpointer user_data);

/* For generated mailboxes on a server and generated queries: the server finds at least what matches
 * the letters themselves, and a search finds exactly that, oldest first. TOCSIN_SEED=N tries other
 * ones, TOCSIN_ROUNDS=N so many times as many; what fails tells its seed. @sober: a store of the
 * same mailboxes that is never moody. */
void property_ask_all (const PropertyPlan *plan,
                       PropertyFill fill,
                       gpointer user_data,
                       TocsinMailStore *store,
                       TocsinMailStore *sober);

G_END_DECLS
