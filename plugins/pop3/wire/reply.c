/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/wire/reply.h"

#include <string.h>

static const struct
{
  const char *word;
  Pop3ReplyKind kind;
} indicators[] = {
  { "+OK", POP3_REPLY_OK },
  { "-ERR", POP3_REPLY_ERR },
  { "+", POP3_REPLY_GO_ON },
};

/* RFC 1939, section 3: in upper case. Whatever follows without a blank is another word. */
static Pop3ReplyKind
take_indicator (const char **rest)
{
  for (gsize i = 0; i < G_N_ELEMENTS (indicators); i++)
    {
      gsize length = strlen (indicators[i].word);

      if (strncmp (*rest, indicators[i].word, length) != 0
          || ((*rest)[length] != '\0' && (*rest)[length] != ' ' && (*rest)[length] != '\t'))
        continue;
      *rest += length;
      *rest += strspn (*rest, " \t");
      return indicators[i].kind;
    }

  return POP3_REPLY_ODD;
}

/* RFC 2449, section 8: any characters but ] and blanks; levels parted by slashes. */
static char *
take_code (const char **rest)
{
  gsize length = **rest == '[' ? strcspn (*rest + 1, "] \t") : 0;
  char *code;

  if (length == 0 || (*rest)[1 + length] != ']')
    return NULL;
  code = g_ascii_strup (*rest + 1, (gssize) length);
  *rest += length + 2;
  *rest += strspn (*rest, " \t");

  return code;
}

/**
 * pop3_reply_parse:
 * @line: the first line of an answer
 * @length: how many bytes; with a NUL among them it is no answer
 *
 * Returns: (transfer full): what it says.
 */
Pop3Reply *
pop3_reply_parse (const char *line, gsize length)
{
  g_autofree char *text = g_strndup (line, length);
  const char *rest = text;
  Pop3Reply *self = g_new0 (Pop3Reply, 1);

  self->kind = strlen (text) == length ? take_indicator (&rest) : POP3_REPLY_ODD;
  if (self->kind == POP3_REPLY_OK || self->kind == POP3_REPLY_ERR)
    self->code = take_code (&rest);
  self->text = g_strdup (rest);

  return self;
}

/**
 * pop3_reply_free:
 * @self: (transfer full): a reply
 */
void
pop3_reply_free (Pop3Reply *self)
{
  g_free (self->code);
  g_free (self->text);
  g_free (self);
}

/**
 * pop3_reply_has_code:
 * @self: a reply
 * @code: in upper case, such as `SYS`
 *
 * Returns: whether that is its code, or the first level of it (RFC 3206).
 */
gboolean
pop3_reply_has_code (const Pop3Reply *self, const char *code)
{
  gsize length = strlen (code);

  return self->code != NULL && strncmp (self->code, code, length) == 0
         && (self->code[length] == '\0' || self->code[length] == '/');
}

/**
 * pop3_reply_print:
 * @self: a reply
 *
 * Returns: (transfer full): it as a line.
 */
char *
pop3_reply_print (const Pop3Reply *self)
{
  const char *word = "";

  for (gsize i = 0; i < G_N_ELEMENTS (indicators); i++)
    if (indicators[i].kind == self->kind)
      word = indicators[i].word;

  return g_strconcat (word, *word != '\0' && (self->code != NULL || *self->text != '\0') ? " " : "",
                      self->code != NULL ? "[" : "", self->code != NULL ? self->code : "",
                      self->code != NULL ? "] " : "", self->text, NULL);
}
