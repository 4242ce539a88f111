/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_MAIL_FOLD_MAX_MARKS:
 *
 * Combining marks on one letter; further ones do not count.
 */
#define TOCSIN_MAIL_FOLD_MAX_MARKS 30

char *tocsin_mail_fold (const char *text);

G_END_DECLS
