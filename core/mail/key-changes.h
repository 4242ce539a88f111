/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

TocsinMailChanges *tocsin_key_changes_new (
    GPtrArray *present, GVariant *cursor, gboolean complete, guint limit, GError **error);

G_END_DECLS
