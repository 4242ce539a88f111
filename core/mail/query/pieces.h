/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_QUERY_PIECES_MAX:
 *
 * Pieces of one value: the longest ones narrow a search enough.
 */
#define TOCSIN_QUERY_PIECES_MAX 3

/**
 * TOCSIN_QUERY_PIECES_MAX_LENGTH:
 *
 * Characters of a piece.
 */
#define TOCSIN_QUERY_PIECES_MAX_LENGTH 100

/**
 * TocsinQueryPiecesKind:
 * @TOCSIN_QUERY_PIECES_HEADER: unstructured, shown as it was sent
 * @TOCSIN_QUERY_PIECES_ADDRESS: addresses, which servers take apart and write anew
 *
 * Where a value is looked for.
 */
typedef enum
{
  TOCSIN_QUERY_PIECES_HEADER,
  TOCSIN_QUERY_PIECES_ADDRESS,
} TocsinQueryPiecesKind;

GStrv tocsin_query_pieces_split (const char *value, TocsinQueryPiecesKind kind, gboolean unicode);

G_END_DECLS
