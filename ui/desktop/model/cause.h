/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

const char *tocsin_cause_get_title (const GError *error);
char *tocsin_cause_dup_server_words (const GError *error);

G_END_DECLS
