/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A request and what is made of its answer. A refusal may come with any status, and a page of
 * somebody in between with that of success. */
#include "plugins/ews/ask.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "plugins/ews/wire/refusal.h"

#define FORBIDDEN 403
#define NOT_FOUND 404

/* How often a server may put off one request before it is told upward. */
#define MAX_TRIES 3

typedef struct
{
  EwsAccount *account;
  const EwsQuestion *question;
  TocsinHttpAccount *service;
  EwsReader *reader;
  GError *trouble;
} Talk;

static void
talk_clear (Talk *self)
{
  g_clear_object (&self->service);
  g_clear_pointer (&self->reader, ews_reader_free);
  g_clear_error (&self->trouble);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Talk, talk_clear)

static gboolean
take_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Talk *self = user_data;

  if (self->trouble == NULL)
    ews_reader_feed (self->reader, bytes, length, &self->trouble);
  if (self->trouble == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->trouble);

  return FALSE;
}

/* Without it a server must guess which of its neighbours has the mailbox; with impersonation it may
 * guess wrong. */
static gboolean
add_anchor (EwsAccount *account, TocsinHttpRequest *request, GError **error)
{
  const EwsWhom *whom = ews_account_get_whom (account);

  return whom->anchor == NULL
         || tocsin_http_request_add_header (request, "X-AnchorMailbox", whom->anchor, error);
}

/**
 * ews_ask_make_request: (skip)
 * @account: an account whose service is known
 * @question: what to ask; lives as long as the request
 * @target: what of the service is asked
 * @error: `config.invalid`
 *
 * Returns: (transfer full): the request.
 */
TocsinHttpRequest *
ews_ask_make_request (EwsAccount *account,
                      const EwsQuestion *question,
                      const char *target,
                      GError **error)
{
  static const char *const types[] = { "text/xml", "application/xml", "application/soap+xml",
                                       NULL };
  g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new ("POST", target, error);
  TocsinEndpointLimits limits;
  guint64 patience;

  if (request == NULL || !tocsin_http_request_add_header (request, "Accept", "text/xml", error)
      || !add_anchor (account, request, error))
    return NULL;
  ews_account_read_limits (account, &limits);
  patience = tocsin_endpoint_limits_get_patience (&limits, question->expected + question->length);
  if (question->body != NULL)
    tocsin_http_request_set_body (request, EWS_CONTENT_TYPE, question->body);
  else
    tocsin_http_request_set_body_stream (request, EWS_CONTENT_TYPE, question->stream,
                                         question->length);
  tocsin_http_request_set_types (request, types);
  tocsin_http_request_set_repeatable (request, !question->once);
  tocsin_http_request_set_timeout (request, (guint) MIN (patience, G_MAXINT32));

  return g_steal_pointer (&request);
}

/* A tenant or a mailbox that is closed to this service says so without a word of SOAP. */
static void
explain_status (Talk *self, const TocsinHttpReply *reply, GError *error)
{
  if (reply->status == FORBIDDEN && error->code != TOCSIN_ERROR_AUTH_OAUTH_SCOPE)
    {
      error->code = TOCSIN_ERROR_SERVICE_DISABLED;
      tocsin_error_set_hint (error, _ ("Exchange Web Services are switched off here, for the "
                                       "mailbox, this program or the whole organisation. Use a "
                                       "connection of protocol office365, or have an "
                                       "administrator allow them."));
    }
  else if (reply->status == NOT_FOUND)
    tocsin_error_set_hint (error, _ ("There are no Exchange Web Services at this address; usually "
                                     "they are at /EWS/Exchange.asmx"));
  /* What was found a while ago may be somewhere else by now. */
  if (reply->status == NOT_FOUND || error->code == TOCSIN_ERROR_HTTP_REDIRECTED)
    ews_account_forget_service (self->account);
}

