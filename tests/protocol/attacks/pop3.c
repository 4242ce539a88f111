/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How POP3 greets (RFC 1939), tells what it can do (RFC 2449) and begins TLS (RFC 2595). */
#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/attacks/client.h"
#include "tests/protocol/attacks/protocols.h"
#include "tests/protocol/attacks/secrets.h"

static const char *const alpn[] = { "pop3", NULL };

static const TocsinEndpointDefaults defaults = {
  .service = "pop",
  .plain_port = 110,
  .tls_port = 995,
  .pool_size = 1,
  .alpn = alpn,
};

typedef enum
{
  REPLY_OK,
  REPLY_ERR,
  REPLY_NEITHER,
} Reply;

static Reply
reply_of (const char *line)
{
  if (g_str_equal (line, "+OK") || g_str_has_prefix (line, "+OK "))
    return REPLY_OK;
  if (g_str_equal (line, "-ERR") || g_str_has_prefix (line, "-ERR "))
    return REPLY_ERR;

  return REPLY_NEITHER;
}

static gboolean
read_reply (Client *self, Reply *reply, char **words, GCancellable *cancellable, GError **error)
{
  g_autofree char *line = client_read_line (self, cancellable, error);

  if (line == NULL)
    return FALSE;
  *reply = reply_of (line);
  *words = g_steal_pointer (&line);

  return TRUE;
}

static gboolean
greet (gpointer user_data, gboolean *signed_in, GCancellable *cancellable, GError **error)
{
  Client *self = user_data;
  g_autofree char *words = NULL;
  Reply reply;

  if (!read_reply (self, &reply, &words, cancellable, error))
    return FALSE;
  if (reply == REPLY_NEITHER)
    return client_fail_greeting (self, words, error);
  if (reply == REPLY_OK)
    return TRUE;
  /* RFC 3206: SYS/PERM is for good; anything else comes right by itself. */
  if (!tocsin_line_stream_is_distrusted (self->stream) && strstr (words, "[SYS/PERM]") != NULL)
    return client_fail (error, TOCSIN_ERROR_SERVER_REFUSED, "sent away", words);

  return client_fail (error, TOCSIN_ERROR_SERVER_BUSY, "sent away", words);
}

static gboolean
read_list (Client *self, GCancellable *cancellable, GError **error)
{
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
  self->capabilities = g_ptr_array_new_with_free_func (g_free);
  for (;;)
    {
      g_autofree char *line = client_read_line (self, cancellable, error);

      if (line == NULL)
        return FALSE;
      if (g_str_equal (line, "."))
        return TRUE;
      client_add_capability (self, *line == '.' ? line + 1 : line);
    }
}

static gboolean
look (gpointer user_data,
      TocsinStarttlsOffer *offer,
      char **told,
      GCancellable *cancellable,
      GError **error)
{
  Client *self = user_data;
  g_autofree char *words = NULL;
  Reply reply;

  if (!client_send (self, "CAPA", cancellable, error)
      || !read_reply (self, &reply, &words, cancellable, error))
    return FALSE;
  if (reply == REPLY_NEITHER)
    return client_fail (error, TOCSIN_ERROR_PROTOCOL_PARSE, "no answer to CAPA", words);
  if (reply == REPLY_OK && !read_list (self, cancellable, error))
    return FALSE;
  client_tell (self, "STLS", offer, told);

  return TRUE;
}

static gboolean
request (gpointer user_data,
         TocsinStarttlsAnswer *answer,
         char **words,
         GCancellable *cancellable,
         GError **error)
{
  static const TocsinStarttlsAnswer answers[] = { TOCSIN_STARTTLS_AGREED, TOCSIN_STARTTLS_REFUSED,
                                                  TOCSIN_STARTTLS_ODD };
  Reply reply;

  if (!client_send (user_data, "STLS", cancellable, error)
      || !read_reply (user_data, &reply, words, cancellable, error))
    return FALSE;
  *answer = answers[reply];

  return TRUE;
}

static void
forget (gpointer user_data)
{
  client_forget (user_data);
}

static const TocsinStarttlsDialect dialect = {
  .command = "STLS",
  .tagged = FALSE,
  .greet = greet,
  .look = look,
  .request = request,
  .forget = forget,
};

static gboolean
say (Client *self, const char *line, int refusal, GCancellable *cancellable, GError **error)
{
  g_autofree char *words = NULL;
  Reply reply;

  if (!client_send_secret (self, line, cancellable, error)
      || !read_reply (self, &reply, &words, cancellable, error))
    return FALSE;
  if (reply == REPLY_OK)
    return TRUE;

  return client_fail (error, reply == REPLY_ERR ? refusal : TOCSIN_ERROR_PROTOCOL_PARSE, "refused",
                      words);
}

static gboolean
converse (Client *self, GCancellable *cancellable, GError **error)
{
  return tocsin_starttls_open (self->stream, &dialect, self, self->report, cancellable, error)
         && client_may_sign_in (self, error)
         && say (self, "USER " SECRET_USER, TOCSIN_ERROR_AUTH_REJECTED, cancellable, error)
         && say (self, "PASS " SECRET_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, cancellable, error)
         && say (self, "STAT", TOCSIN_ERROR_SERVER_NO, cancellable, error)
         && (say (self, "QUIT", TOCSIN_ERROR_SERVER_NO, cancellable, NULL) || TRUE);
}

static gboolean
run (TocsinConnectionSettings *settings,
     TocsinReport *report,
     TocsinTranscript *transcript,
     GCancellable *cancellable,
     GError **error)
{
  return client_run (settings, &defaults, converse, report, transcript, cancellable, error);
}

const Protocol protocol_pop3 = { "POP3", "pop3", FALSE, run };
