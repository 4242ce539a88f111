/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/web.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/resolver.h"

/* Seconds of silence on the socket; the deadline is the caller's cancellable. */
#define SILENCE 10
#define CHUNK 4096
#define MAX_URL 2000

/* No cookies, no passwords, no decompression, nothing kept: what a plain question needs. */
static SoupSession *
make_session (void)
{
  SoupSession *session = soup_session_new_with_options ("timeout", SILENCE, "max-conns", 1,
                                                        "user-agent", "Tocsin", NULL);
  g_autoptr (GTlsDatabase) trusted =
      g_tls_backend_get_default_database (g_tls_backend_get_default ());

  soup_session_set_tls_database (session, trusted);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);

  return session;
}

static int
code_of_certificate (GTlsCertificateFlags flags)
{
  static const struct
  {
    GTlsCertificateFlags flag;
    int code;
  } codes[] = {
    { G_TLS_CERTIFICATE_REVOKED, TOCSIN_ERROR_TLS_CERT_REVOKED },
    { G_TLS_CERTIFICATE_UNKNOWN_CA, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, TOCSIN_ERROR_TLS_CERT_HOSTNAME },
    { G_TLS_CERTIFICATE_EXPIRED, TOCSIN_ERROR_TLS_CERT_EXPIRED },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID },
    { G_TLS_CERTIFICATE_INSECURE, TOCSIN_ERROR_TLS_CERT_WEAK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if ((flags & codes[i].flag) != 0)
      return codes[i].code;

  return TOCSIN_ERROR_TLS_HANDSHAKE;
}

/* GLib's words for TLS are many; a person is told which kind of wrong it is. */
static void
translate (SoupMessage *message, const char *host, GError *problem, GError **error)
{
  if (problem->domain == G_TLS_ERROR)
    g_set_error (error, TOCSIN_ERROR,
                 problem->code == G_TLS_ERROR_BAD_CERTIFICATE
                     ? code_of_certificate (soup_message_get_tls_peer_certificate_errors (message))
                     : TOCSIN_ERROR_TLS_HANDSHAKE,
                 "%s: %s", host, problem->message);
  else
    {
      g_propagate_error (error, g_error_copy (problem));
      tocsin_error_translate (error, "%s", host);
    }
  g_error_free (problem);
}

/* libsoup would look the name up on GLib's few threads, without a deadline. Ours tells first
 * whether there is one; behind a proxy the name is the proxy's business. */
static gboolean
check_name (GUri *uri, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = g_uri_to_string (uri);
  g_auto (GStrv) proxies =
      g_proxy_resolver_lookup (g_proxy_resolver_get_default (), text, cancellable, NULL);
  g_autoptr (GPtrArray) addresses = NULL;

  if (proxies != NULL && proxies[0] != NULL && !g_str_has_prefix (proxies[0], "direct:"))
    return TRUE;
  addresses = tocsin_resolver_resolve (tocsin_resolver_get_default (), g_uri_get_host (uri),
                                       TOCSIN_FAMILIES_ANY, deadline, cancellable, error);

  return addresses != NULL;
}

static GBytes *
read_body (GInputStream *stream, const char *host, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint8 chunk[CHUNK];
  gssize length;

  while ((length = g_input_stream_read (stream, chunk, sizeof chunk, cancellable, error)) > 0)
    {
      g_byte_array_append (body, chunk, (guint) length);
      if (body->len > TOCSIN_WEB_MAX_SIZE)
        {
          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("%s: the answer is longer than %d bytes"), host, TOCSIN_WEB_MAX_SIZE);
          return NULL;
        }
    }
  if (length < 0)
    {
      tocsin_error_translate (error, "%s", host);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&body));
}

static GBytes *
send_message (SoupMessage *message, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autoptr (SoupSession) session = make_session ();
  const char *host = g_uri_get_host (soup_message_get_uri (message));
  g_autoptr (GInputStream) stream = NULL;
  GError *problem = NULL;

  if (!check_name (soup_message_get_uri (message), deadline, cancellable, error))
    return NULL;
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  stream = soup_session_send (session, message, cancellable, &problem);
  if (stream == NULL)
    {
      translate (message, host, problem, error);
      return NULL;
    }

  return read_body (stream, host, cancellable, error);
}

