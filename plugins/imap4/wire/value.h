/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Imap4ValueKind:
 * @IMAP4_VALUE_ATOM: an atom or a number
 * @IMAP4_VALUE_STRING: a quoted string or a literal
 * @IMAP4_VALUE_NIL: nothing, by the server's own word
 * @IMAP4_VALUE_LIST: a list in parentheses
 * @IMAP4_VALUE_ELSEWHERE: a literal whose bytes were sent to a sink
 */
typedef enum
{
  IMAP4_VALUE_ATOM,
  IMAP4_VALUE_STRING,
  IMAP4_VALUE_NIL,
  IMAP4_VALUE_LIST,
  IMAP4_VALUE_ELSEWHERE,
} Imap4ValueKind;

/**
 * Imap4Value:
 * @kind: what it is
 * @bytes: (nullable): of an atom or a string, NUL-terminated beyond its end
 * @items: (nullable) (element-type Imap4Value): of a list
 *
 * One value of a response: a leaf or a list of values.
 */
typedef struct
{
  Imap4ValueKind kind;
  GBytes *bytes;
  GPtrArray *items;
} Imap4Value;

Imap4Value *imap4_value_new (Imap4ValueKind kind);
Imap4Value *imap4_value_new_text (Imap4ValueKind kind, const char *text, gsize length);
Imap4Value *imap4_value_new_bytes (GBytes *bytes);
void imap4_value_free (Imap4Value *self);

const char *imap4_value_get_text (const Imap4Value *self);
gboolean imap4_value_get_number (const Imap4Value *self, guint64 *number);
gboolean imap4_value_is (const Imap4Value *self, const char *word);
guint imap4_value_get_length (const Imap4Value *self);
const Imap4Value *imap4_value_get_item (const Imap4Value *self, guint index);
GStrv imap4_value_to_strv (const Imap4Value *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Value, imap4_value_free)

G_END_DECLS
