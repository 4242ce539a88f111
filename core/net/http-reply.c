/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-reply.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/http-bearer.h"
#include "core/net/http-challenge.h"

/* Bytes of a refusal's body that a person is shown. */
#define MAX_SHOWN 200

/* RFC 6585, section 4; libsoup 3.2 does not know it. */
#define TOO_MANY_REQUESTS 429

/* What libsoup calls a status of which it does not know the name. */
#define UNKNOWN_STATUS "Unknown Error"

/**
 * tocsin_http_reply_new: (skip)
 * @status: the status
 * @reason: (nullable): the server's word for it
 *
 * Returns: (transfer full): an answer without a body.
 */
TocsinHttpReply *
tocsin_http_reply_new (guint status, const char *reason)
{
  TocsinHttpReply *self = g_new0 (TocsinHttpReply, 1);

  self->status = status;
  self->reason = g_strdup (reason != NULL ? reason : "");
  self->body = g_bytes_new (NULL, 0);
  self->retry_after = -1;
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->challenges = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_http_challenge_free);

  return self;
}

/**
 * tocsin_http_reply_free: (skip)
 * @self: (transfer full): an answer
 */
void
tocsin_http_reply_free (TocsinHttpReply *self)
{
  g_free (self->reason);
  g_bytes_unref (self->body);
  g_hash_table_unref (self->headers);
  g_ptr_array_unref (self->challenges);
  g_free (self);
}

/**
 * tocsin_http_reply_add_header: (skip)
 * @self: an answer being made
 * @name: a header's name
 * @value: its value; of one that comes twice both count, as a list (RFC 9110, section 5.2)
 */
void
tocsin_http_reply_add_header (TocsinHttpReply *self, const char *name, const char *value)
{
  char *key = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (self->headers, key);

  if (g_str_equal (key, "retry-after") && self->retry_after < 0)
    self->retry_after =
        tocsin_http_reply_parse_retry_after (value, g_get_real_time () / G_USEC_PER_SEC);
  if (g_str_equal (key, "www-authenticate"))
    tocsin_http_challenge_parse (value, self->challenges);
  g_hash_table_replace (self->headers, key,
                        before != NULL ? g_strconcat (before, ", ", value, NULL)
                                       : g_strdup (value));
}

/**
 * tocsin_http_reply_get: (skip)
 * @self: an answer
 * @name: a header's name
 *
 * Returns: (nullable) (transfer none): its value as it came, unescaped.
 */
const char *
tocsin_http_reply_get (const TocsinHttpReply *self, const char *name)
{
  g_autofree char *key = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->headers, key);
}

static GString *
hide (const char *text, gsize length, const char *secret)
{
  GString *hidden = g_string_sized_new (length);
  const char *end = text + length;
  const char *found;

  while ((found = memmem (text, (gsize) (end - text), secret, strlen (secret))) != NULL)
    {
      g_string_append_len (hidden, text, found - text);
      g_string_append (hidden, "***");
      text = found + strlen (secret);
    }
  g_string_append_len (hidden, text, end - text);

  return hidden;
}

static void
hide_in_text (char **text, const char *secret)
{
  char *before = *text;

  *text = g_string_free (hide (before, strlen (before), secret), FALSE);
  g_free (before);
}

static void
hide_in_challenge (TocsinHttpChallenge *challenge, const char *secret)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, challenge->parameters);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      char *text = g_strdup (value);

      hide_in_text (&text, secret);
      g_hash_table_iter_replace (&iter, text);
    }
}

/**
 * tocsin_http_reply_hide: (skip)
 * @self: an answer
 * @secret: what the server was shown
 *
 * Takes @secret out of what a person may be shown: some servers repeat what they were sent. One
 * that is shorter than %TOCSIN_HTTP_LEAST_SECRET may well be part of a word, and stays.
 */
