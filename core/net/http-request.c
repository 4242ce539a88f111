/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-request-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/proxy-hop.h"

/* RFC 9110, section 5.6.2. */
#define TOKEN "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static void
header_free (gpointer data)
{
  TocsinHttpHeader *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self->before);
  g_clear_pointer (&self->secret, tocsin_secret_unref);
  g_free (self);
}

static gboolean
is_token (const char *text)
{
  return text[0] != '\0' && text[strspn (text, TOKEN)] == '\0';
}

/* Bytes that can stand in the first line: no blank ends it early, no control breaks it. What is
 * not ASCII has to be percent-encoded (RFC 3986, section 2.1). */
static gboolean
is_target (const char *text)
{
  if (text[0] != '/' || strlen (text) > TOCSIN_HTTP_MAX_TARGET)
    return FALSE;
  for (; *text != '\0'; text++)
    if (*text <= ' ' || *text >= 0x7f || *text == '#')
      return FALSE;

  return TRUE;
}

/**
 * tocsin_http_request_new: (skip)
 * @method: "POST"
 * @target: path and query, percent-encoded
 * @error: `config.invalid`
 *
 * Returns: (transfer full): a request without headers and body.
 */
TocsinHttpRequest *
tocsin_http_request_new (const char *method, const char *target, GError **error)
{
  TocsinHttpRequest *self;

  g_return_val_if_fail (method != NULL && target != NULL, NULL);

  if (!is_token (method) || !is_target (target))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%.20s” with a path of %u bytes is no request: a path begins with “/”, has "
                      "at most %d bytes and neither blanks nor anything but ASCII"),
                   method, (guint) strlen (target), TOCSIN_HTTP_MAX_TARGET);
      return NULL;
    }

  self = g_new0 (TocsinHttpRequest, 1);
  self->method = g_strdup (method);
  self->target = g_strdup (target);
  self->headers = g_ptr_array_new_with_free_func (header_free);
  self->max_answer = TOCSIN_HTTP_MAX_ANSWER;

  return self;
}

/**
 * tocsin_http_request_free: (skip)
 * @self: (transfer full): a request
 */
void
tocsin_http_request_free (TocsinHttpRequest *self)
{
  g_free (self->method);
  g_free (self->target);
  g_ptr_array_unref (self->headers);
  g_free (self->content_type);
  g_clear_pointer (&self->authorization, tocsin_secret_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->stream);
  g_free (self);
}

/* What says how the message is framed or where it goes is ours to say (RFC 9112, section 6;
 * RFC 9110, section 7.6.1). */
static gboolean
is_ours (const char *name)
{
  static const char *const ours[] = { "connection", "content-length",   "content-type", "expect",
                                      "host",       "keep-alive",       "te",           "trailer",
                                      "upgrade",    "transfer-encoding" };

  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    if (g_ascii_strcasecmp (name, ours[i]) == 0)
      return TRUE;

  return g_ascii_strncasecmp (name, "proxy-", strlen ("proxy-")) == 0;
}

/**
 * tocsin_http_request_check_header: (skip)
 * @name: a header's name
 * @value: its value
 * @error: `config.invalid`, without the value
 *
 * Returns: whether it may be sent: the name is one and not of those that say how a message is
 *   framed, the value has neither line ends nor other controls.
 */
gboolean
tocsin_http_request_check_header (const char *name, const char *value, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (name, -1, 100);

  if (!is_token (name))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s” is no header's name"),
                 shown);
  else if (is_ours (name))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("the header “%s” can't be set: it says how the request is sent"), shown);
  else if (strlen (value) > TOCSIN_HTTP_MAX_HEADER)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("the header “%s” is longer than %d bytes"), shown, TOCSIN_HTTP_MAX_HEADER);
  else if (!tocsin_proxy_is_plain (value))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("the header “%s” has a line end or another control character in it"), shown);
  else
    return TRUE;

  return FALSE;
}

/**
 * tocsin_http_request_add_header: (skip)
 * @self: a request
 * @name: a header's name
 * @value: its value
 * @error: as of tocsin_http_request_check_header()
 */
gboolean
tocsin_http_request_add_header (TocsinHttpRequest *self,
                                const char *name,
                                const char *value,
                                GError **error)
{
  TocsinHttpHeader *header;

  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);

  if (!tocsin_http_request_check_header (name, value, error))
    return FALSE;

  header = g_new0 (TocsinHttpHeader, 1);
  header->name = g_strdup (name);
  header->value = g_strdup (value);
  g_ptr_array_add (self->headers, header);

  return TRUE;
}

/**
 * tocsin_http_request_add_secret: (skip)
 * @self: a request
 * @name: a header's name, "Authorization"
 * @before: what stands before the secret, "Bearer "
 * @secret: the rest of its value
 * @error: as of tocsin_http_request_check_header()
 *
 * As tocsin_http_request_add_header() for a value that must never be shown. It is not sent in
 * clear, unless `encryption.allow-cleartext` says so.
 */
