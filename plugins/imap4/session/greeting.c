/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/greeting.h"

/**
 * imap4_greeting_read:
 * @stream: a stream on which nothing was said yet
 * @foreign: (out) (transfer full): what came instead, if it is no greeting of this protocol
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full) (nullable): the greeting; %NULL with either @foreign or @error set.
 */
Imap4Response *
imap4_greeting_read (TocsinLineStream *stream,
                     char **foreign,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (Imap4Frame) frame = imap4_frame_new ();
  g_autoptr (Imap4Response) response = NULL;
  g_autofree char *text = NULL;
  gboolean more;
  gsize length;
  const char *line = tocsin_line_stream_read_line (stream, &length, cancellable, error);

  if (line == NULL)
    return NULL;
  text = g_strndup (line, length);
  if (!imap4_frame_add_line (frame, line, length, &more, error))
    return NULL;

  response = imap4_response_parse (g_steal_pointer (&frame), NULL);
  if (response != NULL && response->kind == IMAP4_RESPONSE_STATUS)
    return g_steal_pointer (&response);
  *foreign = g_steal_pointer (&text);

  return NULL;
}
