/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-http.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/http-answer.h"
#include "core/net/proxy-login.h"

#define MAX_SHOWN 200
#define MAX_CHUNK_LINE 1024

/* What a chunk's trailer may be long, and how many chunks there may be: no page needs more. */
#define MAX_CHUNKS 1024

typedef struct
{
  guint least;
  guint most;
  const char *hint;
} Refusal;

static const Refusal refusals[] = {
  { 300, 399,
    N_ ("The proxy wants you to go elsewhere first, perhaps to a page to log in; open one in a "
        "browser that uses this proxy.") },
  { 403, 403,
    N_ ("The proxy's rules forbid this server or port; ask who runs it to allow CONNECT there.") },
  { 404, 404, N_ ("Check address: it is the proxy that looks the name up.") },
  { 400, 400, N_ ("Check proxy.type and proxy.port: this may be no proxy.") },
  { 405, 405, N_ ("Check proxy.address and proxy.port: this server is no proxy for CONNECT.") },
  { 501, 501, N_ ("Check proxy.address and proxy.port: this server is no proxy for CONNECT.") },
  { 502, 504,
    N_ ("The proxy can't reach the server: check address and port; it is the proxy that looks the "
        "name up.") },
};

static void
add_shown (TocsinWriteBuffer *output, const char *text)
{
  tocsin_write_buffer_add (output, text, strlen (text));
  tocsin_write_buffer_show (output, text, strlen (text));
}

/* What is in lines of the person's own may be a key. */
static void
add_own_line (TocsinWriteBuffer *output, const char *line)
{
  g_autofree char *shown = g_strdup_printf ("%.*s: ***\r\n", (int) strcspn (line, ":"), line);

  tocsin_write_buffer_add_secret (output, line, strlen (line));
  tocsin_write_buffer_add (output, "\r\n", 2);
  tocsin_write_buffer_show (output, shown, strlen (shown));
}

static gboolean
ask (TocsinProxyTalk *talk, TocsinProxyLogin *login, GError **error)
{
  g_auto (TocsinWriteBuffer) output = { 0 };
  g_autofree char *head =
      g_strdup_printf ("CONNECT %s HTTP/1.1\r\nHost: %s\r\n", talk->target, talk->target);
  char **lines = talk->hop->headers;

  add_shown (&output, head);
  tocsin_proxy_login_add_line (login, &output);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    add_own_line (&output, lines[i]);
  add_shown (&output, "\r\n");

  talk->heard = FALSE;
  return tocsin_proxy_talk_send (talk, &output, error);
}

/* Behind the first empty line. */
static gsize
find_head_end (const GString *text, gsize from)
{
  for (gsize i = from; i < text->len; i++)
    if (text->str[i] == '\n'
        && ((i >= 1 && text->str[i - 1] == '\n')
            || (i >= 2 && text->str[i - 1] == '\r' && text->str[i - 2] == '\n')))
      return i + 1;

  return 0;
}

static gsize
find_line_end (const GString *text, gsize from)
{
  const char *end = memchr (text->str + from, '\n', text->len - from);

  return end != NULL ? (gsize) (end - text->str) + 1 : 0;
}

/* What stands behind these names may be a token or a proof: only the ways to log in are shown. */
static gboolean
is_about_login (const char *line)
{
  static const char *const names[] = { "Proxy-Authenticate:", "Proxy-Authentication-Info:" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (line, names[i], strlen (names[i])) == 0)
      return TRUE;

  return FALSE;
}

static void
write_down (TocsinProxyTalk *talk, const char *head)
{
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);
  gboolean hide = FALSE;

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      const char *line = g_strchomp (lines[i]);
      gsize length = strlen (line);

      /* A folded line belongs to the one before it. */
      if (*line != ' ' && *line != '\t')
        hide = is_about_login (line);
      if (hide)
        {
          gsize name = strcspn (line, ":") + 1;

          length = name < length ? name + strspn (line + name, " \t") : 0;
          length += strcspn (line + length, " \t,=");
        }
      if (*line != '\0')
        tocsin_proxy_talk_note (talk, TOCSIN_TRANSCRIPT_RECEIVED, "%.*s%s", (int) length, line,
                                line[length] != '\0' ? " ***" : "");
    }
}

static const char *
guess (const char *text)
{
  if (text[0] == '\x15' || text[0] == '\x16')
    return _ ("This proxy expects TLS, which is not supported to a proxy.");
  if (text[0] == '\x04' || text[0] == '\x05' || text[0] == '\0')
    return _ ("This looks like SOCKS: see proxy.type.");

  return _ ("Check proxy.address, proxy.port and proxy.type: this is no http proxy.");
}

