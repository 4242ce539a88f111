/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/account.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/access-token.h"

#include <glib/gi18n-lib.h>

#define IMMUTABLE "IdType=\"ImmutableId\""

/* So often is what Graph puts off asked for again, each time after the wait that it wants. */
#define TRIES 5

/* Bytes of a wrong answer that a person is shown. */
#define MAX_SHOWN 200

/* Outlook takes four requests at once of one application to one mailbox. */
#define POOL_SIZE 4

/* A page of fewer items is not what keeps a server from answering. */
#define LEAST_PAGE 40

/* Seconds of silence allowed when `protocol-timeout` is 0. */
#define PROTOCOL_TIMEOUT 100

struct _GraphAccount
{
  TocsinConnectionSettings *settings;
  GraphService service;
  TocsinHttpAccount *http;
  char *base;
  gatomicrefcount ref_count;
};

/* A token is for Graph of one cloud. */
#define SCOPES(url)                                                                                \
  {                                                                                                \
    { "microsoft", FALSE, url "/.default offline_access" },                                        \
        { "microsoft", TRUE, url "/.default" },                                                    \
    {                                                                                              \
      NULL, FALSE, NULL                                                                            \
    }                                                                                              \
  }

static const TocsinTokenScope world_scopes[] = SCOPES ("https://graph.microsoft.com");
static const TocsinTokenScope america_scopes[] = SCOPES ("https://graph.microsoft.us");
static const TocsinTokenScope china_scopes[] = SCOPES ("https://microsoftgraph.chinacloudapi.cn");

#define DEFAULTS(tokens)                                                                           \
  {                                                                                                \
    TOCSIN_HTTP_ENDPOINT_DEFAULTS, .pool_size = POOL_SIZE, .protocol_timeout = PROTOCOL_TIMEOUT,   \
                                   .scopes = tokens                                                \
  }

static const TocsinEndpointDefaults defaults[] = {
  [GRAPH_CLOUD_WORLD] = DEFAULTS (world_scopes),
  [GRAPH_CLOUD_AMERICA] = DEFAULTS (america_scopes),
  [GRAPH_CLOUD_CHINA] = DEFAULTS (china_scopes),
};

/* Said before anything is asked: the server's own words name no key that could be set. */
static gboolean
check_sign_in (TocsinConnectionSettings *settings, GError **error)
{
  if (tocsin_access_token_is_wanted (settings))
    return TRUE;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("authentication.method: Microsoft Graph takes OAuth 2 and nothing else"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Set authentication.method=oauth2 and "
                                      "authentication.client-id, then: tocsin login NAME"));

  return FALSE;
}

/**
 * graph_account_new:
 * @settings: a connection
 * @error: `config.*`, naming the key
 *
 * Connects to nobody yet.
 *
 * Returns: (transfer full): the account.
 */
