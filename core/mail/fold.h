/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_mail_fold (const char *text);
char *tocsin_mail_fold_shown (const char *text);

G_END_DECLS
