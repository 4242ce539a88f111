/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/upload.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* What is read at a time. */
#define COPY_BYTES (64 * 1024)

/**
 * imap4_upload:
 * @stream: where to, in the middle of a literal
 * @from: where the bytes come from
 * @size: how many were promised
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; the literal is torn then and the session of no more use
 *
 * Returns: whether exactly @size bytes are sent.
 */
gboolean
imap4_upload (TocsinLineStream *stream,
              GInputStream *from,
              guint64 size,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *buffer = g_malloc (COPY_BYTES);

  while (size > 0)
    {
      gssize got =
          g_input_stream_read (from, buffer, (gsize) MIN (size, COPY_BYTES), cancellable, error);

      if (got < 0)
        {
          tocsin_error_translate (error, _ ("reading the message to be stored"));
          return FALSE;
        }
      if (got == 0)
        {
          g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                               _ ("the message to be stored is shorter than its size says"));
          return FALSE;
        }
      tocsin_line_stream_put_data (stream, buffer, (gsize) got);
      if (!tocsin_line_stream_flush (stream, cancellable, error))
        return FALSE;
      size -= (guint64) got;
    }

  return TRUE;
}
