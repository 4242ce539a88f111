/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/node.h"

G_BEGIN_DECLS

char *tocsin_query_printer_print (const TocsinQueryNode *root);

G_END_DECLS
