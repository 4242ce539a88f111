/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How commands get into the buffer from which a conversation sends them. */
#include "plugins/imap4/session/chat-private.h"

#include "core/base/text.h"
#include "plugins/imap4/session/upload.h"

#include <string.h>
#include <sys/random.h>

/* So many letters, new ones for each command, that nobody on the line answers one before it is
 * sent: 2^50 to guess from. */
#define TAG_LETTERS 10

static gboolean
await_consent (Imap4Chat *self,
               const Imap4Listener *listener,
               Imap4Response **refusal,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (Imap4Response) response = NULL;

  self->unflushed = TRUE;
  response = imap4_chat_receive (self, listener, TRUE, cancellable, error);
  if (response == NULL)
    return FALSE;
  if (response->kind == IMAP4_RESPONSE_TAGGED)
    *refusal = g_steal_pointer (&response);

  return TRUE;
}

static gboolean
send_literal (Imap4Chat *self,
              const Imap4Piece *piece,
              const Imap4Listener *listener,
              Imap4Response **refusal,
              GCancellable *cancellable,
              GError **error)
{
  gboolean unasked =
      self->literal_plus || (self->literal_minus && piece->size <= IMAP4_LITERAL_MINUS_MAX);

  tocsin_line_stream_printf (self->stream, "{%" G_GUINT64_FORMAT "%s}\r\n", piece->size,
                             unasked ? "+" : "");
  if (!unasked && !await_consent (self, listener, refusal, cancellable, error))
    return FALSE;
  if (*refusal != NULL)
    return TRUE;

  if (piece->kind == IMAP4_PIECE_STREAM)
    return imap4_upload (self->stream, piece->stream, piece->size, cancellable, error);
  if (piece->secret)
    tocsin_line_stream_put_secret (self->stream, piece->bytes->str, (gssize) piece->bytes->len);
  else
    tocsin_line_stream_put (self->stream, piece->bytes->str, (gssize) piece->bytes->len);

  return TRUE;
}

static void
put_text (Imap4Chat *self, const Imap4Piece *piece)
{
  /* Whatever came from outside went through an encoder; this is the last look at it. */
  g_return_if_fail (strpbrk (piece->bytes->str, "\r\n") == NULL);

  if (piece->secret)
    tocsin_line_stream_put_secret (self->stream, piece->bytes->str, (gssize) piece->bytes->len);
  else
    tocsin_line_stream_put (self->stream, piece->bytes->str, (gssize) piece->bytes->len);
}

void
imap4_sent_free (Imap4Sent *self)
{
  g_free (self->tag);
  g_free (self->name);
  g_free (self);
}

static char *
make_tag (void)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  guchar random[TAG_LETTERS];
  char tag[TAG_LETTERS + 1] = "";

  if (getrandom (random, sizeof random, 0) != sizeof random)
    for (guint i = 0; i < TAG_LETTERS; i++)
      random[i] = (guchar) g_random_int_range (0, 256);
  for (guint i = 0; i < TAG_LETTERS; i++)
    tag[i] = letters[random[i] % (sizeof letters - 1)];

  return g_strdup (tag);
}

/**
 * imap4_chat_send:
 * @self: a conversation
 * @command: what to send; its tag is added here
 * @listener: (nullable): who takes what comes before the server agrees to a literal
 * @refusal: (out) (transfer full) (nullable): the tagged response, if the server refused a literal
 *   and so ended the command before it was complete
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Puts the command into the buffer, from where imap4_chat_receive() sends it; so commands that need
 * no consent leave in one write.
 *
 * Returns: whether the conversation goes on.
 */
gboolean
imap4_chat_send (Imap4Chat *self,
                 const Imap4Command *command,
                 const Imap4Listener *listener,
                 Imap4Response **refusal,
                 GCancellable *cancellable,
                 GError **error)
{
  Imap4Sent *sent = g_new0 (Imap4Sent, 1);

  *refusal = NULL;
  sent->tag = make_tag ();
  sent->name = g_strdup (imap4_command_get_name (command));
  g_ptr_array_add (self->outstanding, sent);
  tocsin_line_stream_printf (self->stream, "%s ", sent->tag);

  for (guint i = 0; i < imap4_command_get_n_pieces (command); i++)
    {
      const Imap4Piece *piece = imap4_command_get_piece (command, i);

      if (piece->kind == IMAP4_PIECE_TEXT)
        put_text (self, piece);
      else if (!send_literal (self, piece, listener, refusal, cancellable, error))
        return FALSE;
      if (*refusal != NULL)
        return TRUE;
    }
  imap4_chat_send_line (self, "", FALSE);

  return TRUE;
}

static Imap4Sent *
get_last (Imap4Chat *self)
{
  return g_ptr_array_index (self->outstanding, self->outstanding->len - 1);
}

/**
 * imap4_chat_send_aside:
 * @self: a conversation
 * @command: what to send, without literals
 *
 * Puts a command into the buffer whose answer nobody waits for: it leaves with the next one, what
 * the server has to say to it hears the observer, and whether it did it does not matter.
 */
void
imap4_chat_send_aside (Imap4Chat *self, const Imap4Command *command)
{
  Imap4Response *refusal = NULL;

  g_return_if_fail (imap4_command_get_n_pieces (command) == 1);

  imap4_chat_send (self, command, NULL, &refusal, NULL, NULL);
  get_last (self)->aside = TRUE;
}

/**
 * imap4_chat_get_last_tag:
 * @self: a conversation in which a command was sent
 *
 * Returns: (transfer none): the tag of the last one, to know its answer among several.
 */
const char *
imap4_chat_get_last_tag (Imap4Chat *self)
{
  g_return_val_if_fail (self->outstanding->len > 0, NULL);

  return get_last (self)->tag;
}

/**
 * imap4_chat_send_line:
 * @self: a conversation in the middle of a command
 * @line: what belongs into the next line
 * @secret: whether the transcript must not show it
 */
void
imap4_chat_send_line (Imap4Chat *self, const char *line, gboolean secret)
{
  g_return_if_fail (tocsin_text_is_line_safe (line));

  if (secret)
    tocsin_line_stream_put_secret (self->stream, line, -1);
  else
    tocsin_line_stream_put (self->stream, line, -1);
  tocsin_line_stream_put (self->stream, "\r\n", 2);
  self->unflushed = TRUE;
}
