/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/scanner.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a server's line, so much is shown where it can not be understood. */
#define SHOWN_BYTES 200

/**
 * imap4_scanner_init:
 * @self: (out caller-allocates): a place
 * @frame: what to read; must outlive @self
 */
void
imap4_scanner_init (Imap4Scanner *self, const Imap4Frame *frame)
{
  gsize length;

  self->frame = frame;
  self->p = imap4_frame_get_text (frame, &length);
  self->end = self->p + length;
  self->values = 0;
}

/**
 * imap4_scanner_skip_blanks:
 * @self: a place
 */
void
imap4_scanner_skip_blanks (Imap4Scanner *self)
{
  while (self->p < self->end && (*self->p == ' ' || *self->p == '\t'))
    self->p++;
}

/**
 * imap4_scanner_is_at_end:
 * @self: a place
 *
 * Returns: whether nothing is left.
 */
gboolean
imap4_scanner_is_at_end (const Imap4Scanner *self)
{
  return self->p >= self->end;
}

/**
 * imap4_scanner_peek:
 * @self: a place
 *
 * Returns: the next byte, NUL at the end.
 */
char
imap4_scanner_peek (const Imap4Scanner *self)
{
  return self->p < self->end ? *self->p : '\0';
}

/**
 * imap4_scanner_take:
 * @self: a place
 * @c: a byte
 *
 * Returns: whether @c came next; then it is taken.
 */
gboolean
imap4_scanner_take (Imap4Scanner *self, char c)
{
  if (imap4_scanner_peek (self) != c)
    return FALSE;
  self->p++;

  return TRUE;
}

/* An atom ends where it has to and nowhere else: flags and keywords may hold nearly any byte, a
 * closing bracket among them (quirk 33). */
static gsize
measure_word (const Imap4Scanner *self)
{
  const char *p = self->p;

  while (p < self->end && strchr (" \t()", *p) == NULL)
    p++;

  return (gsize) (p - self->p);
}

/**
 * imap4_scanner_take_word:
 * @self: a place
 *
 * Returns: (transfer full): what comes up to the next blank or parenthesis; may be empty.
 */
char *
imap4_scanner_take_word (Imap4Scanner *self)
{
  gsize length = measure_word (self);
  char *word = g_strndup (self->p, length);

  self->p += length;

  return word;
}

/**
 * imap4_scanner_take_item_name:
 * @self: a place in a FETCH response
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: (transfer full): the name of an item in upper case, its section (which may hold blanks
 *   and a list) and origin included, such as `BODY[HEADER.FIELDS (TO)]<0>`.
 */
char *
imap4_scanner_take_item_name (Imap4Scanner *self, GError **error)
{
  const char *p = self->p;
  char *name;

  while (p < self->end && strchr (" \t()[", *p) == NULL)
    p++;
  if (p < self->end && *p == '[')
    {
      p = memchr (p, ']', (gsize) (self->end - p));
      if (p == NULL)
        return imap4_scanner_fail (self, "]", error), NULL;
      while (p < self->end && strchr (" \t()", *p) == NULL)
        p++;
    }
  if (p == self->p)
    return imap4_scanner_fail (self, "item", error), NULL;

  name = g_ascii_strup (self->p, p - self->p);
  self->p = p;

  return name;
}

/**
 * imap4_scanner_take_rest:
 * @self: a place
 *
 * Returns: (transfer full): all that is left.
 */
char *
imap4_scanner_take_rest (Imap4Scanner *self)
{
  char *rest = g_strndup (self->p, (gsize) (self->end - self->p));

  self->p = self->end;

  return rest;
}

/**
 * imap4_scanner_fail:
 * @self: a place
 * @expected: what should have come there
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: %FALSE.
 */
gboolean
imap4_scanner_fail (const Imap4Scanner *self, const char *expected, GError **error)
{
  gsize length;
  const char *text = imap4_frame_get_text (self->frame, &length);
  g_autofree char *shown = tocsin_text_escape (text, (gssize) length, SHOWN_BYTES);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server's answer can't be understood at byte %zu (expected %s): %s"),
               (gsize) (self->p - text), expected, shown);

  return FALSE;
}

static Imap4Value *
take_quoted (Imap4Scanner *self, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (self->p++; self->p < self->end; self->p++)
    {
      if (*self->p == '"')
        {
          self->p++;
          return imap4_value_new_text (IMAP4_VALUE_STRING, text->str, text->len);
        }
      if (*self->p == '\\' && self->p + 1 < self->end)
        self->p++;
      g_string_append_c (text, *self->p);
    }

  return imap4_scanner_fail (self, "\"", error), NULL;
}

static Imap4Value *
take_literal (Imap4Scanner *self, GBytes *bytes, gsize end)
{
  self->p = imap4_frame_get_text (self->frame, NULL) + end;

  return bytes != NULL ? imap4_value_new_bytes (bytes) : imap4_value_new (IMAP4_VALUE_ELSEWHERE);
}

static Imap4Value *
take_atom (Imap4Scanner *self, GError **error)
{
  gsize length = measure_word (self);
  Imap4Value *value;

  if (length == 0)
    return imap4_scanner_fail (self, "value", error), NULL;

  if (length == 3 && g_ascii_strncasecmp (self->p, "NIL", 3) == 0)
    value = imap4_value_new (IMAP4_VALUE_NIL);
  else
    value = imap4_value_new_text (IMAP4_VALUE_ATOM, self->p, length);
  self->p += length;

  return value;
}

static Imap4Value *take_value_at (Imap4Scanner *self, guint depth, GError **error);

static Imap4Value *
take_list (Imap4Scanner *self, guint depth, GError **error)
{
  g_autoptr (Imap4Value) list = imap4_value_new (IMAP4_VALUE_LIST);

  if (depth == IMAP4_SCANNER_MAX_DEPTH)
    return imap4_scanner_fail (self, "fewer parentheses", error), NULL;

  for (self->p++;;)
    {
      Imap4Value *item;

      imap4_scanner_skip_blanks (self);
      if (imap4_scanner_take (self, ')'))
        return g_steal_pointer (&list);
      if (imap4_scanner_is_at_end (self))
        return imap4_scanner_fail (self, ")", error), NULL;
      item = take_value_at (self, depth + 1, error);
      if (item == NULL)
        return NULL;
      g_ptr_array_add (list->items, item);
    }
}

static Imap4Value *
take_value_at (Imap4Scanner *self, guint depth, GError **error)
{
  gsize end;
  GBytes *bytes;

  if (++self->values > IMAP4_SCANNER_MAX_VALUES)
    return imap4_scanner_fail (self, "fewer values", error), NULL;

  switch (imap4_scanner_peek (self))
    {
    case '"':
      return take_quoted (self, error);
    case '(':
      return take_list (self, depth, error);
    case '{':
    case '~':
      if (imap4_frame_find_literal (self->frame,
                                    (gsize) (self->p - imap4_frame_get_text (self->frame, NULL)),
                                    &end, &bytes))
        return take_literal (self, bytes, end);
      return take_atom (self, error);
    default:
      return take_atom (self, error);
    }
}

/**
 * imap4_scanner_take_value:
 * @self: a place
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: (transfer full): the value that comes next: atom, string, literal or list.
 */
Imap4Value *
imap4_scanner_take_value (Imap4Scanner *self, GError **error)
{
  imap4_scanner_skip_blanks (self);

  return take_value_at (self, 0, error);
}