GraphAccount *
graph_account_new (TocsinConnectionSettings *settings, GError **error)
{
  g_autoptr (GraphAccount) self = g_new0 (GraphAccount, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->settings = g_object_ref (settings);
  if (!check_sign_in (settings, error) || !graph_service_init (&self->service, settings, error))
    return NULL;
  self->http = tocsin_http_account_new (settings, &defaults[graph_service_find_cloud (settings)],
                                        self->service.url, error);
  if (self->http == NULL)
    return NULL;
  self->base = g_strconcat (self->service.version, self->service.user, NULL);

  return g_steal_pointer (&self);
}

/**
 * graph_account_ref:
 * @self: an account
 *
 * Returns: (transfer full): the same.
 */
GraphAccount *
graph_account_ref (GraphAccount *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * graph_account_unref:
 * @self: (transfer full): an account
 */
void
graph_account_unref (GraphAccount *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->http);
  g_clear_object (&self->settings);
  graph_service_clear (&self->service);
  g_free (self->base);
  g_free (self);
}

/**
 * graph_account_get_http:
 * @self: an account
 *
 * Returns: (transfer none): what carries its requests.
 */
TocsinHttpAccount *
graph_account_get_http (GraphAccount *self)
{
  return self->http;
}

/**
 * graph_account_get_settings:
 * @self: an account
 *
 * Returns: (transfer none): what it was made from.
 */
TocsinConnectionSettings *
graph_account_get_settings (GraphAccount *self)
{
  return self->settings;
}

/**
 * graph_account_get_service:
 * @self: an account
 *
 * Returns: (transfer none): where it is, and who is meant.
 */
const GraphService *
graph_account_get_service (GraphAccount *self)
{
  return &self->service;
}

/**
 * graph_account_get_base:
 * @self: an account
 *
 * Returns: (transfer none): what the targets about its mailbox begin with, "/v1.0/me".
 */
const char *
graph_account_get_base (GraphAccount *self)
{
  return self->base;
}

/**
 * graph_account_get_place:
 * @self: an account
 *
 * Returns: (transfer none): the server as errors call it.
 */
const char *
graph_account_get_place (GraphAccount *self)
{
  return tocsin_http_account_get_origin (self->http);
}

/**
 * graph_account_new_request:
 * @self: an account
 * @method: as of HTTP
 * @target: path and query
 * @prefer: (nullable): what it wishes for
 * @error: where to put that an id or an option can't stand in a request
 *
 * Returns: (transfer full): a request for immutable ids; without a body.
 */
TocsinHttpRequest *
graph_account_new_request (
    GraphAccount *self, const char *method, const char *target, const char *prefer, GError **error)
{
  g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new (method, target, error);
  g_autofree char *wishes =
      prefer != NULL ? g_strconcat (IMMUTABLE ", ", prefer, NULL) : g_strdup (IMMUTABLE);

  if (request == NULL || !tocsin_http_request_add_header (request, "Prefer", wishes, error))
    return NULL;

  return g_steal_pointer (&request);
}

/* A page of a gateway that calls itself a success is none. */
static gboolean
check_content (GraphAccount *self, const TocsinHttpReply *reply, GError **error)
{
  const char *type = tocsin_http_reply_get (reply, "Content-Type");
  gsize length;
  const char *bytes = g_bytes_get_data (reply->body, &length);
  g_autofree char *shown = NULL;

  if (type != NULL && g_ascii_strncasecmp (type, "application/json", 16) == 0)
    return TRUE;
  shown = tocsin_text_escape (bytes, (gssize) length, MAX_SHOWN);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
               _ ("%s answered with something else than JSON: “%s”"),
               graph_account_get_place (self), shown);

  return FALSE;
}

static JsonObject *
read_answer (GraphAccount *self, TocsinHttpReply *reply, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);

  if (length == 0)
    return json_object_new ();
  if (!check_content (self, reply, error))
    return NULL;
  if (reply->truncated)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
                   _ ("%s: the answer has more than %d bytes"), graph_account_get_place (self),
                   GRAPH_MAX_ANSWER);
      return NULL;
    }

  return graph_json_parse (text, length, error);
}

/**
 * graph_account_send:
 * @self: an account
 * @request: a request
 * @about: what it is about
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the object it is answered with; an empty one for an empty answer.
 */
JsonObject *
graph_account_send (GraphAccount *self,
                    TocsinHttpRequest *request,
                    GraphAbout about,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (TocsinHttpReply) reply = NULL;

  tocsin_http_request_set_max_answer (request, GRAPH_MAX_ANSWER);
  reply = tocsin_http_account_send (self->http, request, cancellable, error);
  if (reply == NULL || !graph_trouble_check (reply, about, graph_account_get_place (self), error))
    return NULL;

  return read_answer (self, reply, error);
}

/**
 * graph_account_ask:
 * @self: an account
 * @call: a request
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the object it is answered with; an empty one for an empty answer.
 */
JsonObject *
graph_account_ask (GraphAccount *self,
                   const GraphCall *call,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (TocsinHttpRequest) request =
      graph_account_new_request (self, call->method, call->target, call->prefer, error);

  if (request == NULL
      || !tocsin_http_request_add_header (request, "Accept", "application/json", error))
    return NULL;
  if (call->body != NULL)
    {
      g_autoptr (GBytes) body = graph_json_write (call->body);

      tocsin_http_request_set_body (request, "application/json", body);
    }
  tocsin_http_request_set_repeatable (request, call->repeatable);

  return graph_account_send (self, request, call->about, cancellable, error);
}

/* A gateway gives up on pages that take long to fill: then smaller ones are asked for. */
static gboolean
shrink (guint *page_size, const GError *problem)
{
  if (page_size == NULL || *page_size <= LEAST_PAGE || !graph_trouble_is_called (problem, "504"))
    return FALSE;
  *page_size = LEAST_PAGE;

  return TRUE;
}

/**
 * graph_account_turn:
 * @self: an account
 * @target: path and query of a page
 * @page_size: (inout) (nullable): how many items it may have, where the target does not say it;
 *   gets smaller when that is too much for the server
 * @about: what it is about
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the page.
 */
