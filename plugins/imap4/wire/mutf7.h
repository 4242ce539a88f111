/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *imap4_mutf7_decode (const char *name);
char *imap4_mutf7_encode (const char *name);
char *imap4_folder_id_from_wire (const char *name, gboolean utf8);
char *imap4_folder_id_to_wire (const char *id, gboolean utf8);
char *imap4_folder_name_to_display (const char *id, char delimiter);
char *imap4_folder_name_from_display (const char *name, char delimiter);

G_END_DECLS
