/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/unit/mail/query/table/mailbox.h"
#include "tests/unit/mail/query/table/rows.h"

G_BEGIN_DECLS

char *document_print (GPtrArray *rows, const Mailbox *mailbox);

G_END_DECLS
