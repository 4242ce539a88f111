/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** IMAP4_LITERAL_MINUS_MAX: the largest literal that LITERAL- lets go unasked (RFC 7888) */
#define IMAP4_LITERAL_MINUS_MAX 4096

/**
 * Imap4PieceKind:
 * @IMAP4_PIECE_TEXT: goes into the line as it is
 * @IMAP4_PIECE_LITERAL: bytes that can't stand in a line
 * @IMAP4_PIECE_STREAM: a literal whose bytes come from a stream
 */
typedef enum
{
  IMAP4_PIECE_TEXT,
  IMAP4_PIECE_LITERAL,
  IMAP4_PIECE_STREAM,
} Imap4PieceKind;

/**
 * Imap4Piece:
 * @kind: how it goes over the line
 * @bytes: (nullable): of text and literal
 * @secret: whether the transcript must not show it
 * @stream: (nullable): of a stream
 * @size: bytes, for all three
 *
 * A part of a command.
 */
typedef struct
{
  Imap4PieceKind kind;
  GString *bytes;
  gboolean secret;
  GInputStream *stream;
  guint64 size;
} Imap4Piece;

/**
 * Imap4Command:
 *
 * A command without its tag, as the pieces that go over the line. Whatever comes from a setting, a
 * person or a message goes through one of the encoders, so that it can't end the line.
 */
typedef struct _Imap4Command Imap4Command;

Imap4Command *imap4_command_new (const char *format, ...) G_GNUC_PRINTF (1, 2);
void imap4_command_free (Imap4Command *self);

void imap4_command_add (Imap4Command *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void imap4_command_add_string (Imap4Command *self, const char *text, gboolean utf8);
void imap4_command_add_folder (Imap4Command *self, const char *id, gboolean utf8);
void imap4_command_add_secret (Imap4Command *self, const char *text, gsize length);
void imap4_command_add_secret_word (Imap4Command *self, const char *word);
void imap4_command_append (Imap4Command *self, const Imap4Command *other);
void imap4_command_add_stream (Imap4Command *self, GInputStream *stream, guint64 size);

const char *imap4_command_get_name (const Imap4Command *self);
guint imap4_command_get_n_pieces (const Imap4Command *self);
const Imap4Piece *imap4_command_get_piece (const Imap4Command *self, guint index);
char *imap4_command_to_string (const Imap4Command *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Command, imap4_command_free)

G_END_DECLS
