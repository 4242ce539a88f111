/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/frame.h"
#include "plugins/imap4/wire/value.h"

G_BEGIN_DECLS

/** IMAP4_SCANNER_MAX_DEPTH: lists within lists */
#define IMAP4_SCANNER_MAX_DEPTH 100
/** IMAP4_SCANNER_MAX_VALUES: values in one response, lists and their items */
#define IMAP4_SCANNER_MAX_VALUES 100000

/**
 * Imap4Scanner:
 * @frame: what is read
 * @p: the next byte
 * @end: behind the last one
 * @values: how many values were made so far
 *
 * A place in a frame, moving forward. A plain value; copy it to look ahead.
 */
typedef struct
{
  const Imap4Frame *frame;
  const char *p;
  const char *end;
  guint values;
} Imap4Scanner;

void imap4_scanner_init (Imap4Scanner *self, const Imap4Frame *frame);
void imap4_scanner_skip_blanks (Imap4Scanner *self);
gboolean imap4_scanner_is_at_end (const Imap4Scanner *self);
char imap4_scanner_peek (const Imap4Scanner *self);
gboolean imap4_scanner_take (Imap4Scanner *self, char c);
char *imap4_scanner_take_word (Imap4Scanner *self);
char *imap4_scanner_take_item_name (Imap4Scanner *self, GError **error);
char *imap4_scanner_take_rest (Imap4Scanner *self);
Imap4Value *imap4_scanner_take_value (Imap4Scanner *self, GError **error);
gboolean imap4_scanner_fail (const Imap4Scanner *self, const char *expected, GError **error);

G_END_DECLS
