/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/node-private.h"

#include <gio/gio.h>

G_BEGIN_DECLS

TocsinQueryNode *tocsin_query_parser_parse (const char *text, GError **error);

G_END_DECLS