gboolean
tocsin_http_request_add_secret (TocsinHttpRequest *self,
                                const char *name,
                                const char *before,
                                TocsinSecret *secret,
                                GError **error)
{
  TocsinHttpHeader *header;

  g_return_val_if_fail (self != NULL && name != NULL && before != NULL && secret != NULL, FALSE);

  if (!tocsin_http_request_check_header (name, before, error)
      || !tocsin_http_request_check_header (name, tocsin_secret_peek (secret), error))
    return FALSE;

  header = g_new0 (TocsinHttpHeader, 1);
  header->name = g_strdup (name);
  header->before = g_strdup (before);
  header->secret = tocsin_secret_ref (secret);
  g_ptr_array_add (self->headers, header);
  self->has_secret = TRUE;

  return TRUE;
}

static void
set_content_type (TocsinHttpRequest *self, const char *content_type)
{
  g_return_if_fail (tocsin_proxy_is_plain (content_type));

  g_free (self->content_type);
  self->content_type = g_strdup (content_type);
}

/**
 * tocsin_http_request_set_body: (skip)
 * @self: a request
 * @content_type: what @body is
 * @body: what to send
 */
void
tocsin_http_request_set_body (TocsinHttpRequest *self, const char *content_type, GBytes *body)
{
  g_return_if_fail (self != NULL && content_type != NULL && body != NULL);

  set_content_type (self, content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_object (&self->stream);
  self->body = g_bytes_ref (body);
}

/**
 * tocsin_http_request_set_body_stream: (skip)
 * @self: a request
 * @content_type: what @stream holds
 * @stream: what to send, from its beginning; #GSeekable if the request is to be sent twice
 * @length: how many bytes it has
 */
void
tocsin_http_request_set_body_stream (TocsinHttpRequest *self,
                                     const char *content_type,
                                     GInputStream *stream,
                                     guint64 length)
{
  g_return_if_fail (self != NULL && content_type != NULL && G_IS_INPUT_STREAM (stream));

  set_content_type (self, content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_set_object (&self->stream, stream);
  self->length = length;
}

/**
 * tocsin_http_request_set_repeatable: (skip)
 * @self: a request
 * @repeatable: whether the server takes the same request twice for once
 *
 * Only then it is sent again, at once, when a kept connection broke before anything came back.
 * GET, HEAD, PUT, DELETE and OPTIONS are so without asking (RFC 9110, section 9.2.2).
 */
void
tocsin_http_request_set_repeatable (TocsinHttpRequest *self, gboolean repeatable)
{
  self->repeatable = repeatable;
}

/**
 * tocsin_http_request_set_timeout: (skip)
 * @self: a request
 * @seconds: how long it may take, from its first byte to the last of the answer; 0 for what the
 *   settings under `limits` say
 */
void
tocsin_http_request_set_timeout (TocsinHttpRequest *self, guint seconds)
{
  self->timeout = seconds;
}

/**
 * tocsin_http_request_set_max_answer: (skip)
 * @self: a request
 * @bytes: how much of the answer to keep; what is more is not read, and #TocsinHttpReply.truncated
 *   says so
 */
void
tocsin_http_request_set_max_answer (TocsinHttpRequest *self, gsize bytes)
{
  self->max_answer = bytes;
}

/**
 * tocsin_http_request_set_types: (skip)
 * @self: a request
 * @types: (array zero-terminated=1): the media types that the body of an answer of 2xx may have,
 *   "text/xml"; static data
 *
 * A body of another type is not what was asked for, a page of a gateway as a rule: it does not get
 * to the sink, and tocsin_http_account_send() fails with `http.content`. An answer that does not
 * say what it is passes.
 */
void
tocsin_http_request_set_types (TocsinHttpRequest *self, const char *const *types)
{
  self->types = types;
}

/**
 * tocsin_http_request_set_sink: (skip)
 * @self: a request
 * @sink: (scope call): takes the body of an answer of 2xx as it comes, however long
 * @user_data: for @sink
 */
void
tocsin_http_request_set_sink (TocsinHttpRequest *self, TocsinSinkFunc sink, gpointer user_data)
{
  self->sink = sink;
  self->sink_data = user_data;
}

/**
 * tocsin_http_request_set_authorization: (skip)
 * @self: a request
 * @value: (nullable): who asks, as the header Authorization has it, for the next time it is sent
 */
void
tocsin_http_request_set_authorization (TocsinHttpRequest *self, TocsinSecret *value)
{
  g_clear_pointer (&self->authorization, tocsin_secret_unref);
  self->authorization = value != NULL ? tocsin_secret_ref (value) : NULL;
}

/**
 * tocsin_http_request_may_be_repeated: (skip)
 * @self: a request
 *
 * Returns: whether it does no harm if it comes twice (RFC 9110, section 9.2.2), and can be sent so.
 */
gboolean
tocsin_http_request_may_be_repeated (const TocsinHttpRequest *self)
{
  static const char *const idempotent[] = { "GET", "HEAD", "PUT", "DELETE", "OPTIONS", NULL };

  if (self->bare)
    return TRUE;
  if (self->stream != NULL && !G_IS_SEEKABLE (self->stream))
    return FALSE;

  return self->repeatable || g_strv_contains (idempotent, self->method);
}
