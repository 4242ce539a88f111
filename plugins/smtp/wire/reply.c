/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/wire/reply.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a line that is no answer at all, so much is shown. */
#define SHOWN_BYTES 200

/* RFC 3463, section 2: subject and detail have up to three digits. */
#define MAX_PART 3

/**
 * smtp_reply_clear:
 * @self: an answer
 *
 * Frees what it holds.
 */
void
smtp_reply_clear (SmtpReply *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  memset (self, 0, sizeof *self);
}

/**
 * smtp_reply_begin:
 * @self: an answer
 *
 * Forgets the last answer and is ready for the next.
 */
void
smtp_reply_begin (SmtpReply *self)
{
  if (self->text == NULL)
    self->text = g_string_new (NULL);
  g_string_truncate (self->text, 0);
  self->code = 0;
  self->enhanced[0] = '\0';
  self->n_lines = 0;
}

static gboolean
fail (const char *line, gsize length, const char *why, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (line, (gssize) length, SHOWN_BYTES);
  GError *reason = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE, "%s: %s", why, shown);

  tocsin_error_set_server_text (reason, shown);
  g_propagate_error (error, reason);

  return FALSE;
}

/* RFC 5321, section 4.2.1. What the digits mean is looked at by who asked; here they only have to
 * be three. */
static gboolean
parse_code (const char *line, gsize length, guint *code, gboolean *more)
{
  if (length < 3 || !g_ascii_isdigit (line[0]) || line[0] == '0' || !g_ascii_isdigit (line[1])
      || !g_ascii_isdigit (line[2]) || (length > 3 && line[3] != ' ' && line[3] != '-'))
    return FALSE;

  *code = (guint) (line[0] - '0') * 100 + (guint) (line[1] - '0') * 10 + (guint) (line[2] - '0');
  *more = length > 3 && line[3] == '-';

  return TRUE;
}

static gsize
count_digits (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && n <= MAX_PART && g_ascii_isdigit (text[n]))
    n++;

  return n > 0 && n <= MAX_PART ? n : 0;
}

/* How many bytes of @text are an enhanced code of the same class as @code, 0 if there is none. */
static gsize
measure_enhanced (const char *text, gsize length, guint code)
{
  gsize subject;
  gsize detail;
  gsize end;

  if (length < 5 || text[0] != (char) ('0' + code / 100) || text[1] != '.')
    return 0;
  subject = count_digits (text + 2, length - 2);
  if (subject == 0 || 2 + subject >= length || text[2 + subject] != '.')
    return 0;
  end = 3 + subject;
  detail = count_digits (text + end, length - end);
  end += detail;
  if (detail == 0 || (end < length && text[end] != ' '))
    return 0;

  return end;
}

static void
add_text (SmtpReply *self, const char *text, gsize length)
{
  gsize enhanced = measure_enhanced (text, length, self->code);

  if (enhanced > 0)
    {
      if (self->enhanced[0] == '\0')
        {
          memcpy (self->enhanced, text, enhanced);
          self->enhanced[enhanced] = '\0';
        }
      enhanced += enhanced < length;
    }
  if (self->n_lines > 0)
    g_string_append_c (self->text, '\n');
  g_string_append_len (self->text, text + enhanced, (gssize) (length - enhanced));
  self->n_lines++;
}

/**
 * smtp_reply_add_line:
 * @self: an answer whose last line has not come
 * @line: a line without its end
 * @length: how many bytes
 * @more: (out): whether another line follows
 * @error: %TOCSIN_ERROR_PROTOCOL_PARSE if it is no line of an answer, or not of this one
 *
 * Returns: whether it was taken.
 */
gboolean
smtp_reply_add_line (
    SmtpReply *self, const char *line, gsize length, gboolean *more, GError **error)
{
  guint code;

  if (memchr (line, '\0', length) != NULL)
    return fail (line, length, _ ("the server sent a NUL byte"), error);
  if (!parse_code (line, length, &code, more))
    return fail (line, length, _ ("the server sent what is no answer"), error);
  if (self->code != 0 && self->code != code)
    return fail (line, length, _ ("the lines of the server's answer have different codes"), error);
  if (self->text->len + length > SMTP_REPLY_MAX_BYTES)
    return fail (line, length, _ ("the server's answer does not end"), error);

  self->code = code;
  add_text (self, line + MIN (4, length), length - MIN (4, length));

  return TRUE;
}

/**
 * smtp_reply_is_yes:
 * @self: an answer
 *
 * Returns: whether it is 2yz. Which of them does not matter (quirk 52).
 */
gboolean
smtp_reply_is_yes (const SmtpReply *self)
{
  return self->code / 100 == 2;
}

/**
 * smtp_reply_is_later:
 * @self: an answer
 *
 * Returns: whether it is 4yz.
 */
gboolean
smtp_reply_is_later (const SmtpReply *self)
{
  return self->code / 100 == 4;
}

/**
 * smtp_reply_is_no:
 * @self: an answer
 *
 * Returns: whether it is 4yz or 5yz.
 */
gboolean
smtp_reply_is_no (const SmtpReply *self)
{
  return self->code / 100 == 4 || self->code / 100 == 5;
}

/**
 * smtp_reply_is_goodbye:
 * @self: an answer
 *
 * Returns: whether the server closes behind it; it may come in place of any answer (RFC 5321,
 *   section 3.8).
 */
gboolean
smtp_reply_is_goodbye (const SmtpReply *self)
{
  return self->code == 421;
}

/**
 * smtp_reply_get_text:
 * @self: an answer
 *
 * Returns: (transfer none): what it says, without codes.
 */
const char *
smtp_reply_get_text (const SmtpReply *self)
{
  return self->text != NULL ? self->text->str : "";
}

/**
 * smtp_reply_to_string:
 * @self: an answer
 *
 * Returns: (transfer full): it as one line for people, codes first.
 */
char *
smtp_reply_to_string (const SmtpReply *self)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "%03u", self->code);
  if (self->enhanced[0] != '\0')
    g_string_append_printf (out, " %s", self->enhanced);
  if (*smtp_reply_get_text (self) != '\0')
    g_string_append_printf (out, " %s", smtp_reply_get_text (self));
  g_strdelimit (out->str, "\n", ' ');

  return g_string_free (out, FALSE);
}
