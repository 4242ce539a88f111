/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* On a disk a message often has its lines ended by LF alone, over any line by CR LF, and its size
 * and those of its parts count both. A query has to mean the same for both. */
#include "core/mail/line-ends.h"

#include "core/base/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

/**
 * tocsin_line_ends_make_unix: (skip)
 * @text: text whose lines end with CR LF, LF or CR
 *
 * Ends each with LF, in place: they only become fewer.
 */
void
tocsin_line_ends_make_unix (char *text)
{
  char *end = text;

  for (; *text != '\0'; text++)
    if (text[0] != '\r')
      *end++ = *text;
    else if (text[1] != '\n')
      *end++ = '\n';
  *end = '\0';
}

/* Adds @block with each LF as CR LF; @cr says whether a CR stood before it. */
static void
convert (GByteArray *out, const char *block, gsize length, gboolean *cr)
{
  for (const char *p = block, *end = block + length; p < end;)
    {
      const char *lf = memchr (p, '\n', end - p);
      const char *next = lf != NULL ? lf : end;

      if (next > p)
        {
          g_byte_array_append (out, (const guint8 *) p, next - p);
          *cr = next[-1] == '\r';
        }
      if (lf == NULL)
        return;
      g_byte_array_append (out, (const guint8 *) "\r\n" + *cr, 2 - *cr);
      *cr = FALSE;
      p = lf + 1;
    }
}

static gssize
read_block (int fd, guint64 position, char *block, GCancellable *cancellable, GError **error)
{
  gssize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      tocsin_error_translate (error, _ ("The stored message can't be read"));
      return -1;
    }
  do
    n = pread (fd, block, BLOCK, (off_t) position);
  while (n < 0 && errno == EINTR);
  /* A file that can't be read keeps nobody from the others. */
  if (n < 0)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                 _ ("The stored message can't be read: %s"), g_strerror (errno));

  return n;
}

/**
 * tocsin_line_ends_read:
 * @fd: a file that holds a message; its position is never used
 * @func: (scope call): is given the message, piece by piece
 * @user_data: for @func
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Reads a message as a server would send it: with CR LF at the end of each line.
 *
 * Returns: whether all of it was read.
 */
gboolean
tocsin_line_ends_read (
    int fd, TocsinLineEndsFunc func, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  g_autoptr (GByteArray) out = g_byte_array_sized_new (BLOCK + BLOCK / 32);
  guint64 position = 0;
  gboolean cr = FALSE;
  gssize n;

  g_return_val_if_fail (fd >= 0 && func != NULL, FALSE);

  while ((n = read_block (fd, position, block, cancellable, error)) > 0)
    {
      g_byte_array_set_size (out, 0);
      convert (out, block, (gsize) n, &cr);
      if (!func ((const char *) out->data, out->len, user_data, error))
        return FALSE;
      position += (guint64) n;
    }

  return n == 0;
}

static gboolean
count (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  *(guint64 *) user_data += length;

  return TRUE;
}

/**
 * tocsin_line_ends_measure:
 * @fd: a file that holds a message
 * @size: (out): how many bytes it has with CR LF at the end of each line
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it could be read.
 */
gboolean
tocsin_line_ends_measure (int fd, guint64 *size, GCancellable *cancellable, GError **error)
{
  *size = 0;

  return tocsin_line_ends_read (fd, count, size, cancellable, error);
}
