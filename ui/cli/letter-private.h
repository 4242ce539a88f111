/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/cli/letter.h"

G_BEGIN_DECLS

/* What composed and finished messages have in common. */

TocsinLetter *tocsin_letter_new (const char *name, GError **error);
GInputStream *tocsin_letter_open_file (const char *path, GError **error);
TocsinNotify
tocsin_letter_get_notify (const TocsinLetterOptions *options, const TocsinMailDefaults *defaults);
TocsinDsnReturn tocsin_letter_get_dsn_return (const TocsinLetterOptions *options,
                                              const TocsinMailDefaults *defaults);
gboolean
tocsin_letter_finish (TocsinLetter *self, const TocsinLetterOptions *options, GError **error);

G_END_DECLS
