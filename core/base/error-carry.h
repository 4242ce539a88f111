/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

/* What an error of ours knows besides its code and message, on the way from one process to another.
 */

int tocsin_error_find_code (const char *name);
GVariant *tocsin_error_save_details (const GError *error);
void tocsin_error_restore_details (GError *error, GVariant *details);

G_END_DECLS
