/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/command.h"

#include "plugins/imap4/wire/folder-id.h"

#include <string.h>

/* A longer string is sent as a literal: nobody wants to wait for where its quote ends. */
#define MAX_QUOTED 500

struct _Imap4Command
{
  char *name;
  GPtrArray *pieces;
};

static void
piece_free (gpointer data)
{
  Imap4Piece *piece = data;

  if (piece->bytes != NULL)
    {
      if (piece->secret)
        explicit_bzero (piece->bytes->str, piece->bytes->allocated_len);
      g_string_free (piece->bytes, TRUE);
    }
  g_clear_object (&piece->stream);
  g_free (piece);
}

static Imap4Piece *
add_piece (Imap4Command *self, Imap4PieceKind kind)
{
  Imap4Piece *piece = g_new0 (Imap4Piece, 1);

  piece->kind = kind;
  g_ptr_array_add (self->pieces, piece);

  return piece;
}

/* The line that is being written, secrets apart. */
static GString *
line_of (Imap4Command *self)
{
  Imap4Piece *last =
      self->pieces->len > 0 ? g_ptr_array_index (self->pieces, self->pieces->len - 1) : NULL;

  if (last == NULL || last->kind != IMAP4_PIECE_TEXT || last->secret)
    {
      last = add_piece (self, IMAP4_PIECE_TEXT);
      last->bytes = g_string_new (NULL);
    }

  return last->bytes;
}

/**
 * imap4_command_new:
 * @format: printf format of the first words; nothing foreign may be in them
 *
 * Returns: (transfer full): a command; its name for messages is all of @format's result.
 */
Imap4Command *
imap4_command_new (const char *format, ...)
{
  Imap4Command *self = g_new0 (Imap4Command, 1);
  va_list args;

  self->pieces = g_ptr_array_new_with_free_func (piece_free);
  va_start (args, format);
  self->name = g_strdup_vprintf (format, args);
  va_end (args);
  g_string_append (line_of (self), self->name);
  g_strchomp (self->name);

  return self;
}

/**
 * imap4_command_free:
 * @self: (transfer full): a command
 */
void
imap4_command_free (Imap4Command *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->pieces);
  g_free (self);
}

/**
 * imap4_command_add:
 * @self: a command
 * @format: printf format of our own words: nothing foreign but numbers may be in them
 */
void
imap4_command_add (Imap4Command *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (line_of (self), format, args);
  va_end (args);
}

static void
add_literal (Imap4Command *self, const char *text, gsize length, gboolean secret)
{
  Imap4Piece *piece = add_piece (self, IMAP4_PIECE_LITERAL);

  piece->bytes = g_string_new_len (text, (gssize) length);
  piece->size = length;
  piece->secret = secret;
}

/* RFC 9051, section 4.3: a quoted string holds no CR, LF and NUL, and eight bits only in UTF-8
 * mode. */
static gboolean
can_be_quoted (const char *text, gsize length, gboolean utf8)
{
  if (length > MAX_QUOTED)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0' || text[i] == '\r' || text[i] == '\n'
        || ((guchar) text[i] >= 0x80 && !utf8))
      return FALSE;

  return TRUE;
}

static void
append_quoted (GString *line, const char *text, gsize length)
{
  g_string_append_c (line, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"' || text[i] == '\\')
        g_string_append_c (line, '\\');
      g_string_append_c (line, text[i]);
    }
  g_string_append_c (line, '"');
}

/**
 * imap4_command_add_string:
 * @self: a command
 * @text: anything
 * @utf8: whether the session speaks UTF-8
 *
 * Adds @text as a quoted string, or as a literal if it must be one.
 */
void
imap4_command_add_string (Imap4Command *self, const char *text, gboolean utf8)
{
  gsize length = strlen (text);

  if (can_be_quoted (text, length, utf8 && g_utf8_validate (text, -1, NULL)))
    append_quoted (line_of (self), text, length);
  else
    add_literal (self, text, length, FALSE);
}

/* RFC 9051, section 9, astring-char: what may stand in a line as it is. */
static gboolean
is_plain_word (const char *text)
{
  if (*text == '\0' || g_ascii_strcasecmp (text, "NIL") == 0)
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    if (*p <= ' ' || *p == 0x7f || (guchar) *p >= 0x80 || strchr ("(){%*\"\\]", *p) != NULL)
      return FALSE;

  return TRUE;
}

