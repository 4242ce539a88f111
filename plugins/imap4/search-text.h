/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** IMAP4_SEARCH_TEXT_MAX_PIECES: of one value; the longest ones narrow a search enough */
#define IMAP4_SEARCH_TEXT_MAX_PIECES 3
/** IMAP4_SEARCH_TEXT_MAX_LENGTH: characters of a piece */
#define IMAP4_SEARCH_TEXT_MAX_LENGTH 100

/**
 * Imap4SearchTextKind:
 * @IMAP4_SEARCH_TEXT_HEADER: unstructured, shown as it was sent
 * @IMAP4_SEARCH_TEXT_ADDRESS: addresses, which servers take apart and write anew
 *
 * Where a value is looked for.
 */
typedef enum
{
  IMAP4_SEARCH_TEXT_HEADER,
  IMAP4_SEARCH_TEXT_ADDRESS,
} Imap4SearchTextKind;

GStrv imap4_search_text_split (const char *value, Imap4SearchTextKind kind, gboolean unicode);

G_END_DECLS
