/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/command.h"

G_BEGIN_DECLS

/** IMAP4_SEARCH_KEY_MAX_DEPTH: brackets and negations within each other that servers must follow */
#define IMAP4_SEARCH_KEY_MAX_DEPTH 12
/** IMAP4_SEARCH_KEY_MAX_COMMANDS: searches that one is cut into; beyond, all messages are looked at
 */
#define IMAP4_SEARCH_KEY_MAX_COMMANDS 20

/**
 * Imap4SearchKeyKind:
 * @IMAP4_SEARCH_KEY_WORDS: a key as it goes over the line
 * @IMAP4_SEARCH_KEY_AND: all children
 * @IMAP4_SEARCH_KEY_OR: any child
 * @IMAP4_SEARCH_KEY_NOT: not its one child, which is of words
 */
typedef enum
{
  IMAP4_SEARCH_KEY_WORDS,
  IMAP4_SEARCH_KEY_AND,
  IMAP4_SEARCH_KEY_OR,
  IMAP4_SEARCH_KEY_NOT,
} Imap4SearchKeyKind;

/**
 * Imap4SearchKey:
 * @kind: what it is
 * @words: (nullable): of words
 * @contrary: (nullable): of words that have a contrary of their own
 * @children: (nullable) (element-type Imap4SearchKey): of the others; a NOT has one, AND and OR
 * have two or more
 *
 * What SEARCH is asked for (RFC 9051, section 6.4.4), as a tree. Reference counted, immutable.
 */
typedef struct
{
  Imap4SearchKeyKind kind;
  Imap4Command *words;
  Imap4Command *contrary;
  GPtrArray *children;

  /*< private >*/
  gatomicrefcount ref_count;
} Imap4SearchKey;

Imap4SearchKey *imap4_search_key_new (Imap4Command *words);
Imap4SearchKey *imap4_search_key_new_plain (const char *words);
Imap4SearchKey *imap4_search_key_new_day (const char *day, gboolean since);
Imap4SearchKey *imap4_search_key_new_not (Imap4SearchKey *child);
Imap4SearchKey *imap4_search_key_new_joined (Imap4SearchKeyKind kind, GPtrArray *children);
Imap4SearchKey *imap4_search_key_ref (Imap4SearchKey *self);
void imap4_search_key_unref (Imap4SearchKey *self);

void imap4_search_key_write (const Imap4SearchKey *self, Imap4Command *command);
GPtrArray *imap4_search_key_cut (Imap4SearchKey *self, gsize max_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4SearchKey, imap4_search_key_unref)

G_END_DECLS
