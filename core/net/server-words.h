/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

gboolean tocsin_server_words_find (const char *text, gboolean signing_in, TocsinError *meaning);
gboolean tocsin_server_words_guess (const char *text, gboolean signing_in, TocsinError *meaning);
gboolean tocsin_server_words_is_policy (const char *text);
void tocsin_server_words_set_hint (GError *error, const char *protocol, const char *text);

G_END_DECLS
