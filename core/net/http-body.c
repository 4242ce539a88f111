/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-body.h"

#include "core/net/http-request-private.h"

/* Bytes read at once. */
#define CHUNK 16384

/* A sink gets what was asked for and nothing else; what says that it is something else is for the
 * message. */
static gboolean
is_for_sink (const TocsinHttpRequest *request, const TocsinHttpReply *reply)
{
  return request->sink != NULL && reply->status >= 200 && reply->status < 300
         && tocsin_http_reply_has_type (reply, request->types);
}

/* Returns FALSE when no more is wanted, or with @error. */
static gboolean
take_chunk (TocsinHttpRequest *request,
            TocsinHttpReply *reply,
            GByteArray *kept,
            const char *bytes,
            gsize length,
            GError **error)
{
  gsize room = request->max_answer - MIN (kept->len, request->max_answer);

  if (is_for_sink (request, reply))
    return request->sink (bytes, length, request->sink_data, error);

  g_byte_array_append (kept, (const guint8 *) bytes, (guint) MIN (length, room));
  reply->truncated = length > room;

  return !reply->truncated;
}

/* Returns what is left: 0 at the end, more if no more is wanted, -1 with @error. */
static gssize
take_chunks (TocsinHttpSession *session,
             TocsinHttpRequest *request,
             TocsinHttpReply *reply,
             GByteArray *kept,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);

  for (;;)
    {
      gssize length = tocsin_http_session_read (session, chunk, CHUNK, cancellable, error);
      GError *problem = NULL;

      if (length <= 0)
        return length;
      if (take_chunk (request, reply, kept, chunk, (gsize) length, &problem))
        continue;
      if (problem == NULL)
        return length;
      g_propagate_error (error, problem);
      return -1;
    }
}

/**
 * tocsin_http_body_take: (skip)
 * @session: a session with an answer begun
 * @request: what was asked: how much of the answer to keep, and where to put it
 * @reply: the head of the answer; gets its body
 * @cancellable: (nullable): ends the wait
 * @error: as of tocsin_http_session_read(), or what the request's sink failed with
 *
 * Waits for the rest of the answer.
 */
gboolean
tocsin_http_body_take (TocsinHttpSession *session,
                       TocsinHttpRequest *request,
                       TocsinHttpReply *reply,
                       GCancellable *cancellable,
                       GError **error)
{
  TocsinTranscript *transcript = tocsin_session_get_transcript (TOCSIN_SESSION (session));
  GByteArray *kept = g_byte_array_new ();
  gssize left = take_chunks (session, request, reply, kept, cancellable, error);

  g_bytes_unref (reply->body);
  reply->body = g_byte_array_free_to_bytes (kept);
  tocsin_http_session_end (session, left == 0);
  if (left >= 0)
    tocsin_transcript_note (transcript, "%u, %" G_GSIZE_FORMAT " bytes", reply->status,
                            g_bytes_get_size (reply->body));

  return left >= 0;
}
