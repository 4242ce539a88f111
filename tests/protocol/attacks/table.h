/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/attacks/row.h"

G_BEGIN_DECLS

/**
 * table_add:
 * @chapter: of which list
 * @row: (transfer none): what happens; static data or made by table_make_row()
 * @protocol: to whom
 * @settings: what all rows of the chapter have set
 *
 * Makes a test of it, and a line of the table.
 */
void
table_add (const char *chapter, const Row *row, const Protocol *protocol, const char *settings);
void table_add_all (const char *chapter,
                    const Row *rows,
                    gsize n_rows,
                    const Protocol *protocol,
                    const char *settings);

/**
 * table_make_row:
 * @like: what it is like; its texts are copied
 * @word: what tells it from others that are made like it
 *
 * Returns: (transfer none): a row that table_finish() frees.
 */
Row *table_make_row (const Row *like, const char *word);

/**
 * table_finish:
 * @status: what the tests came to
 *
 * Writes the table into the build directory and compares it with the one in docs/, if all rows were
 * played.
 *
 * Returns: @status, or 1 if the table in docs/ is another.
 */
int table_finish (int status);

G_END_DECLS
