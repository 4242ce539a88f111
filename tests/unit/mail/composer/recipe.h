/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/composer.h"

G_BEGIN_DECLS

gboolean recipe_add (TocsinComposer *composer, const char *line, GError **error);
TocsinComposer *recipe_cook (const char *const *lines, GError **error);
GBytes *recipe_write (TocsinComposer *composer, TocsinEnvelope **envelope, GError **error);

G_END_DECLS
