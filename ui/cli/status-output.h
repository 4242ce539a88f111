/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void tocsin_status_output_print (GVariant *status);
void tocsin_status_output_trouble (GVariant *connection);

G_END_DECLS
