/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/key-info.h"

G_BEGIN_DECLS

TocsinKeyInfo *tocsin_key_info_new (GSettingsSchema *schema, const char *key);
TocsinKeyInfo *tocsin_key_info_with_prefix (TocsinKeyInfo *self, const char *prefix);
char *tocsin_key_info_find_choice (const TocsinKeyInfo *self, const char *text);
gboolean tocsin_key_info_in_range (const TocsinKeyInfo *self, GVariant *value);

G_END_DECLS
