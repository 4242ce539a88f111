/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "core/mail/query/field.h"

#include "tests/generator/dice.h"

G_BEGIN_DECLS

/**
 * Hint:
 * @field: what a query may look at
 * @header: (nullable): which header, for %TOCSIN_QUERY_FIELD_HEADER
 * @value: what it finds there
 * @sure: whether the query `field:"value"` must find the letter; else it only may
 *
 * Something that was put into a letter: what to ask for if it is to be found.
 */
typedef struct
{
  TocsinQueryField field;
  char *header;
  char *value;
  gboolean sure;
} Hint;

/**
 * Letter:
 * @raw: the message
 * @flags: its flags in the mailbox
 * @keywords: (element-type utf8): its keywords
 * @received: when the server got it, seconds since 1970
 * @zone: where the server was, minutes east of Greenwich
 * @hints: (element-type Hint): what can be found in it
 *
 * A message of a generated mailbox, and what its maker knows of it.
 */
typedef struct
{
  GString *raw;
  TocsinMessageFlags flags;
  GPtrArray *keywords;
  gint64 received;
  int zone;
  GPtrArray *hints;
} Letter;

Letter *letter_new (Dice *dice, gint64 now);
Letter *letter_copy (const Letter *self);
void letter_free (Letter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Letter, letter_free)

void letter_add_hint (
    Letter *self, TocsinQueryField field, const char *header, const char *value, gboolean sure);
void letter_add_header (Letter *self, const char *name, const char *value);
/* As a server keeps it: each line ends with CRLF. */
GString *letter_get_canonical (const Letter *self);
TocsinMessage *letter_load (const Letter *self);
/* As the strictest servers keep it: in its headers an X for each byte beyond ASCII. */
void letter_munge (Letter *self);
/* As those keep it that tell of headers in XML or JSON: an X for each control character, too. */
void letter_make_printable (Letter *self);

G_END_DECLS
