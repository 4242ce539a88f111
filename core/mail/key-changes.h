/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

/**
 * TocsinKeyList:
 * @length: how many messages there are
 * @get_key: (scope call): what names the message at a place, for good and no other ever
 * @make_ref: (scope call): makes a reference to it
 * @user_data: for both
 *
 * All messages of a folder, oldest first, for a store that keeps them more closely than as
 * references.
 */
typedef struct
{
  guint length;
  const char *(*get_key) (guint index, gpointer user_data);
  TocsinMessageRef *(*make_ref) (guint index, gpointer user_data);
  gpointer user_data;
} TocsinKeyList;

TocsinMailChanges *tocsin_key_changes_new_for_list (
    const TocsinKeyList *present, GVariant *cursor, gboolean complete, guint limit, GError **error);
guint tocsin_key_changes_count_told (const TocsinKeyList *present, GVariant *cursor);
GVariant *tocsin_key_changes_forget (GVariant *cursor, const char *const *keys, GError **error);
TocsinMailChanges *tocsin_key_changes_new (
    GPtrArray *present, GVariant *cursor, gboolean complete, guint limit, GError **error);

G_END_DECLS