void
tocsin_http_reply_hide (TocsinHttpReply *self, const char *secret)
{
  gsize length;
  const char *bytes = g_bytes_get_data (self->body, &length);

  if (strlen (secret) < TOCSIN_HTTP_LEAST_SECRET)
    return;
  if (bytes != NULL && memmem (bytes, length, secret, strlen (secret)) != NULL)
    {
      GBytes *hidden = g_string_free_to_bytes (hide (bytes, length, secret));

      g_bytes_unref (self->body);
      self->body = hidden;
    }
  hide_in_text (&self->reason, secret);
  for (guint i = 0; i < self->challenges->len; i++)
    hide_in_challenge (self->challenges->pdata[i], secret);
}

/**
 * tocsin_http_reply_get_challenges: (skip)
 * @self: an answer
 *
 * Returns: (transfer none): the ways to log in that it offers, as TocsinHttpChallenge; what can't
 * be read in one line does not spoil the next.
 */
GPtrArray *
tocsin_http_reply_get_challenges (const TocsinHttpReply *self)
{
  return self->challenges;
}

static gboolean
is_fraction (const char *text)
{
  return *text == '\0' || (*text == '.' && text[1 + strspn (text + 1, "0123456789")] == '\0');
}

/**
 * tocsin_http_reply_parse_retry_after: (skip)
 * @text: the value of Retry-After: seconds, or a date (RFC 9110, section 10.2.3); some servers
 *   write a fraction of a second
 * @now: the time, in seconds since 1970
 *
 * Returns: seconds to wait, at most %TOCSIN_HTTP_MAX_RETRY_AFTER; 0 for what is over; -1 for what
 *   is neither a number nor a date.
 */
gint64
tocsin_http_reply_parse_retry_after (const char *text, gint64 now)
{
  g_autofree char *value = g_strstrip (g_strdup (text));
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;
  char *end;

  if (g_ascii_isdigit (value[0]))
    {
      seconds = g_ascii_strtoull (value, &end, 10);
      if (is_fraction (end))
        return (gint64) MIN (seconds + (end[strspn (end, ".0")] != '\0'),
                             TOCSIN_HTTP_MAX_RETRY_AFTER);
    }

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return -1;

  return CLAMP (g_date_time_to_unix (date) - now, 0, TOCSIN_HTTP_MAX_RETRY_AFTER);
}

static int
code_of (const TocsinHttpReply *self)
{
  if (self->status >= 300 && self->status < 400)
    return TOCSIN_ERROR_HTTP_REDIRECTED;
  if (self->status == SOUP_STATUS_FORBIDDEN && tocsin_http_bearer_lacks_scope (self))
    return TOCSIN_ERROR_AUTH_OAUTH_SCOPE;
  if (self->status == SOUP_STATUS_GONE)
    return TOCSIN_ERROR_HTTP_GONE;
  if (self->status == TOO_MANY_REQUESTS
      || (self->status == SOUP_STATUS_SERVICE_UNAVAILABLE && self->retry_after >= 0))
    return TOCSIN_ERROR_HTTP_THROTTLED;

  return TOCSIN_ERROR_HTTP_STATUS;
}

static char *
get_words (const TocsinHttpReply *self)
{
  gsize length;
  const char *bytes = g_bytes_get_data (self->body, &length);

  return g_utf8_make_valid (bytes != NULL ? bytes : "", (gssize) MIN (length, MAX_SHOWN));
}

/* What the status is called; where libsoup has no name for it, the server may. */
static char *
make_phrase (const TocsinHttpReply *self)
{
  const char *known = soup_status_get_phrase (self->status);

  if (self->status == TOO_MANY_REQUESTS)
    return g_strdup ("Too Many Requests");
  if (!g_str_equal (known, UNKNOWN_STATUS))
    return g_strdup (known);

  return tocsin_text_escape (self->reason, -1, MAX_SHOWN);
}

