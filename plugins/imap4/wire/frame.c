/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/frame.h"

#include "core/base/error.h"
#include "plugins/imap4/wire/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  gsize offset;
  gsize end;
  guint64 size;
  GString *kept;
  GBytes *bytes;
} Literal;

struct _Imap4Frame
{
  GString *text;
  GArray *literals;
  gsize collected;
  gboolean pending;
};

static void
literal_clear (gpointer data)
{
  Literal *literal = data;

  if (literal->kept != NULL)
    g_string_free (literal->kept, TRUE);
  g_clear_pointer (&literal->bytes, g_bytes_unref);
}

/**
 * imap4_frame_new:
 *
 * Returns: (transfer full): a response of which nothing has come yet.
 */
Imap4Frame *
imap4_frame_new (void)
{
  Imap4Frame *self = g_new0 (Imap4Frame, 1);

  self->text = g_string_new (NULL);
  self->literals = g_array_new (FALSE, TRUE, sizeof (Literal));
  g_array_set_clear_func (self->literals, literal_clear);

  return self;
}

/**
 * imap4_frame_free:
 * @self: (transfer full): a frame
 */
void
imap4_frame_free (Imap4Frame *self)
{
  g_string_free (self->text, TRUE);
  g_array_unref (self->literals);
  g_free (self);
}

static const Literal *
last_literal (const Imap4Frame *self)
{
  return self->literals->len == 0
             ? NULL
             : &g_array_index (self->literals, Literal, self->literals->len - 1);
}

/* The text of a status and of a continuation is for people: a brace at its end announces nothing.
 */
static gboolean
is_for_people (const Imap4Frame *self)
{
  static const char *const words[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };
  const char *p = self->text->str;
  gsize length;

  if (*p == '+')
    return TRUE;

  p += strcspn (p, " ");
  p += strspn (p, " ");
  length = strcspn (p, " ");
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (length == strlen (words[i]) && g_ascii_strncasecmp (p, words[i], length) == 0)
      return TRUE;

  return FALSE;
}

/* {12}, {12+} or ~{12} at the very end; {-12} too, which is none but is meant as one */
static gboolean
find_announcement (const Imap4Frame *self, gsize begin, gsize *brace, gsize *digits)
{
  const char *text = self->text->str;
  gsize end = self->text->len, last;

  if (end - begin < 3 || text[end - 1] != '}')
    return FALSE;

  last = text[end - 2] == '+' ? end - 2 : end - 1;
  for (*brace = last - 1; *brace > begin && g_ascii_isdigit (text[*brace]); (*brace)--)
    ;
  *digits = last - 1 - *brace;
  if (*brace > begin && text[*brace] == '-')
    (*brace)--;

  return *digits > 0 && text[*brace] == '{';
}

/* What follows would be bytes of the literal or the next answer: nobody can tell. */
static gboolean
take_size (const char *text, gsize brace, gsize digits, guint64 *size, GError **error)
{
  if (imap4_number_parse (text + brace + 1, digits, size))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("the server announced a literal of an impossible size"));
  return FALSE;
}

static gboolean
announce (Imap4Frame *self, gsize begin, gboolean *more, GError **error)
{
  const char *text = self->text->str;
  Literal literal = { 0 };
  gsize brace, digits;

  *more = FALSE;
  if (is_for_people (self) || !find_announcement (self, begin, &brace, &digits))
    return TRUE;
  if (!take_size (text, brace, digits, &literal.size, error))
    return FALSE;

  if (self->literals->len == IMAP4_FRAME_MAX_LITERALS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the server put more than %d literals into one answer"),
                   IMAP4_FRAME_MAX_LITERALS);
      return FALSE;
    }
  literal.offset = brace > begin && text[brace - 1] == '~' ? brace - 1 : brace;
  literal.end = self->text->len;
  literal.kept = g_string_new (NULL);
  g_array_append_val (self->literals, literal);
  self->pending = TRUE;
  *more = TRUE;

  return TRUE;
}

/**
 * imap4_frame_add_line:
 * @self: a frame
 * @line: a line without its end
 * @length: how many bytes
 * @more: (out): whether the line announces a literal, after which another line comes
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: whether the line is within the limits and free of NUL.
 */
