/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

gboolean imap4_found_parse (const Imap4Response *response, GArray *uids, GError **error);

G_END_DECLS
