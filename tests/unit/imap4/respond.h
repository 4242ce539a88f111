/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/response.h"

/* A response from its lines: after one that announces a literal comes the literal, then the next.
 * Ends with %NULL. */
Imap4Response *respond (GError **error, const char *line, ...) G_GNUC_NULL_TERMINATED;
