/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A message that is too large for one request: a draft, to which each attachment goes by itself,
 * and which is sent when all are there. One that is not sent is taken away again. */
#include "plugins/office365/send-pieces.h"

#include "core/base/error.h"
#include "plugins/office365/attach.h"
#include "plugins/office365/dispatch.h"
#include "plugins/office365/draft.h"

#include <glib/gi18n-lib.h>

static char *
name_base (const GraphSending *sending)
{
  const GraphService *service = graph_account_get_service (sending->account);

  return g_strconcat (service->version, service->sender, NULL);
}

static char *
make_draft (const GraphSending *sending,
            const GraphDraft *draft,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *base = name_base (sending);
  g_autoptr (GString) target = graph_target_new (base, "messages", NULL);
  g_autoptr (JsonObject) body = graph_draft_write (draft, cancellable, error);
  g_autoptr (JsonObject) made = NULL;
  GraphCall call = { "POST", target->str, body, NULL, GRAPH_ABOUT_SENDING, FALSE };
  const char *id;

  if (body == NULL)
    return NULL;
  made = graph_account_ask (sending->account, &call, cancellable, error);
  if (made == NULL)
    return NULL;
  id = graph_json_get_string (made, "id");
  if (graph_page_is_id (id))
    return g_strdup (id);
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("the server made a draft without an id"));

  return NULL;
}

static void
remove_draft (const GraphSending *sending, const char *id)
{
  g_autofree char *base = name_base (sending);
  g_autoptr (GString) target = graph_target_new (base, "messages", id, NULL);
  GraphCall call = { "DELETE", target->str, NULL, NULL, GRAPH_ABOUT_MESSAGE, TRUE };
  g_autoptr (GError) problem = NULL;
  g_autoptr (JsonObject) answer = graph_account_ask (sending->account, &call, NULL, &problem);

  if (problem != NULL)
    g_message ("%s: %s", _ ("an unsent message stays in Drafts"), problem->message);
}

static gboolean
attach_all (const GraphSending *sending,
            const GraphDraft *draft,
            const char *id,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *base = name_base (sending);
  g_autoptr (GString) target = graph_target_new (base, "messages", id, "attachments", NULL);

  for (guint i = 0; i < draft->attachments->len; i++)
    if (!graph_attach (sending->account, draft, g_ptr_array_index (draft->attachments, i),
                       target->str, cancellable, error))
      return FALSE;

  return TRUE;
}

/* The request has no body that could tell when it ends. */
static gboolean
send_draft (const GraphSending *sending, const char *id, GCancellable *cancellable, GError **error)
{
  g_autofree char *base = name_base (sending);
  g_autoptr (GString) target = graph_target_new (base, "messages", id, "send", NULL);
  g_autoptr (TocsinHttpRequest) request =
      graph_account_new_request (sending->account, "POST", target->str, NULL, error);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  GraphDispatch dispatch;

  if (request == NULL)
    return FALSE;
  tocsin_http_request_set_body (request, "application/json", nothing);
  graph_dispatch_init (&dispatch, sending);
  if (!dispatch.hooks.end (dispatch.hooks.user_data, error))
    return FALSE;
  dispatch.hooks.ended = TRUE;

  return graph_dispatch_run (&dispatch, request, cancellable, error);
}

/**
 * graph_send_in_pieces:
 * @sending: what is to be sent
 * @letter: the message
 * @cancellable: (nullable): to stop it
 * @error: why it was not sent, or that nobody knows
 *
 * Returns: as tocsin_mail_transport_send().
 */
gboolean
graph_send_in_pieces (const GraphSending *sending,
                      GraphLetter *letter,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (GraphDraft) draft = { 0 };
  g_autofree char *id = NULL;
  g_autoptr (GError) problem = NULL;

  if (!graph_draft_init (&draft, letter, sending->envelope, cancellable, error))
    return FALSE;
  id = make_draft (sending, &draft, cancellable, error);
  if (id == NULL)
    return FALSE;
  if (attach_all (sending, &draft, id, cancellable, &problem)
      && send_draft (sending, id, cancellable, &problem))
    {
      tocsin_send_report_set_bytes (sending->report, letter->size);
      return TRUE;
    }
  if (!g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN))
    remove_draft (sending, id);
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}
