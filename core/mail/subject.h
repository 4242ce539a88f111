/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_subject_of_reply (const char *subject);
char *tocsin_subject_of_forward (const char *subject);

G_END_DECLS
