/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/http-request-private.h"

static void
add_headers (SoupMessage *message, TocsinHttpRequest *request, const char *host)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "Host", host);
  if (request->authorization != NULL)
    soup_message_headers_append (headers, "Authorization",
                                 tocsin_secret_peek (request->authorization));
  for (guint i = 0; i < request->headers->len; i++)
    {
      const TocsinHttpHeader *header = request->headers->pdata[i];
      char *value;

      if (header->secret == NULL)
        {
          soup_message_headers_append (headers, header->name, header->value);
          continue;
        }
      value = g_strconcat (header->before, tocsin_secret_peek (header->secret), NULL);
      soup_message_headers_append (headers, header->name, value);
      explicit_bzero (value, strlen (value));
      g_free (value);
    }
}

/* libsoup closes what it has read, and the same may have to be sent once more. */
static GInputStream *
keep_open (GInputStream *stream)
{
  GInputStream *filter = g_buffered_input_stream_new (stream);

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (filter), FALSE);

  return filter;
}

static gboolean
add_body (SoupMessage *message, TocsinHttpRequest *request, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;

  if (request->bare)
    return TRUE;
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  if (request->stream == NULL)
    return TRUE;
  if (G_IS_SEEKABLE (request->stream)
      && !g_seekable_seek (G_SEEKABLE (request->stream), 0, G_SEEK_SET, NULL, error))
    {
      tocsin_error_translate (error, _ ("reading what is to be sent"));
      return FALSE;
    }
  stream = keep_open (request->stream);
  soup_message_set_request_body (message, request->content_type, stream, (gssize) request->length);

  return TRUE;
}

/* An answer that never has content (RFC 9112, section 6.3) is over without a length; libsoup would
 * wait for the end of the connection, and then close it. */
static void
on_headers (SoupMessage *message, gpointer user_data)
{
  guint status = soup_message_get_status (message);

  if (status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED)
    soup_message_headers_set_content_length (soup_message_get_response_headers (message), 0);
}

/**
 * tocsin_http_message_new: (skip)
 * @request: what to ask
 * @origin: scheme, host and, unless it is the usual one, port; for the header Host
 * @error: `config.invalid`, or what going back to the beginning of the body failed with
 *
 * To libsoup it is plain text to whoever is at the other end: TLS is below it.
 *
 * Returns: (transfer full): the same as libsoup wants it.
 */
SoupMessage *
tocsin_http_message_new (TocsinHttpRequest *request, const char *origin, GError **error)
{
  const char *host = strstr (origin, "://") + strlen ("://");
  g_autofree char *url = g_strconcat ("http://", host, request->target, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (request->method, url);

  if (message == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: not an address"),
                   origin);
      return NULL;
    }
  /* Of others libsoup thinks that they need a new connection. It would also repeat those, but on a
   * new connection, and the road leads there once. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_IDEMPOTENT);
  g_signal_connect (message, "got-headers", G_CALLBACK (on_headers), NULL);
  add_headers (message, request, host);
  if (!add_body (message, request, error))
    return NULL;

  return g_steal_pointer (&message);
}