/* The document in the body of a refusal, if there is one. */
static EwsAnswer *
read_refusal (const TocsinHttpReply *reply)
{
  g_autoptr (EwsReader) reader = ews_reader_new (NULL, NULL);
  gsize length;
  const char *bytes = g_bytes_get_data (reply->body, &length);

  if (length == 0 || !ews_reader_feed (reader, bytes, length, NULL))
    return NULL;

  return ews_reader_finish (reader, NULL);
}

static EwsAnswer *
read_answer (Talk *self, const TocsinHttpReply *reply, GError **error)
{
  gboolean good = reply->status >= 200 && reply->status < 300;
  g_autoptr (GError) problem = NULL;
  EwsAnswer *answer = self->trouble == NULL ? ews_reader_finish (self->reader, &problem) : NULL;

  if (answer == NULL && !good)
    answer = read_refusal (reply);
  if (answer != NULL && (good || answer->fault != NULL))
    return answer;
  g_clear_pointer (&answer, ews_answer_free);
  if (!good)
    {
      g_clear_error (&problem);
      tocsin_http_account_check_reply (self->service, reply, &problem);
      explain_status (self, reply, problem);
      g_propagate_error (error, g_steal_pointer (&problem));
    }
  else
    g_propagate_error (error, problem != NULL ? g_steal_pointer (&problem)
                                              : g_steal_pointer (&self->trouble));

  return NULL;
}

/* Sends it once. */
static EwsAnswer *
say (Talk *self, TocsinHttpRequest *request, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinHttpReply) reply = NULL;
  g_autoptr (GError) problem = NULL;

  g_clear_pointer (&self->reader, ews_reader_free);
  g_clear_error (&self->trouble);
  self->reader = ews_reader_new (self->question->content, self->question->user_data);
  reply = tocsin_http_account_send (self->service, request, cancellable, &problem);
  if (reply == NULL)
    {
      /* A sink that refuses has its own reason, which the road may have put into other words. */
      g_propagate_error (error, self->trouble != NULL ? g_steal_pointer (&self->trouble)
                                                      : g_steal_pointer (&problem));
      return NULL;
    }

  return read_answer (self, reply, error);
}

static gint64
find_back_off (const EwsAnswer *answer)
{
  gint64 longest = answer->fault != NULL ? ews_refusal_get_seconds (answer->fault) : 0;

  for (guint i = 0; i < answer->responses->len; i++)
    longest = MAX (longest, ews_refusal_get_seconds (g_ptr_array_index (answer->responses, i)));

  return longest;
}

/* Too much was asked, by all who ask in this user's name; none of it was done. */
static gboolean
obey_back_off (Talk *self, const EwsAnswer *answer)
{
  gint64 seconds = find_back_off (answer);
  const char *words = answer->fault != NULL ? answer->fault->text : NULL;

  if (seconds > 0)
    tocsin_http_account_hold (self->service, seconds,
                              words != NULL ? words : self->question->command);

  return seconds > 0 && answer->fault != NULL;
}

/**
 * ews_ask:
 * @account: an account
 * @question: what to ask
 * @cancellable: (nullable): to stop it
 * @error: `http.*`, `auth.*`, `protocol.parse`, and what the service gives as the reason of a
 *   refusal of the whole
 *
 * Blocks. What became of the parts of the request is in the answer, and not looked at here.
 *
 * Returns: (transfer full): the answer, no fault.
 */
EwsAnswer *
ews_ask (EwsAccount *account,
         const EwsQuestion *question,
         GCancellable *cancellable,
         GError **error)
{
  g_auto (Talk) talk = { .account = account, .question = question };
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autofree char *target = NULL;

  talk.service = ews_account_find_service (account, &target, cancellable, error);
  if (talk.service == NULL)
    return NULL;
  request = ews_ask_make_request (account, question, target, error);
  if (request == NULL)
    return NULL;
  tocsin_http_request_set_sink (request, take_bytes, &talk);

  for (guint tries = 1;; tries++)
    {
      g_autoptr (EwsAnswer) answer = say (&talk, request, cancellable, error);

      if (answer == NULL)
        return NULL;
      ews_dialect_note (ews_account_get_dialect (account), answer->version);
      /* The account's gate waits, or says for how long it would have to. */
      if (obey_back_off (&talk, answer) && tries < MAX_TRIES)
        continue;
      if (answer->fault != NULL && !ews_response_check (answer->fault, question->command, error))
        return NULL;

      return g_steal_pointer (&answer);
    }
}