static void
add_details (const TocsinHttpReply *self, GError *error)
{
  g_autofree char *code = g_strdup_printf ("%u", self->status);
  g_autofree char *words = get_words (self);

  tocsin_error_set_response_code (error, code);
  if (words[0] != '\0')
    tocsin_error_set_server_text (error, words);
  if (self->retry_after >= 0)
    tocsin_error_set_retry_after (error, self->retry_after);
  if (error->code == TOCSIN_ERROR_AUTH_OAUTH_SCOPE)
    tocsin_http_bearer_explain (self, error);
  if (error->code == TOCSIN_ERROR_HTTP_REDIRECTED)
    tocsin_error_set_hint (error, _ ("Redirections are not followed: somebody else would be shown "
                                     "what is meant for this server. Set the address it moved "
                                     "to, if you trust it."));
}

/**
 * tocsin_http_reply_check: (skip)
 * @self: an answer
 * @place: who gave it, for the message
 * @error: `http.status`, `http.throttled` (429, and 503 with Retry-After), `http.redirected`,
 *   `http.gone` (410), `auth.oauth-scope` (403, if it says that the token does not suffice); with
 *   the status as response code, the first bytes of the body as the
 *   server's text, and how long it wants to be left alone
 *
 * Returns: whether the status is one of success (2xx).
 */
gboolean
tocsin_http_reply_check (const TocsinHttpReply *self, const char *place, GError **error)
{
  g_autofree char *phrase = NULL;
  GError *problem;

  if (self->status >= 200 && self->status < 300)
    return TRUE;

  phrase = make_phrase (self);
  problem = phrase[0] != '\0' ? g_error_new (TOCSIN_ERROR, code_of (self),
                                             _ ("%s answered %u (%s)"), place, self->status, phrase)
                              : g_error_new (TOCSIN_ERROR, code_of (self), _ ("%s answered %u"),
                                             place, self->status);
  add_details (self, problem);
  g_propagate_error (error, problem);

  return FALSE;
}

/**
 * tocsin_http_reply_has_type: (skip)
 * @self: an answer
 * @types: (nullable) (array zero-terminated=1): media types; %NULL for any
 *
 * Returns: whether its body is of one of them, or does not say of which.
 */
gboolean
tocsin_http_reply_has_type (const TocsinHttpReply *self, const char *const *types)
{
  const char *value = tocsin_http_reply_get (self, "content-type");
  g_autofree char *type = NULL;

  if (types == NULL || value == NULL)
    return TRUE;

  type = g_strstrip (g_strndup (value, strcspn (value, ";")));
  for (; *types != NULL; types++)
    if (g_ascii_strcasecmp (*types, type) == 0)
      return TRUE;

  return FALSE;
}

/**
 * tocsin_http_reply_check_type: (skip)
 * @self: an answer of 2xx
 * @types: (nullable) (array zero-terminated=1): media types; %NULL for any
 * @place: who gave it, for the message
 * @error: `http.content`, with the first bytes of the body as the server's text
 *
 * Returns: whether it is as tocsin_http_reply_has_type() says.
 */
gboolean
tocsin_http_reply_check_type (const TocsinHttpReply *self,
                              const char *const *types,
                              const char *place,
                              GError **error)
{
  g_autofree char *shown = NULL;
  g_autofree char *words = NULL;
  GError *problem;

  if (tocsin_http_reply_has_type (self, types))
    return TRUE;

  shown = tocsin_text_escape (tocsin_http_reply_get (self, "content-type"), -1, MAX_SHOWN);
  words = get_words (self);
  problem = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
                         _ ("%s answered with something of the type “%s”, which is not what was "
                            "asked for"),
                         place, shown);
  if (*words != '\0')
    tocsin_error_set_server_text (problem, words);
  tocsin_error_set_hint (problem, _ ("A page for people, of a gateway or a login, perhaps. Check "
                                     "the address of the service."));
  g_propagate_error (error, problem);

  return FALSE;
}