GraphPage *
graph_account_turn (GraphAccount *self,
                    const char *target,
                    guint *page_size,
                    GraphAbout about,
                    GCancellable *cancellable,
                    GError **error)
{
  for (;;)
    {
      g_autofree char *prefer =
          page_size != NULL ? g_strdup_printf ("odata.maxpagesize=%u", *page_size) : NULL;
      GraphCall call = { "GET", target, NULL, prefer, about, TRUE };
      g_autoptr (GError) problem = NULL;
      g_autoptr (JsonObject) answer = graph_account_ask (self, &call, cancellable, &problem);

      if (answer != NULL)
        return graph_page_new (answer, error);
      if (shrink (page_size, problem))
        continue;
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
}

/* What a message comes as: text/plain in fact, and whatever else may be one. A page of what stands
 * in between must not be taken for mail. */
static const char *const message_types[] = { "text/plain", "message/rfc822",
                                             "application/octet-stream", NULL };

/**
 * graph_account_read:
 * @self: an account
 * @target: path of a message as it was sent
 * @sink: where its bytes go
 * @user_data: for @sink
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all of it is there.
 */
gboolean
graph_account_read (GraphAccount *self,
                    const char *target,
                    TocsinSinkFunc sink,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (TocsinHttpRequest) request =
      graph_account_new_request (self, "GET", target, NULL, error);
  g_autoptr (TocsinHttpReply) reply = NULL;

  if (request == NULL)
    return FALSE;
  tocsin_http_request_set_sink (request, sink, user_data);
  tocsin_http_request_set_types (request, message_types);
  reply = tocsin_http_account_send (self->http, request, cancellable, error);

  return reply != NULL
         && graph_trouble_check (reply, GRAPH_ABOUT_MESSAGE, graph_account_get_place (self), error);
}

static gboolean
is_repeatable (GraphPart *const *parts, guint n_parts)
{
  for (guint i = 0; i < n_parts; i++)
    if (g_str_equal (parts[i]->method, "POST"))
      return FALSE;

  return TRUE;
}

static gboolean
ask_some (GraphAccount *self,
          GraphPart *const *parts,
          guint n_parts,
          GCancellable *cancellable,
          GError **error)
{
  g_autofree char *target = g_strconcat (self->service.version, "/$batch", NULL);
  g_autoptr (JsonObject) body = graph_batch_write (parts, n_parts);
  GraphCall call = {
    "POST", target, body, NULL, GRAPH_ABOUT_MAILBOX, is_repeatable (parts, n_parts)
  };
  g_autoptr (JsonObject) answer = graph_account_ask (self, &call, cancellable, error);

  return answer != NULL && graph_batch_read (parts, n_parts, answer, error);
}

/* Throttled, or not done because another one was (424). */
static gboolean
is_put_off (const GraphPart *part)
{
  return part->status == 429 || part->status == 503 || part->status == 424;
}

/* Those that were put off, and how long Graph wants to be left alone. */
static GPtrArray *
list_put_off (GPtrArray *parts, gint64 *wait)
{
  GPtrArray *left = g_ptr_array_new ();

  for (guint i = 0; i < parts->len; i++)
    {
      GraphPart *part = g_ptr_array_index (parts, i);

      if (!is_put_off (part))
        continue;
      *wait = MAX (*wait, part->retry_after);
      g_ptr_array_add (left, part);
    }

  return left;
}

/**
 * graph_account_ask_all:
 * @self: an account
 * @parts: (element-type GraphPart): requests
 * @cancellable: (nullable): to stop it
 * @error: where to put what kept them all from being answered
 *
 * Asks as many at once as Graph takes. What it puts off is asked for again.
 *
 * Returns: whether each has its answer; that may be a refusal.
 */
gboolean
graph_account_ask_all (GraphAccount *self,
                       GPtrArray *parts,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_ref (parts);

  for (guint try = 0; try < TRIES && left->len > 0; try++)
    {
      g_autoptr (GPtrArray) put_off = NULL;
      gint64 wait = 1;

      for (guint i = 0; i < left->len; i += GRAPH_BATCH_MAX)
        if (!ask_some (self, (GraphPart *const *) left->pdata + i,
                       MIN (left->len - i, GRAPH_BATCH_MAX), cancellable, error))
          return FALSE;
      put_off = list_put_off (left, &wait);
      if (put_off->len > 0)
        tocsin_http_account_hold (self->http, (guint) wait, _ ("Microsoft Graph"));
      g_ptr_array_unref (left);
      left = g_steal_pointer (&put_off);
    }

  return TRUE;
}
