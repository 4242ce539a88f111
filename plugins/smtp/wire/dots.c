/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/wire/dots.h"

#include <string.h>

/* The first dot that begins a line, or NULL. */
static const char *
find_dot (const char *bytes, gsize length, gboolean in_line)
{
  const char *found;

  if (length == 0)
    return NULL;
  if (!in_line && bytes[0] == '.')
    return bytes;
  found = memmem (bytes, length, "\n.", 2);

  return found != NULL ? found + 1 : NULL;
}

/**
 * smtp_dots_add:
 * @self: how far it has come
 * @bytes: the next bytes, from #SmtpClean
 * @length: how many
 * @out: where they go
 */
void
smtp_dots_add (SmtpDots *self, const char *bytes, gsize length, GString *out)
{
  const char *end = bytes + length;
  const char *dot;

  while ((dot = find_dot (bytes, (gsize) (end - bytes), self->in_line)) != NULL)
    {
      g_string_append_len (out, bytes, dot + 1 - bytes);
      g_string_append_c (out, '.');
      bytes = dot + 1;
      self->in_line = TRUE;
    }
  if (bytes == end)
    return;
  g_string_append_len (out, bytes, end - bytes);
  self->in_line = end[-1] != '\n';
}