/**
 * imap4_command_add_folder:
 * @self: a command
 * @id: a folder's id
 * @utf8: whether the session speaks UTF-8
 *
 * Adds the folder's name in the form it has on the line.
 */
void
imap4_command_add_folder (Imap4Command *self, const char *id, gboolean utf8)
{
  g_autofree char *name = imap4_folder_id_to_wire (id, utf8);

  if (is_plain_word (name))
    g_string_append (line_of (self), name);
  else
    imap4_command_add_string (self, name, utf8);
}

/**
 * imap4_command_add_secret:
 * @self: a command
 * @text: a user name, a password, an answer to a challenge
 * @length: how many bytes
 *
 * Adds it as a quoted string where that is possible: some servers can't read literals in LOGIN
 * (quirk 5). The transcript will not show it.
 */
void
imap4_command_add_secret (Imap4Command *self, const char *text, gsize length)
{
  Imap4Piece *piece;

  if (!can_be_quoted (text, length, FALSE))
    {
      add_literal (self, text, length, TRUE);
      return;
    }
  piece = add_piece (self, IMAP4_PIECE_TEXT);
  piece->secret = TRUE;
  piece->bytes = g_string_sized_new (2 * length + 2);
  append_quoted (piece->bytes, text, length);
}

/**
 * imap4_command_add_secret_word:
 * @self: a command
 * @word: base64 or the like, that goes into the line as it is
 *
 * The transcript will not show it.
 */
void
imap4_command_add_secret_word (Imap4Command *self, const char *word)
{
  Imap4Piece *piece = add_piece (self, IMAP4_PIECE_TEXT);

  piece->secret = TRUE;
  piece->bytes = g_string_new (word);
}

/**
 * imap4_command_append:
 * @self: a command
 * @other: the end of a command, without streams
 *
 * Adds all pieces of @other.
 */
void
imap4_command_append (Imap4Command *self, const Imap4Command *other)
{
  for (guint i = 0; i < other->pieces->len; i++)
    {
      const Imap4Piece *from = g_ptr_array_index (other->pieces, i);

      g_return_if_fail (from->stream == NULL);
      if (from->kind == IMAP4_PIECE_TEXT && !from->secret)
        g_string_append_len (line_of (self), from->bytes->str, (gssize) from->bytes->len);
      else
        {
          Imap4Piece *to = add_piece (self, from->kind);

          to->bytes = g_string_new_len (from->bytes->str, (gssize) from->bytes->len);
          to->secret = from->secret;
          to->size = from->size;
        }
    }
}

/**
 * imap4_command_add_stream:
 * @self: a command
 * @stream: where the bytes come from
 * @size: exactly how many
 */
void
imap4_command_add_stream (Imap4Command *self, GInputStream *stream, guint64 size)
{
  Imap4Piece *piece = add_piece (self, IMAP4_PIECE_STREAM);

  piece->stream = g_object_ref (stream);
  piece->size = size;
}

/**
 * imap4_command_get_name:
 * @self: a command
 *
 * Returns: (transfer none): its first words.
 */
const char *
imap4_command_get_name (const Imap4Command *self)
{
  return self->name;
}

/**
 * imap4_command_get_n_pieces:
 * @self: a command
 *
 * Returns: how many pieces it has.
 */
guint
imap4_command_get_n_pieces (const Imap4Command *self)
{
  return self->pieces->len;
}

/**
 * imap4_command_get_piece:
 * @self: a command
 * @index: from 0
 *
 * Returns: (transfer none): the piece.
 */
const Imap4Piece *
imap4_command_get_piece (const Imap4Command *self, guint index)
{
  return g_ptr_array_index (self->pieces, index);
}

/**
 * imap4_command_to_string:
 * @self: a command
 *
 * Returns: (transfer full): it for people: literals as quoted strings, secrets as asterisks.
 */
char *
imap4_command_to_string (const Imap4Command *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Imap4Piece *piece = g_ptr_array_index (self->pieces, i);

      if (piece->secret)
        g_string_append (text, "***");
      else if (piece->kind == IMAP4_PIECE_TEXT)
        g_string_append_len (text, piece->bytes->str, (gssize) piece->bytes->len);
      else if (piece->kind == IMAP4_PIECE_LITERAL)
        append_quoted (text, piece->bytes->str, piece->bytes->len);
      else
        g_string_append_printf (text, "{%" G_GUINT64_FORMAT "}", piece->size);
    }

  return g_string_free (text, FALSE);
}
