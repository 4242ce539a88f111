/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/wire/heading.h"

#include <string.h>

/* Hexadecimal digits of SHA-256 that name a message. */
#define FINGERPRINT_DIGITS 32

#define ROOM 1024 /* bytes; most headers have more */

/**
 * pop3_heading_init:
 * @self: what to fill in
 */
void
pop3_heading_init (Pop3Heading *self)
{
  /* Room from the begin: without, even an empty heading would have no place in memory. */
  *self = (Pop3Heading){ .bytes = g_byte_array_sized_new (ROOM) };
}

/**
 * pop3_heading_clear:
 * @self: a heading
 */
void
pop3_heading_clear (Pop3Heading *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
}

static gboolean
is_blank (const Pop3Heading *self, gsize end)
{
  gsize length = end - self->line;

  return length == 1 || (length == 2 && self->bytes->data[self->line] == '\r');
}

/* Finds the blank line among what has come, and lets go of it and of all behind it. */
static void
look_for_end (Pop3Heading *self)
{
  while (!self->ended && self->line < self->bytes->len)
    {
      const guint8 *start = self->bytes->data + self->line;
      const guint8 *end = memchr (start, '\n', self->bytes->len - self->line);
      gsize next;

      if (end == NULL)
        return;
      next = self->line + (gsize) (end - start) + 1;
      self->ended = is_blank (self, next);
      if (self->ended)
        g_byte_array_set_size (self->bytes, (guint) self->line);
      else
        self->line = next;
    }
}

/**
 * pop3_heading_add:
 * @self: a heading
 * @bytes: what follows
 * @length: how many bytes
 */
void
pop3_heading_add (Pop3Heading *self, const char *bytes, gsize length)
{
  gsize room = POP3_HEADING_MAX - self->bytes->len;

  self->length += length;
  if (self->ended || room == 0)
    return;
  g_byte_array_append (self->bytes, (const guint8 *) bytes, (guint) MIN (length, room));
  look_for_end (self);
}

/* One field begins at @p; returns its length up to and with the end of its last line. */
static gsize
measure_field (const char *p, const char *end)
{
  const char *q = p;

  do
    {
      const char *newline = memchr (q, '\n', (gsize) (end - q));

      q = newline != NULL ? newline + 1 : end;
    }
  while (q < end && (*q == ' ' || *q == '\t'));

  return (gsize) (q - p);
}

static gsize
measure_name (const char *field, gsize length)
{
  gsize n = 0;

  while (n < length && g_ascii_isgraph (field[n]) && field[n] != ':')
    n++;

  return n < length && field[n] == ':' ? n : 0;
}

/**
 * pop3_heading_has_fields:
 * @self: a heading
 *
 * Returns: whether there is any header line in it.
 */
gboolean
pop3_heading_has_fields (const Pop3Heading *self)
{
  const char *p = (const char *) self->bytes->data;
  const char *end = p + self->bytes->len;

  while (p < end)
    {
      gsize length = measure_field (p, end);

      if (measure_name (p, length) > 0)
        return TRUE;
      p += length;
    }

  return FALSE;
}

/* What servers write into a message after it has come, and change. */
static gboolean
is_lasting (const char *field, gsize length)
{
  static const char *const passing[] = { "Status",         "X-Status", "X-UIDL", "X-UID",
                                         "X-Keywords",     "X-IMAP",   "Lines",  "X-IMAPbase",
                                         "Content-Length", NULL };
  gsize name = measure_name (field, length);

  if (name == 0)
    return FALSE;
  for (gsize i = 0; passing[i] != NULL; i++)
    if (strlen (passing[i]) == name && g_ascii_strncasecmp (field, passing[i], name) == 0)
      return FALSE;

  return TRUE;
}

static void
add_field (GChecksum *checksum, const char *field, gsize length)
{
  while (length > 0 && g_ascii_isspace (field[length - 1]))
    length--;
  /* CR LF here and LF there is the same letter. */
  for (gsize i = 0; i < length;)
    {
      const char *cr = memchr (field + i, '\r', length - i);
      gsize piece = cr != NULL ? (gsize) (cr - field) - i : length - i;

      g_checksum_update (checksum, (const guchar *) field + i, (gssize) piece);
      i += piece + 1;
    }
  g_checksum_update (checksum, (const guchar *) "\n", 1);
}

/**
 * pop3_heading_fingerprint:
 * @self: a heading
 * @size: of the message, as the server says
 *
 * Returns: (transfer full): what names the message by what it is: its headers, Message-ID and date
 *   among them, and its size.
 */
char *
pop3_heading_fingerprint (const Pop3Heading *self, guint64 size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT "\n", size);
  const char *p = (const char *) self->bytes->data;
  const char *end = p + self->bytes->len;

  g_checksum_update (checksum, (const guchar *) number, -1);
  while (p < end)
    {
      gsize length = measure_field (p, end);

      if (is_lasting (p, length))
        add_field (checksum, p, length);
      p += length;
    }

  return g_strndup (g_checksum_get_string (checksum), FINGERPRINT_DIGITS);
}