/**
 * ews_ask_simple:
 * @account: an account
 * @command: what it is called in errors
 * @body: (transfer full): the request
 * @cancellable: (nullable): to stop it
 * @error: as of ews_ask()
 *
 * As ews_ask(), for a short question that may be repeated.
 *
 * Returns: (transfer full): the answer, no fault.
 */
EwsAnswer *
ews_ask_simple (EwsAccount *account,
                const char *command,
                GBytes *body,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GBytes) owned = body;
  const EwsQuestion question = { .command = command, .body = body };

  return ews_ask (account, &question, cancellable, error);
}

/**
 * ews_ask_open: (skip)
 * @account: an account
 * @command: what it is called in errors
 * @body: the request
 * @cancellable: (nullable): to stop it
 * @error: as of ews_ask()
 *
 * For an answer that goes on for as long as the server has something to say.
 *
 * Returns: (transfer full): the answer, no refusal as far as its head tells.
 */
TocsinHttpFlow *
ews_ask_open (EwsAccount *account,
              const char *command,
              GBytes *body,
              GCancellable *cancellable,
              GError **error)
{
  const EwsQuestion question = { .command = command, .body = body };
  g_auto (Talk) talk = { .account = account, .question = &question };
  g_autofree char *target = NULL;
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (TocsinHttpFlow) flow = NULL;
  g_autoptr (EwsAnswer) answer = NULL;
  const TocsinHttpReply *reply;

  talk.service = ews_account_find_service (account, &target, cancellable, error);
  request = talk.service != NULL ? ews_ask_make_request (account, &question, target, error) : NULL;
  if (request == NULL)
    return NULL;
  flow = tocsin_http_account_open (talk.service, request, cancellable, error);
  if (flow == NULL)
    return NULL;
  reply = tocsin_http_flow_get_reply (flow);
  if (reply->status >= 200 && reply->status < 300)
    return g_steal_pointer (&flow);

  talk.reader = ews_reader_new (NULL, NULL);
  answer = read_answer (&talk, reply, error);
  if (answer != NULL)
    ews_answer_check (answer, command, error);

  return NULL;
}

/**
 * ews_ask_fails_with:
 * @error: what became of a question
 * @codes: (array zero-terminated=1): ResponseCodes
 *
 * Returns: whether the service gave one of them as its reason.
 */
gboolean
ews_ask_fails_with (const GError *error, const char *const *codes)
{
  const char *code = error->domain == TOCSIN_ERROR ? tocsin_error_get_response_code (error) : NULL;

  return code != NULL && g_strv_contains (codes, code);
}

/**
 * ews_ask_is_gone:
 * @response: what became of one item
 *
 * Returns: whether it is no longer there.
 */
gboolean
ews_ask_is_gone (const EwsResponse *response)
{
  static const char *const codes[] = { "ErrorItemNotFound", "ErrorObjectNotFound",
                                       "ErrorMessageNotFound", NULL };

  return response->outcome != EWS_OUTCOME_SUCCESS && response->code != NULL
         && g_strv_contains (codes, response->code);
}

/**
 * ews_ask_check_item:
 * @response: what became of one item that was asked for alone
 * @command: what was asked
 * @error: what it means; `message.unparsable` where the service has a reason that nothing is made
 *   of, so that the item is put aside and the others are not
 *
 * Returns: whether it is no refusal.
 */
gboolean
ews_ask_check_item (const EwsResponse *response, const char *command, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (ews_response_check (response, command, &problem))
    return TRUE;
  if (problem->code == TOCSIN_ERROR_SERVICE_FAULT)
    problem->code = TOCSIN_ERROR_MESSAGE_UNPARSABLE;
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}
