/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/live/imap4/account.h"
#include "tests/live/property/filled.h"

G_BEGIN_DECLS

/* Puts the letters into a folder of alice's; with @strict such as the strictest server takes them,
 * and without those that it does not. Every other folder has been looked at by somebody, so that
 * nothing in it is recent. */
Filled *filled_new (MailServer *server, Dice *dice, guint number, guint n_letters, gboolean strict);
G_END_DECLS