/* %TRUE leaves it to the caller to look at the body. */
static gboolean
check_status (SoupMessage *message, TocsinAnswer *answer, GError **error)
{
  guint status = soup_message_get_status (message);
  const char *host = g_uri_get_host (soup_message_get_uri (message));

  if (status == SOUP_STATUS_OK)
    return TRUE;
  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN)
    tocsin_answer_note (answer, _ ("%s is there and tells nothing without a sign-in (%u)"), host,
                        status);
  g_set_error (error, TOCSIN_ERROR,
               status >= 500 ? TOCSIN_ERROR_SERVER_BUSY : TOCSIN_ERROR_CONFIG_NOT_FOUND,
               _ ("%s: nothing there (%u)"), host, status);

  return FALSE;
}

/**
 * tocsin_web_choose_redirection:
 * @from: the address that was asked
 * @location: where its answer refers to
 * @error: `tls.unavailable` for anything but HTTPS, `protocol.parse`
 *
 * Returns: (transfer full): where to ask next.
 */
char *
tocsin_web_choose_redirection (const char *from, const char *location, GError **error)
{
  g_autofree char *to = g_uri_resolve_relative (from, location, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) uri = to != NULL ? g_uri_parse (to, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autofree char *shown = tocsin_text_escape (location, -1, 200);

  if (uri == NULL || strlen (to) > MAX_URL || g_uri_get_host (uri) == NULL
      || g_uri_get_host (uri)[0] == '\0' || g_uri_get_user (uri) != NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("redirected to “%s”; not followed"), shown);
      return NULL;
    }
  if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_TLS_UNAVAILABLE,
                   _ ("redirected to “%s”, which is not encrypted; not followed"), shown);
      return NULL;
    }

  return g_steal_pointer (&to);
}

static SoupMessage *
new_message (const char *method, const char *url, GError **error)
{
  SoupMessage *message = soup_message_new (method, url);

  if (message == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s” is no address"), url);

  return message;
}

/**
 * tocsin_web_get:
 * @answer: where redirections are noted
 * @url: an HTTPS address
 * @deadline: until when its name may be looked up, in g_get_monotonic_time() units
 * @cancellable: ends it, at the caller's deadline too
 * @error: `dns.*`, `net.*`, `tls.*`, `config.not-found`, `server.busy`, `protocol.parse`,
 *   `cancelled`
 *
 * Asks without cookies and passwords, and follows few redirections, all to HTTPS.
 *
 * Returns: (transfer full): the body of a good answer.
 */
GBytes *
tocsin_web_get (TocsinAnswer *answer,
                const char *url,
                gint64 deadline,
                GCancellable *cancellable,
                GError **error)
{
  g_autofree char *next = g_strdup (url);

  for (guint i = 0; i <= TOCSIN_WEB_MAX_REDIRECTIONS; i++)
    {
      g_autoptr (SoupMessage) message = new_message (SOUP_METHOD_GET, next, error);
      g_autoptr (GBytes) body = NULL;
      const char *location;
      char *to;

      if (message == NULL || (body = send_message (message, deadline, cancellable, error)) == NULL)
        return NULL;
      location =
          soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
      if (!SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message)) || location == NULL)
        return check_status (message, answer, error) ? g_steal_pointer (&body) : NULL;

      to = tocsin_web_choose_redirection (next, location, error);
      if (to == NULL)
        return NULL;
      tocsin_answer_note (answer, _ ("redirected to %s"), to);
      g_free (next);
      next = to;
    }
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("%s: more than %d redirections"), url, TOCSIN_WEB_MAX_REDIRECTIONS);

  return NULL;
}

/**
 * tocsin_web_post:
 * @answer: where a redirection is noted, which is not followed
 * @url: an HTTPS address
 * @type: what @body is
 * @body: what to send
 * @deadline: until when its name may be looked up, in g_get_monotonic_time() units
 * @cancellable: ends it, at the caller's deadline too
 * @error: as for tocsin_web_get()
 *
 * Returns: (transfer full): the body of a good answer.
 */
GBytes *
tocsin_web_post (TocsinAnswer *answer,
                 const char *url,
                 const char *type,
                 const char *body,
                 gint64 deadline,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (SoupMessage) message = new_message (SOUP_METHOD_POST, url, error);
  g_autoptr (GBytes) sent = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) received = NULL;
  const char *location;

  if (message == NULL)
    return NULL;
  soup_message_set_request_body_from_bytes (message, type, sent);
  received = send_message (message, deadline, cancellable, error);
  if (received == NULL)
    return NULL;

  location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message)) && location != NULL)
    {
      g_autofree char *shown = tocsin_text_escape (location, -1, 200);

      tocsin_answer_note (answer, _ ("it refers to %s; not followed"), shown);
    }

  return check_status (message, answer, error) ? g_steal_pointer (&received) : NULL;
}
