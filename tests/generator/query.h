/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/generator/mailbox.h"

G_BEGIN_DECLS

/* A query about what is in the mailbox, or nearly so. It parses. */
char *query_make (Dice *dice, const Mailbox *mailbox);
/* What @hint says, word for word. */
char *query_from_hint (const Hint *hint);
/* `field:"value"`, as a person writes it. */
char *query_write_term (TocsinQueryField field, const char *header, const char *value);

G_END_DECLS
