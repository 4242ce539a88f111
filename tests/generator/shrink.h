/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/query.h"

G_BEGIN_DECLS

/* Whether the query shows what is wrong. */
typedef gboolean (*ShrinkFunc) (TocsinQuery *query, gpointer user_data);

/* The smallest query found that still shows it. */
char *shrink_query (const char *text, ShrinkFunc shows, gpointer user_data);

G_END_DECLS
