/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/imap4/respond.h"

#include <string.h>

Imap4Response *
respond (GError **error, const char *line, ...)
{
  g_autoptr (Imap4Frame) frame = imap4_frame_new ();
  gboolean more = TRUE;
  va_list args;

  va_start (args, line);
  for (; line != NULL && more; line = va_arg (args, const char *))
    {
      if (!imap4_frame_add_line (frame, line, strlen (line), &more, error))
        {
          va_end (args);
          return NULL;
        }
      if (more)
        {
          const char *literal = va_arg (args, const char *);

          g_assert_cmpuint (imap4_frame_get_announced (frame), ==, strlen (literal));
          imap4_frame_add_bytes (frame, literal, strlen (literal));
        }
    }
  va_end (args);
  g_assert_false (more);

  return imap4_response_parse (g_steal_pointer (&frame), error);
}
