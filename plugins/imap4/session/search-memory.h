/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "plugins/imap4/session/mailbox.h"

G_BEGIN_DECLS

/** IMAP4_SEARCH_MEMORY_ENTRIES: searches whose result is remembered, and refusals */
#define IMAP4_SEARCH_MEMORY_ENTRIES 100
/** IMAP4_SEARCH_MEMORY_UIDS: numbers of messages remembered of all searches together */
#define IMAP4_SEARCH_MEMORY_UIDS 1000000
/** IMAP4_SEARCH_MEMORY_MARGIN: so many of the highest numbers are asked about again when something
 * is new: a server may announce a number before it lets anybody see the message */
#define IMAP4_SEARCH_MEMORY_MARGIN 100

/**
 * Imap4SearchLevel:
 * @IMAP4_SEARCH_FULL: in all words that the server has
 * @IMAP4_SEARCH_ASCII: nothing but ASCII
 * @IMAP4_SEARCH_SHORT: in commands of a thousand bytes, too
 * @IMAP4_SEARCH_PLAIN: for flags and days only
 * @IMAP4_SEARCH_ALL: for all messages
 *
 * How much is asked of a server, from much to little.
 */
typedef enum
{
  IMAP4_SEARCH_FULL,
  IMAP4_SEARCH_ASCII,
  IMAP4_SEARCH_SHORT,
  IMAP4_SEARCH_PLAIN,
  IMAP4_SEARCH_ALL,
} Imap4SearchLevel;

/**
 * Imap4Substrings:
 * @IMAP4_SUBSTRINGS_UNKNOWN: nobody has tried yet
 * @IMAP4_SUBSTRINGS_FOUND: it found a part of a word
 * @IMAP4_SUBSTRINGS_MISSED: it finds whole words only
 *
 * How a server compares words.
 */
typedef enum
{
  IMAP4_SUBSTRINGS_UNKNOWN,
  IMAP4_SUBSTRINGS_FOUND,
  IMAP4_SUBSTRINGS_MISSED,
} Imap4Substrings;

/**
 * Imap4SearchMemory:
 *
 * What searches of one account taught: how much can be asked of its server, and what was found.
 * Thread safe; lives as long as the endpoint; bounded.
 */
typedef struct _Imap4SearchMemory Imap4SearchMemory;

Imap4SearchMemory *imap4_search_memory_of (TocsinEndpoint *endpoint);

Imap4SearchLevel imap4_search_memory_get_level (Imap4SearchMemory *self);
void imap4_search_memory_ask_less (Imap4SearchMemory *self, Imap4SearchLevel level);
gboolean imap4_search_memory_is_refused (Imap4SearchMemory *self, const char *words);
void imap4_search_memory_note_refused (Imap4SearchMemory *self, const char *words);
Imap4Substrings imap4_search_memory_get_substrings (Imap4SearchMemory *self);
void imap4_search_memory_set_substrings (Imap4SearchMemory *self, Imap4Substrings substrings);

GArray *imap4_search_memory_recall (Imap4SearchMemory *self,
                                    const Imap4Mailbox *mailbox,
                                    const char *words,
                                    gboolean with_flags,
                                    guint64 *next);
void imap4_search_memory_keep (Imap4SearchMemory *self,
                               const Imap4Mailbox *mailbox,
                               const char *words,
                               GArray *uids);

G_END_DECLS
