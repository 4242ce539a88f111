/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void tocsin_sign_in_output_print (const char *id, GVariant *sign_in);

G_END_DECLS