gboolean
imap4_frame_add_line (
    Imap4Frame *self, const char *line, gsize length, gboolean *more, GError **error)
{
  gsize begin = self->text->len;

  /* Quirk 17: some servers send NUL bytes before an answer. */
  while (begin == 0 && length > 0 && *line == '\0')
    {
      line++;
      length--;
    }
  if (memchr (line, '\0', length) != NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the server sent a NUL byte in an answer"));
      return FALSE;
    }
  if (length > IMAP4_FRAME_MAX_TEXT - begin)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the server sent an answer of more than %d bytes"), IMAP4_FRAME_MAX_TEXT);
      return FALSE;
    }
  g_string_append_len (self->text, line, (gssize) length);
  self->pending = FALSE;

  return announce (self, begin, more, error);
}

/**
 * imap4_frame_get_announced:
 * @self: a frame whose last line announced a literal
 *
 * Returns: the literal's size in bytes, as the server says; anything up to 2^63.
 */
guint64
imap4_frame_get_announced (const Imap4Frame *self)
{
  const Literal *literal = last_literal (self);

  return literal != NULL ? literal->size : 0;
}

/**
 * imap4_frame_add_bytes:
 * @self: a frame whose last line announced a literal
 * @bytes: the next bytes of it
 * @length: how many
 *
 * Keeps them, up to the limits: a header block longer than these is cut, not refused, so that one
 * odd message can't stop the others.
 */
void
imap4_frame_add_bytes (Imap4Frame *self, const char *bytes, gsize length)
{
  const Literal *literal = last_literal (self);
  gsize room;

  g_return_if_fail (literal != NULL && literal->kept != NULL);

  room =
      MIN (IMAP4_FRAME_MAX_KEPT - literal->kept->len, IMAP4_FRAME_MAX_COLLECTED - self->collected);
  length = MIN (length, room);
  g_string_append_len (literal->kept, bytes, (gssize) length);
  self->collected += length;
}

/**
 * imap4_frame_send_elsewhere:
 * @self: a frame whose last line announced a literal
 *
 * Notes that the literal's bytes went past the frame.
 */
void
imap4_frame_send_elsewhere (Imap4Frame *self)
{
  Literal *literal = (Literal *) last_literal (self);

  g_return_if_fail (literal != NULL && literal->kept != NULL);

  g_string_free (g_steal_pointer (&literal->kept), TRUE);
}

/**
 * imap4_frame_get_text:
 * @self: a frame
 * @length: (out) (optional): how many bytes
 *
 * Returns: (transfer none): all lines so far, one after the other, NUL-terminated.
 */
const char *
imap4_frame_get_text (const Imap4Frame *self, gsize *length)
{
  if (length != NULL)
    *length = self->text->len;

  return self->text->str;
}

/**
 * imap4_frame_find_literal:
 * @self: a frame
 * @offset: a place in its text
 * @end: (out): where the announcement ends
 * @bytes: (out) (transfer none) (nullable): the literal, %NULL when it went elsewhere
 *
 * Returns: whether a literal that has come is announced at @offset.
 */
gboolean
imap4_frame_find_literal (const Imap4Frame *self, gsize offset, gsize *end, GBytes **bytes)
{
  for (guint i = 0; i < self->literals->len; i++)
    {
      Literal *literal = &g_array_index (self->literals, Literal, i);

      if (literal->offset != offset)
        continue;
      /* Its bytes are still to come. */
      if (self->pending && i + 1 == self->literals->len)
        return FALSE;
      if (literal->kept != NULL)
        literal->bytes = g_string_free_to_bytes (g_steal_pointer (&literal->kept));
      *end = literal->end;
      *bytes = literal->bytes;
      return TRUE;
    }

  return FALSE;
}

/**
 * imap4_frame_print:
 * @self: a frame
 *
 * Returns: (transfer full): all of it as it came, for people: literals stand where they were
 *   announced, as far as they were kept.
 */
char *
imap4_frame_print (const Imap4Frame *self)
{
  GString *out = g_string_new (NULL);
  gsize from = 0;

  for (guint i = 0; i < self->literals->len; i++)
    {
      const Literal *literal = &g_array_index (self->literals, Literal, i);
      gsize end;
      GBytes *bytes;

      imap4_frame_find_literal (self, literal->offset, &end, &bytes);
      g_string_append_len (out, self->text->str + from, (gssize) (end - from));
      g_string_append_c (out, '\n');
      if (bytes != NULL)
        g_string_append_len (out, g_bytes_get_data (bytes, NULL),
                             (gssize) g_bytes_get_size (bytes));
      from = end;
    }
  g_string_append_len (out, self->text->str + from, (gssize) (self->text->len - from));

  return g_string_free (out, FALSE);
}
