/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/response.h"

#include "plugins/imap4/wire/number.h"

#include <string.h>

static const char *const status_words[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };

/**
 * imap4_response_free:
 * @self: (transfer full): a response
 */
void
imap4_response_free (Imap4Response *self)
{
  g_free (self->tag);
  g_free (self->command);
  g_free (self->code);
  g_free (self->code_text);
  g_free (self->text);
  g_free (self->keyword);
  g_clear_pointer (&self->frame, imap4_frame_free);
  g_free (self);
}

/**
 * imap4_status_to_string:
 * @status: a status
 *
 * Returns: (transfer none): the server's word for it.
 */
const char *
imap4_status_to_string (Imap4Status status)
{
  return status_words[status];
}

static gboolean
status_from_word (const char *word, Imap4Status *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (status_words); i++)
    if (g_ascii_strcasecmp (word, status_words[i]) == 0)
      {
        *status = (Imap4Status) i;
        return TRUE;
      }

  return FALSE;
}

/* The bracket that closes a code is the first outside of parentheses and quotes: flags in
 * PERMANENTFLAGS may hold one themselves (quirk 33). */
static const char *
find_code_end (const Imap4Scanner *scanner)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (const char *p = scanner->p; p < scanner->end; p++)
    {
      if (*p == '"')
        quoted = !quoted;
      else if (quoted && *p == '\\' && p + 1 < scanner->end)
        p++;
      else if (!quoted && *p == '(')
        depth++;
      else if (!quoted && *p == ')' && depth > 0)
        depth--;
      else if (!quoted && *p == ']' && depth == 0)
        return p;
    }

  /* Unbalanced: then the first one has to do. */
  return memchr (scanner->p, ']', (gsize) (scanner->end - scanner->p));
}

static void
take_code (Imap4Response *self)
{
  Imap4Scanner *scanner = &self->rest;
  const char *end, *blank;

  if (imap4_scanner_peek (scanner) != '[')
    return;
  scanner->p++;
  end = find_code_end (scanner);
  if (end == NULL)
    {
      /* No code after all, just words that begin with a bracket. */
      scanner->p--;
      return;
    }

  blank = memchr (scanner->p, ' ', (gsize) (end - scanner->p));
  self->code = g_ascii_strup (scanner->p, (blank != NULL ? blank : end) - scanner->p);
  if (blank != NULL)
    self->code_text = g_strndup (blank + 1, (gsize) (end - blank - 1));
  scanner->p = end + 1;
}

static void
take_status (Imap4Response *self)
{
  imap4_scanner_skip_blanks (&self->rest);
  take_code (self);
  imap4_scanner_skip_blanks (&self->rest);
  self->text = imap4_scanner_take_rest (&self->rest);
}

static gboolean
take_untagged (Imap4Response *self, GError **error)
{
  g_autofree char *word = NULL;
  Imap4Scanner start;

  imap4_scanner_skip_blanks (&self->rest);
  self->kind = IMAP4_RESPONSE_STATUS;

  /* Quirk 20: Office 365 and home.pl send a code without its OK. */
  if (imap4_scanner_peek (&self->rest) == '[')
    return take_status (self), TRUE;

  start = self->rest;
  word = imap4_scanner_take_word (&self->rest);
  if (status_from_word (word, &self->status))
    return take_status (self), TRUE;

  self->kind = IMAP4_RESPONSE_DATA;
  if (imap4_number_parse_rounded (word, strlen (word), &self->number))
    {
      imap4_scanner_skip_blanks (&self->rest);
      start = self->rest;
      g_free (word);
      word = imap4_scanner_take_word (&self->rest);
    }
  if (*word == '\0')
    {
      self->rest = start;
      return imap4_scanner_fail (&self->rest, "keyword", error);
    }
  self->keyword = g_ascii_strup (word, -1);
  imap4_scanner_skip_blanks (&self->rest);

  return TRUE;
}

/* Quirk 2: Exchange can answer with this line alone, without tag or star; then it hangs up. */
static gboolean
take_bare_unavailable (Imap4Response *self)
{
  static const char words[] = "Server Unavailable";

  if (g_ascii_strncasecmp (self->rest.p, words, strlen (words)) != 0)
    return FALSE;

  self->kind = IMAP4_RESPONSE_STATUS;
  self->status = IMAP4_STATUS_BYE;
  self->code = g_strdup ("UNAVAILABLE");
  self->text = imap4_scanner_take_rest (&self->rest);

  return TRUE;
}

static gboolean
take_tagged (Imap4Response *self, GError **error)
{
  g_autofree char *word = NULL;

  self->kind = IMAP4_RESPONSE_TAGGED;
  self->tag = imap4_scanner_take_word (&self->rest);
  if (*self->tag == '\0')
    return imap4_scanner_fail (&self->rest, "tag", error);

  imap4_scanner_skip_blanks (&self->rest);
  word = imap4_scanner_take_word (&self->rest);
  if (!status_from_word (word, &self->status))
    return imap4_scanner_fail (&self->rest, "OK, NO or BAD", error);
  take_status (self);

  return TRUE;
}

static gboolean
take_response (Imap4Response *self, GError **error)
{
  if (imap4_scanner_take (&self->rest, '*'))
    return take_untagged (self, error);
  if (imap4_scanner_take (&self->rest, '+'))
    {
      self->kind = IMAP4_RESPONSE_CONTINUATION;
      imap4_scanner_skip_blanks (&self->rest);
      self->text = imap4_scanner_take_rest (&self->rest);
      return TRUE;
    }
  if (imap4_scanner_peek (&self->rest) == '[')
    {
      /* Quirk 20 again, without even the star. */
      self->kind = IMAP4_RESPONSE_STATUS;
      take_status (self);
      return TRUE;
    }
  if (take_bare_unavailable (self))
    return TRUE;

  return take_tagged (self, error);
}

/**
 * imap4_response_parse:
 * @frame: (transfer full): a whole response
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: (transfer full): what it is.
 */
Imap4Response *
imap4_response_parse (Imap4Frame *frame, GError **error)
{
  g_autoptr (Imap4Response) self = g_new0 (Imap4Response, 1);

  self->frame = frame;
  imap4_scanner_init (&self->rest, frame);
  if (!take_response (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * imap4_response_is:
 * @self: a response
 * @keyword: in upper case
 *
 * Returns: whether it is data of that kind.
 */
gboolean
imap4_response_is (const Imap4Response *self, const char *keyword)
{
  return self->kind == IMAP4_RESPONSE_DATA && g_str_equal (self->keyword, keyword);
}

/**
 * imap4_response_has_code:
 * @self: a response
 * @code: in upper case
 *
 * Returns: whether it carries that code.
 */
gboolean
imap4_response_has_code (const Imap4Response *self, const char *code)
{
  return self->code != NULL && g_str_equal (self->code, code);
}

/**
 * imap4_response_get_code_number:
 * @self: a response
 * @number: (out): the number
 *
 * Returns: whether the code's argument is a number that may be taken as an identity: digits alone.
 */
gboolean
imap4_response_get_code_number (const Imap4Response *self, guint64 *number)
{
  gsize length = self->code_text != NULL ? strcspn (self->code_text, " ") : 0;

  return imap4_number_parse (self->code_text, length, number);
}
