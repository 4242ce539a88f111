/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_MAILDIR_INBOX:
 *
 * The folder that a Maildir is itself.
 */
#define TOCSIN_MAILDIR_INBOX "INBOX"

gboolean tocsin_maildir_directory_is_folder (const char *folder);
int tocsin_maildir_directory_open (const char *directory,
                                   const char *folder,
                                   const char *subdirectory,
                                   GError **error);

G_END_DECLS
