/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *imap4_folder_id_from_wire (const char *name, gboolean utf8);
char *imap4_folder_id_to_wire (const char *id, gboolean utf8);

G_END_DECLS
