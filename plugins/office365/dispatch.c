/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/dispatch.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

static gboolean
commit (gpointer user_data, GError **error)
{
  const GraphSending *sending = user_data;
  const TocsinSendWatch *watch = sending->watch;

  return watch == NULL || watch->commit == NULL || watch->commit (watch->user_data, error);
}

static void
progress (guint64 done, guint64 size, gpointer user_data)
{
  const GraphSending *sending = user_data;
  const TocsinSendWatch *watch = sending->watch;

  if (watch != NULL && watch->progress != NULL)
    watch->progress (done, size, watch->user_data);
  tocsin_send_report_set_bytes (sending->report, done);
}

/**
 * graph_dispatch_init:
 * @self: (out caller-allocates): a dispatch
 * @sending: the message; outlives it
 */
void
graph_dispatch_init (GraphDispatch *self, const GraphSending *sending)
{
  *self = (GraphDispatch){ sending, { commit, progress, (gpointer) sending, FALSE } };
}

static void
set_all (const GraphSending *sending, TocsinSendState state)
{
  for (guint i = 0; i < tocsin_send_report_get_n_results (sending->report); i++)
    tocsin_send_report_set_state (sending->report, i, state);
}

static gboolean
is_for_good (const GError *problem)
{
  switch ((TocsinError) problem->code)
    {
    case TOCSIN_ERROR_SERVICE_ERROR:
    case TOCSIN_ERROR_SEND_SENDER_REFUSED:
    case TOCSIN_ERROR_SEND_RECIPIENT_REFUSED:
    case TOCSIN_ERROR_SEND_TOO_BIG:
    case TOCSIN_ERROR_SEND_CONTENT_REFUSED:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * graph_dispatch_refuse:
 * @sending: a message that was refused
 * @problem: (transfer full): why
 * @error: where to put that
 *
 * It is the message that is refused, so it is for all who were to get it.
 *
 * Returns: %FALSE.
 */
gboolean
graph_dispatch_refuse (const GraphSending *sending, GError *problem, GError **error)
{
  for (guint i = 0; i < tocsin_send_report_get_n_results (sending->report); i++)
    tocsin_send_report_refuse (sending->report, i, is_for_good (problem), problem);
  g_propagate_error (error, problem);

  return FALSE;
}

static gboolean
lose (const GraphSending *sending, const GError *problem, GError **error)
{
  set_all (sending, TOCSIN_SEND_STATE_UNKNOWN);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
               _ ("The message may have been sent: the server had all of it, and then %s"),
               problem->message);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Look into Sent Items, or ask a recipient, before you send "
                                      "it again"));

  return FALSE;
}

/* Said about who asks, or when: then it was not the message that was answered. */
static gboolean
is_about_asking (const GError *problem)
{
  const char *name = tocsin_error_get_code_name (problem);

  return problem->code == TOCSIN_ERROR_HTTP_THROTTLED || g_str_has_prefix (name, "auth.")
         || g_str_has_prefix (name, "secret.") || g_str_has_prefix (name, "config.");
}

/* The pages of gateways (502, 504) and an error without Graph's own word for it leave it open. */
static gboolean
is_open (const TocsinHttpReply *reply, const GError *problem)
{
  g_autofree char *status = g_strdup_printf ("%u", reply->status);

  return reply->status == 502 || reply->status == 504
         || (reply->status == 500 && graph_trouble_is_called (problem, status));
}

/**
 * graph_dispatch_run:
 * @self: a dispatch
 * @request: the request that sends; its body tells the hooks of @self
 * @cancellable: (nullable): to stop it
 * @error: why it was not sent, or that nobody knows
 *
 * Returns: whether the server has taken it.
 */
gboolean
graph_dispatch_run (GraphDispatch *self,
                    TocsinHttpRequest *request,
                    GCancellable *cancellable,
                    GError **error)
{
  const GraphSending *sending = self->sending;
  GraphAccount *account = sending->account;
  g_autoptr (GError) problem = NULL;
  g_autoptr (TocsinHttpReply) reply =
      tocsin_http_account_send (graph_account_get_http (account), request, cancellable, &problem);

  if (reply == NULL)
    {
      if (self->hooks.ended && !is_about_asking (problem))
        return lose (sending, problem, error);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (graph_trouble_check (reply, GRAPH_ABOUT_SENDING, graph_account_get_place (account), &problem))
    {
      set_all (sending, TOCSIN_SEND_STATE_ACCEPTED);
      return TRUE;
    }
  if (is_open (reply, problem))
    return lose (sending, problem, error);

  return graph_dispatch_refuse (sending, g_steal_pointer (&problem), error);
}
