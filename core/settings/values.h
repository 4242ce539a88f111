/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/key-info.h"

G_BEGIN_DECLS

/**
 * TocsinValues:
 * @get: the value set for a key, (transfer full); %NULL without an error when it is not set, %NULL
 *   with one when what is set is no value of the key
 * @data: for @get
 *
 * Where the values of one item come from: a settings backend, assignments, or the one over the
 * other. @path is relative to the item (`encryption/mode`), @name the key's dotted name.
 */
typedef struct
{
  GVariant *(*get) (
      gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error);
  gpointer data;
} TocsinValues;

G_END_DECLS
