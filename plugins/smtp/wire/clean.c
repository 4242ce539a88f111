/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/wire/clean.h"

#include <string.h>

/* So many CRs before a LF are taken for a part of the line end; more would have to be kept. */
#define MAX_RETURNS 1024

static void
add_blanks (gsize count, GString *out)
{
  while (count-- > 0)
    g_string_append_c (out, ' ');
}

/* A stretch without LF. What CRs end it wait for what comes next. */
static void
add_stretch (SmtpClean *self, const char *bytes, gsize length, GString *out)
{
  gsize start = out->len;
  gsize kept = length;

  while (kept > 0 && bytes[kept - 1] == '\r')
    kept--;
  if (kept > 0)
    {
      add_blanks (self->n_returns, out);
      self->n_returns = 0;
      start = out->len;
      g_string_append_len (out, bytes, (gssize) kept);
      self->in_line = TRUE;
    }
  self->n_returns += length - kept;
  if (self->n_returns > MAX_RETURNS)
    {
      add_blanks (self->n_returns - MAX_RETURNS, out);
      self->n_returns = MAX_RETURNS;
      self->in_line = TRUE;
    }
  if (kept == 0 || (memchr (bytes, '\r', kept) == NULL && memchr (bytes, '\0', kept) == NULL))
    return;

  for (char *c = out->str + start; c < out->str + out->len; c++)
    if (*c == '\r' || *c == '\0')
      *c = ' ';
}

static void
end_line (SmtpClean *self, GString *out)
{
  g_string_append_len (out, "\r\n", 2);
  self->n_returns = 0;
  self->in_line = FALSE;
}

/**
 * smtp_clean_add:
 * @self: how far it has come
 * @bytes: the next bytes of a message
 * @length: how many
 * @out: where lines go
 */
void
smtp_clean_add (SmtpClean *self, const char *bytes, gsize length, GString *out)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      const char *lf = memchr (bytes, '\n', (gsize) (end - bytes));
      const char *stop = lf != NULL ? lf : end;

      add_stretch (self, bytes, (gsize) (stop - bytes), out);
      if (lf == NULL)
        return;
      end_line (self, out);
      bytes = lf + 1;
    }
}

/**
 * smtp_clean_finish:
 * @self: how far it has come
 * @out: where the end of the last line goes, if that had none
 */
void
smtp_clean_finish (SmtpClean *self, GString *out)
{
  if (self->in_line || self->n_returns > 0)
    end_line (self, out);
}