static GError *
fail_no_http (TocsinProxyTalk *talk, const GString *head, const char *why)
{
  g_autofree char *shown = tocsin_text_escape (head->str, (gssize) head->len, MAX_SHOWN);
  GError *reason = tocsin_proxy_talk_fail (talk, TOCSIN_ERROR_PROXY_PROTOCOL,
                                           _ ("can't be understood: %s"), why);

  tocsin_error_set_server_text (reason, shown);
  tocsin_error_set_hint (reason, "%s", guess (head->str));
  return reason;
}

/* What is no HTTP may have no empty line either, so its first line is looked at on its own. */
static TocsinHttpAnswer *
read_answer (TocsinProxyTalk *talk, GError **error)
{
  static const char magic[] = "HTTP/1.";
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GError) unreadable = NULL;
  guint8 first[sizeof magic - 1];
  TocsinHttpAnswer *answer;

  for (gsize i = 0; i < sizeof first; i++)
    {
      if (!tocsin_proxy_talk_read (talk, first + i, 1, error))
        return NULL;
      g_string_append_c (head, (char) first[i]);
      if (first[i] != magic[i])
        {
          g_propagate_error (error, fail_no_http (talk, head, _ ("this is not HTTP/1")));
          return NULL;
        }
    }
  if (!tocsin_proxy_talk_read_until (talk, head, TOCSIN_PROXY_MAX_HEAD, find_head_end, error))
    return NULL;

  write_down (talk, head->str);
  answer = tocsin_http_answer_parse (head->str, head->len, &unreadable);
  if (answer == NULL)
    g_propagate_error (error, fail_no_http (talk, head, unreadable->message));

  return answer;
}

static TocsinHttpAnswer *
read_final_answer (TocsinProxyTalk *talk, GError **error)
{
  for (guint i = 0; i <= TOCSIN_PROXY_MAX_INTERIM; i++)
    {
      g_autoptr (TocsinHttpAnswer) answer = read_answer (talk, error);

      /* RFC 9110, section 15.2: nobody asked to go over to another protocol. */
      if (answer == NULL || answer->status >= 200 || answer->status == 101)
        return g_steal_pointer (&answer);
    }

  g_propagate_error (error, tocsin_proxy_talk_fail (talk, TOCSIN_ERROR_PROXY_PROTOCOL,
                                                    _ ("says “wait” again and again")));
  return NULL;
}

