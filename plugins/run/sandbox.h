/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GStrv sandbox_lock_in (const char *const *argv,
                       const char *directory,
                       const char *attachments,
                       GError **error);

G_END_DECLS
