/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/unit/mail/query/table/table-mail.h"
#include "tests/unit/mail/query/table/rows.h"

G_BEGIN_DECLS

char *document_print (GPtrArray *rows, const TableMail *mailbox);

G_END_DECLS