static gboolean
skip_bytes (TocsinProxyTalk *talk, gsize length, GError **error)
{
  guint8 piece[4096];

  for (gsize n; length > 0; length -= n)
    {
      n = MIN (length, sizeof piece);
      if (!tocsin_proxy_talk_read (talk, piece, n, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_chunk_line (TocsinProxyTalk *talk, guint64 *length, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char *end;

  if (!tocsin_proxy_talk_read_until (talk, line, MAX_CHUNK_LINE, find_line_end, error))
    return FALSE;

  *length = g_ascii_strtoull (line->str, &end, 16);
  if (g_ascii_isxdigit (*line->str) && strchr (" \t;\r\n", *end) != NULL)
    return TRUE;

  g_propagate_error (error, tocsin_proxy_talk_fail (talk, TOCSIN_ERROR_PROXY_PROTOCOL,
                                                    _ ("sends a page in chunks that are none")));
  return FALSE;
}

/* RFC 9112, section 7.1. Sets @whole only if the connection may be used on. */
static gboolean
skip_chunks (TocsinProxyTalk *talk, gboolean *whole, GError **error)
{
  guint64 left = TOCSIN_PROXY_MAX_BODY;

  for (guint i = 0; i < MAX_CHUNKS; i++)
    {
      guint64 length = 0;

      if (!read_chunk_line (talk, &length, error))
        return FALSE;
      if (length > left)
        return TRUE;
      left -= length;
      if (length == 0)
        {
          g_autoptr (GString) end = g_string_new (NULL);

          if (!tocsin_proxy_talk_read_until (talk, end, MAX_CHUNK_LINE, find_line_end, error))
            return FALSE;
          /* A trailer is rare enough for another connection. */
          *whole = g_str_equal (end->str, "\r\n") || g_str_equal (end->str, "\n");
          return TRUE;
        }
      if (!skip_bytes (talk, (gsize) length + strlen ("\r\n"), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
skip_body (TocsinProxyTalk *talk, const TocsinHttpAnswer *answer, gboolean *whole, GError **error)
{
  *whole = FALSE;
  if (!answer->keeps_open || answer->length == TOCSIN_HTTP_LENGTH_TO_THE_END
      || answer->length > TOCSIN_PROXY_MAX_BODY)
    return TRUE;
  if (answer->length == TOCSIN_HTTP_LENGTH_CHUNKED)
    return skip_chunks (talk, whole, error);

  *whole = TRUE;
  return skip_bytes (talk, (gsize) answer->length, error);
}

/* The next round goes over the same connection if the proxy leaves it open; a login that is bound
 * to it is lost with it. */
static gboolean
make_ready (TocsinProxyTalk *talk,
            TocsinProxyLogin *login,
            const TocsinHttpAnswer *answer,
            GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean whole = FALSE;

  if (skip_body (talk, answer, &whole, &reason) && whole)
    return TRUE;
  if (reason != NULL && reason->code != TOCSIN_ERROR_PROXY_CUT)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (!tocsin_proxy_login_is_bound (login))
    return tocsin_proxy_talk_dial_again (talk, error);

  g_propagate_error (error, tocsin_proxy_talk_fail (
                                talk, TOCSIN_ERROR_PROXY_CUT,
                                _ ("closes the connection in the middle of the login, which needs "
                                   "it to stay open")));
  return FALSE;
}

static gboolean
refuse (TocsinProxyTalk *talk, const TocsinHttpAnswer *answer, GError **error)
{
  const char *elsewhere = tocsin_http_answer_get (answer, "Location");
  g_autofree char *words = tocsin_text_escape (answer->reason, -1, MAX_SHOWN);
  g_autofree char *text = g_strdup_printf ("%u %s", answer->status, words);
  g_autofree char *code = g_strdup_printf ("%u", answer->status);
  GError *reason = tocsin_proxy_talk_fail (
      talk, answer->status < 200 ? TOCSIN_ERROR_PROXY_PROTOCOL : TOCSIN_ERROR_PROXY_REFUSED,
      _ ("does not connect to %s: %s"), talk->target, g_strchomp (text));

  tocsin_error_set_server_text (reason, text);
  tocsin_error_set_response_code (reason, code);
  tocsin_error_set_command (reason, "CONNECT");
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (answer->status >= refusals[i].least && answer->status <= refusals[i].most)
      tocsin_error_set_hint (reason, "%s", _ (refusals[i].hint));
  if (elsewhere != NULL)
    tocsin_report_fact (talk->report, "location", "%s", elsewhere);
  g_propagate_error (error, reason);
  return FALSE;
}

static gboolean
accept (TocsinProxyTalk *talk,
        TocsinProxyLogin *login,
        const TocsinHttpAnswer *answer,
        GError **error)
{
  tocsin_report_fact (talk->report, "answer", "%u %s", answer->status, answer->reason);
  /* RFC 9110, section 9.3.6: it has none; what follows is the server's. Somebody who says so has
   * perhaps not understood what was asked for. */
  if (answer->length > 0 || answer->length == TOCSIN_HTTP_LENGTH_CHUNKED)
    tocsin_report_warn (talk->report, _ ("The proxy says yes and announces a page, as a web server "
                                         "would that is no proxy"));

  return tocsin_proxy_login_finish (login, answer, error);
}

/* A connection that was left open may be closed before the next request reaches it: one more
 * chance, on a new one. */
static TocsinHttpAnswer *
exchange (TocsinProxyTalk *talk, TocsinProxyLogin *login, gboolean reused, GError **error)
{
  g_autoptr (GError) reason = NULL;
  TocsinHttpAnswer *answer = NULL;

  if (ask (talk, login, &reason))
    answer = read_final_answer (talk, &reason);
  if (answer != NULL)
    return answer;
  if (!reused || talk->heard || reason->code != TOCSIN_ERROR_PROXY_CUT)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  if (!tocsin_proxy_talk_dial_again (talk, error) || !ask (talk, login, error))
    return NULL;
  return read_final_answer (talk, error);
}

/**
 * tocsin_proxy_http_connect: (skip)
 * @talk: a connection to a proxy
 * @error: one of the `proxy.*` errors, `secret.*`, `auth.temporary`, `net.*`, `cancelled`
 *
 * Has the proxy connect to the server by CONNECT, and logs in if it wants that.
 */
gboolean
tocsin_proxy_http_connect (TocsinProxyTalk *talk, GError **error)
{
  g_autoptr (TocsinProxyLogin) login = tocsin_proxy_login_new (talk);

  for (guint round = 0; round < TOCSIN_PROXY_MAX_ROUNDS; round++)
    {
      gboolean reused = round > 0 && !tocsin_proxy_login_is_bound (login);
      g_autoptr (TocsinHttpAnswer) answer = exchange (talk, login, reused, error);

      if (answer == NULL)
        return FALSE;
      if (answer->status >= 200 && answer->status < 300)
        return accept (talk, login, answer, error);
      if (answer->status != 407)
        return refuse (talk, answer, error);
      if (!tocsin_proxy_login_take (login, answer, error)
          || !make_ready (talk, login, answer, error))
        return FALSE;
    }

  g_propagate_error (error, tocsin_proxy_talk_fail (talk, TOCSIN_ERROR_PROXY_AUTH,
                                                    _ ("asks for a login again and again")));
  return FALSE;
}
