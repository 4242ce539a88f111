/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How SMTP greets and tells what it can do (RFC 5321) and begins TLS (RFC 3207). */
#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/attacks/client.h"
#include "tests/protocol/attacks/protocols.h"
#include "tests/protocol/attacks/secrets.h"

static const char *const alpn[] = { "smtp", NULL };

static const TocsinEndpointDefaults defaults = {
  .service = "smtp",
  .plain_port = 587,
  .tls_port = 465,
  .relay_port = 25,
  .pool_size = 1,
  .alpn = alpn,
};

/* All lines of an answer, which have one code. */
typedef struct
{
  guint code;
  GPtrArray *lines;
} Reply;

static void
reply_clear (Reply *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->code = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reply, reply_clear)

/* RFC 5321, section 4.2.1: three digits, the first from 2 to 5; a hyphen where another line comes.
 * A 1 is taken for the sake of a clear error. */
static gboolean
parse_line (const char *line, guint *code, gboolean *more)
{
  if (strlen (line) < 3 || line[0] < '1' || line[0] > '9' || !g_ascii_isdigit (line[1])
      || !g_ascii_isdigit (line[2]) || (line[3] != '\0' && strchr (" -", line[3]) == NULL))
    return FALSE;
  *code = (guint) g_ascii_strtoull (line, NULL, 10);
  *more = line[3] == '-';

  return TRUE;
}

static gboolean
read_reply (Client *self, Reply *reply, GCancellable *cancellable, GError **error)
{
  gboolean more = TRUE;

  reply_clear (reply);
  reply->lines = g_ptr_array_new_with_free_func (g_free);
  while (more)
    {
      g_autofree char *line = client_read_line (self, cancellable, error);
      guint code;

      if (line == NULL)
        return FALSE;
      if (!parse_line (line, &code, &more) || (reply->code != 0 && code != reply->code))
        return client_fail (error, TOCSIN_ERROR_PROTOCOL_PARSE, "no answer of SMTP", line);
      reply->code = code;
      g_ptr_array_add (reply->lines, g_strdup (line[3] != '\0' ? line + 4 : ""));
    }

  return TRUE;
}

static char *
words_of (const Reply *reply)
{
  return g_strdup_printf ("%u %s", reply->code, (const char *) reply->lines->pdata[0]);
}

/* Only 2yz goes on. */
static gboolean
check (const Reply *reply, int later, int never, GError **error)
{
  g_autofree char *words = words_of (reply);

  switch (reply->code / 100)
    {
    case 2:
      return TRUE;
    case 4:
      return client_fail (error, later, "refused for now", words);
    case 5:
      return client_fail (error, never, "refused", words);
    default:
      return client_fail (error, TOCSIN_ERROR_PROTOCOL_PARSE, "neither yes nor no", words);
    }
}

static gboolean
greet (gpointer user_data, gboolean *signed_in, GCancellable *cancellable, GError **error)
{
  Client *self = user_data;
  g_auto (Reply) reply = { 0 };
  g_autoptr (GError) reason = NULL;

  if (read_reply (self, &reply, cancellable, &reason))
    return check (&reply, TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_REFUSED, error);
  if (reason->code == TOCSIN_ERROR_PROTOCOL_PARSE && tocsin_error_get_server_text (reason) != NULL)
    return client_fail_greeting (self, tocsin_error_get_server_text (reason), error);
  g_propagate_error (error, g_steal_pointer (&reason));

  return FALSE;
}

/* That EHLO is refused may be somebody's doing who wants no TLS: HELO, after which there is none,
 * is never tried here. */
static gboolean
look (gpointer user_data,
      TocsinStarttlsOffer *offer,
      char **told,
      GCancellable *cancellable,
      GError **error)
{
  Client *self = user_data;
  gboolean distrusted = tocsin_line_stream_is_distrusted (self->stream);
  g_auto (Reply) reply = { 0 };

  client_forget (self);
  if (!client_send (self, "EHLO client.example", cancellable, error)
      || !read_reply (self, &reply, cancellable, error))
    return FALSE;
  if ((!distrusted || reply.code / 100 != 5)
      && !check (&reply, TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_REFUSED, error))
    return FALSE;
  /* The first line is the server's name. */
  for (guint i = 0; reply.code / 100 == 2 && i < reply.lines->len; i++)
    client_add_capability (self, i > 0 ? g_ptr_array_index (reply.lines, i) : "");
  client_tell (self, "STARTTLS", offer, told);

  return TRUE;
}

static gboolean
request (gpointer user_data,
         TocsinStarttlsAnswer *answer,
         char **words,
         GCancellable *cancellable,
         GError **error)
{
  g_auto (Reply) reply = { 0 };

  if (!client_send (user_data, "STARTTLS", cancellable, error)
      || !read_reply (user_data, &reply, cancellable, error))
    return FALSE;
  *words = words_of (&reply);
  /* RFC 3207, section 4: 220 is the one yes. */
  if (reply.code == 220)
    *answer = TOCSIN_STARTTLS_AGREED;
  else if (reply.code / 100 == 4 || reply.code / 100 == 5)
    *answer = TOCSIN_STARTTLS_REFUSED;
  else
    *answer = TOCSIN_STARTTLS_ODD;

  return TRUE;
}

static void
forget (gpointer user_data)
{
  client_forget (user_data);
}

static const TocsinStarttlsDialect dialect = {
  .command = "STARTTLS",
  .tagged = FALSE,
  .greet = greet,
  .look = look,
  .request = request,
  .forget = forget,
};

static gboolean
say (
    Client *self, const char *line, int later, int never, GCancellable *cancellable, GError **error)
{
  g_auto (Reply) reply = { 0 };

  return client_send_secret (self, line, cancellable, error)
         && read_reply (self, &reply, cancellable, error) && check (&reply, later, never, error);
}

static gboolean
sign_in (Client *self, GCancellable *cancellable, GError **error)
{
  static const char message[] = "\0" SECRET_USER "\0" SECRET_PASSWORD;
  g_autofree char *coded = g_base64_encode ((const guchar *) message, sizeof message - 1);
  g_autofree char *line = g_strconcat ("AUTH PLAIN ", coded, NULL);

  return client_may_sign_in (self, error)
         && say (self, line, TOCSIN_ERROR_AUTH_TEMPORARY, TOCSIN_ERROR_AUTH_REJECTED, cancellable,
                 error);
}

static gboolean
converse (Client *self, GCancellable *cancellable, GError **error)
{
  return tocsin_starttls_open (self->stream, &dialect, self, self->report, cancellable, error)
         && sign_in (self, cancellable, error)
         && say (self, "RSET", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_REFUSED, cancellable,
                 error)
         && (say (self, "QUIT", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_REFUSED, cancellable,
                  NULL)
             || TRUE);
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

const Protocol protocol_smtp = { "SMTP", "smtp", FALSE, run };
