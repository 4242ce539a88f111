/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-texts.h"

#include <glib/gstdio.h>
#include <unistd.h>

static GBytes *
read_part (TocsinMessage *message, const TocsinPart *part)
{
  g_autofree char *content = NULL;
  GError *error = NULL;
  gsize length;
  int fd = g_file_open_tmp (NULL, &content, &error);
  g_autofree char *path = g_steal_pointer (&content);

  g_assert_no_error (error);
  tocsin_message_write_part (message, part, fd, NULL, &error);
  g_assert_no_error (error);
  close (fd);
  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  g_unlink (path);

  return g_bytes_new_take (g_steal_pointer (&content), length);
}

/* Knows messages of which no part is encoded. Returns how many bytes it gave. */
guint64
fake_texts_give (TocsinMessage *whole, TocsinMessage *message)
{
  GPtrArray *parts = tocsin_message_get_text_parts (whole);
  guint64 bytes = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const TocsinPart *part = g_ptr_array_index (parts, i);
      g_autoptr (GBytes) content = read_part (whole, part);

      bytes += g_bytes_get_size (content);
      tocsin_message_set_content (message, part->section, content);
    }

  return bytes;
}
