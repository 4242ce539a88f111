/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-talk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/json-shape.h"
#include "core/net/http-talk.h"
#include "core/net/oauth2/client-proof.h"
#include "core/net/oauth2/token-refusal.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

/* What the settings say about the mail server's own certificate and address is not about the
 * provider's; nor is a check of certificates that was made easier for the mail server, unless the
 * settings name the provider's address, too. Nothing here is ever written down: it is all secret.
 */
static TocsinConnectionSettings *
make_settings (const TocsinGrant *grant, GError **error)
{
  const char *verify =
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (grant->settings), "encryption.verify");
  gboolean strict = *grant->authority == '\0' || g_str_equal (verify, "pin");
  const char *const assignments[] = {
    "transcript=false",
    "local-port=0",
    "encryption.server-name=",
    "encryption.pinned-certificate=",
    strict ? "encryption.verify=full" : NULL,
    NULL,
  };

  return tocsin_connection_settings_new_from_part (TOCSIN_SNAPSHOT (grant->settings), "http",
                                                   assignments, error);
}

static gboolean
is_on_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/**
 * tocsin_token_talk_check_address: (skip)
 * @grant: a grant
 * @address: where a provider says that something is asked for
 * @error: `auth.plain-refused-without-tls`, or `config.invalid` if it is none
 *
 * Returns: whether a secret may be sent there: over TLS only; in plain text to this very machine
 *   where `encryption.allow-cleartext` says so.
 */
gboolean
tocsin_token_talk_check_address (const TocsinGrant *grant, const char *address, GError **error)
{
  g_autoptr (GUri) uri =
      g_uri_parse (address, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_fragment (uri) != NULL
      || (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http")))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("the provider of access tokens has no good address: it begins with "
                              "https://"));
      return FALSE;
    }
  if (g_str_equal (scheme, "https")
      || (is_on_this_machine (g_uri_get_host (uri))
          && tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (grant->settings),
                                          "encryption.allow-cleartext")))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
               _ ("%s: tokens are not asked for in clear"), g_uri_get_host (uri));
  return FALSE;
}

static TocsinHttpRequest *
make_request (const char *method, const char *address, GError **error)
{
  const char *host = strstr (address, "://") + strlen ("://");
  g_autofree char *target = NULL;
  g_autoptr (TocsinHttpRequest) request = NULL;

  host += strcspn (host, "/?");
  target = g_strconcat (*host == '/' ? "" : "/", host, NULL);
  request = tocsin_http_request_new (method, target, error);
  if (request == NULL
      || !tocsin_http_request_add_header (request, "Accept", "application/json", error))
    return NULL;
  tocsin_http_request_set_max_answer (request, TOCSIN_TOKEN_TALK_MAX);
  tocsin_http_request_set_timeout (request, TOCSIN_TOKEN_TALK_PATIENCE);

  return g_steal_pointer (&request);
}

/**
 * tocsin_token_talk_read: (skip)
 * @body: what a provider answered
 *
 * Returns: (transfer full) (nullable): it, if it is an object in JSON.
 */
JsonObject *
tocsin_token_talk_read (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (text == NULL || !g_utf8_validate (text, (gssize) length, NULL)
      || !tocsin_json_shape_is_object (text, length, TOCSIN_TOKEN_TALK_MAX_DEPTH)
      || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

/* What a body says is not repeated: it may be half a token. */
static JsonObject *
read_reply (const TocsinHttpReply *reply, const char *origin, GError **error)
{
  g_autoptr (JsonObject) object = reply->truncated ? NULL : tocsin_token_talk_read (reply->body);
  GError *problem = NULL;

  if (object != NULL && reply->status >= 200 && reply->status < 300)
    return g_steal_pointer (&object);

  if (tocsin_http_reply_check (reply, origin, &problem))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
                 _ ("%s answered %u with %zu bytes that are no JSON object"), origin, reply->status,
                 g_bytes_get_size (reply->body));
  else
    {
      tocsin_error_set_server_text (problem, NULL);
      g_propagate_error (error, problem);
    }

  return NULL;
}

/* The way there may be called off. What is asked @to_the_end is heard out, for so long as the
 * request has: the answer may be the only one, and what was shown for it worth nothing any more. */
static TocsinHttpReply *
ask (const TocsinGrant *grant,
     const char *address,
     TocsinHttpRequest *request,
     gboolean to_the_end,
     char **origin,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings = make_settings (grant, error);
  g_autoptr (TocsinHttpClient) client = NULL;
  g_auto (TocsinHttpTalk) talk = { .request = request, .whole = TRUE };

  if (settings == NULL)
    return NULL;
  client = tocsin_http_client_new (TOCSIN_SNAPSHOT (settings), address,
                                   TOCSIN_HTTP_CLIENT_FLAGS_NONE, error);
  if (client == NULL)
    return NULL;
  *origin = g_strdup (tocsin_http_client_get_origin (client));

  talk.client = client;
  if (!tocsin_http_talk_connect (&talk, cancellable, error))
    return NULL;

  return tocsin_http_talk_ask (&talk, FALSE, to_the_end ? NULL : cancellable, error);
}

/**
 * tocsin_token_talk_get: (skip)
 * @grant: whose settings lead the way
 * @address: of a public document
 * @cancellable: (nullable): to stop it
 * @error: `http.*`, or trouble on the way
 *
 * Returns: (transfer full): the document.
 */
JsonObject *
tocsin_token_talk_get (const TocsinGrant *grant,
                       const char *address,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (TocsinHttpReply) reply = NULL;
  g_autofree char *origin = NULL;

  if (!tocsin_token_talk_check_address (grant, address, error))
    return NULL;
  request = make_request ("GET", address, error);
  if (request == NULL)
    return NULL;
  reply = ask (grant, address, request, FALSE, &origin, cancellable, error);

  return reply != NULL ? read_reply (reply, origin, error) : NULL;
}

/* A refusal in words says more than a status, unless the status says that the server is in trouble.
 */
static JsonObject *
judge_reply (const TocsinGrant *grant,
             const TocsinProvider *provider,
             const TocsinForm *form,
             const TocsinHttpReply *reply,
             const char *origin,
             GError **error)
{
  g_autoptr (JsonObject) object = reply->truncated ? NULL : tocsin_token_talk_read (reply->body);
  GError *refusal = object != NULL && reply->status != 429 && reply->status < 500
                        ? tocsin_token_refusal_read (object, grant, provider, form)
                        : NULL;

  if (refusal == NULL)
    return read_reply (reply, origin, error);

  if (reply->retry_after >= 0)
    tocsin_error_set_retry_after (refusal, reply->retry_after);
  g_propagate_error (error, refusal);
  return NULL;
}

/**
 * tocsin_token_talk_post: (skip)
 * @grant: whose settings lead the way, and whose client asks
 * @provider: who is asked
 * @address: one of its addresses
 * @form: what to ask; who asks is added
 * @cancellable: (nullable): to stop it before it is asked
 * @error: `auth.oauth-*` with the provider's word for it as response code, `server.busy`,
 *   `http.*`, `secret.*`, `config.*`, or trouble on the way
 *
 * Returns: (transfer full): what it gave.
 */
JsonObject *
tocsin_token_talk_post (const TocsinGrant *grant,
                        const TocsinProvider *provider,
                        const char *address,
                        TocsinForm *form,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (TocsinHttpReply) reply = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *origin = NULL;

  if (!tocsin_token_talk_check_address (grant, address, error))
    return NULL;
  request = make_request ("POST", address, error);
  if (request == NULL
      || !tocsin_client_proof_add (grant, provider, form, request, cancellable, error))
    return NULL;
  body = tocsin_form_to_bytes (form);
  tocsin_http_request_set_body (request, FORM_TYPE, body);
  reply = ask (grant, address, request, TRUE, &origin, cancellable, error);

  return reply != NULL ? judge_reply (grant, provider, form, reply, origin, error) : NULL;
}
