/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* One message on its way: as it is (MIME) where Graph takes it so, which keeps a copy in Sent Items
 * whatever anybody says; composed anew (JSON) where none is wanted; piece by piece where it is too
 * large for one request. */
#include "plugins/office365/send.h"

#include "core/base/error.h"
#include "plugins/office365/append.h"
#include "plugins/office365/dispatch.h"
#include "plugins/office365/send-json.h"
#include "plugins/office365/send-pieces.h"
#include "plugins/office365/upload-stream.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *
get (GraphAccount *account, const char *key)
{
  return tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (graph_account_get_settings (account)), key);
}

static gboolean
is_set (GraphAccount *account, const char *key)
{
  return tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (graph_account_get_settings (account)), key);
}

/* What Graph has no word for. */
static gboolean
check_envelope (const GraphSending *sending, GError **error)
{
  if (tocsin_envelope_get_require_tls (sending->envelope)
      || tocsin_envelope_get_verb (sending->envelope) != TOCSIN_SEND_VERB_MAIL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_NEEDS_EXTENSION,
                           _ ("Microsoft Graph can't be asked how a message is to be carried on"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_right (const GraphSending *sending, GError **error)
{
  GraphAccount *account = sending->account;

  if (*get (account, "authentication.mailbox") == '\0'
      || g_str_equal (get (account, "exchange.send-as"), "self")
      || is_set (account, "exchange.allow-delegate"))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("exchange.allow-delegate: sending for %s is not allowed by the settings"),
               get (account, "authentication.mailbox"));
  return FALSE;
}

static gboolean
send_as_it_is (const GraphSending *sending,
               GraphLetter *letter,
               GCancellable *cancellable,
               GError **error)
{
  const GraphService *service = graph_account_get_service (sending->account);
  g_autofree char *target = g_strconcat (service->version, service->sender, "/sendMail", NULL);
  g_autoptr (TocsinHttpRequest) request =
      graph_account_new_request (sending->account, "POST", target, NULL, error);
  g_autoptr (GInputStream) stream = NULL;
  GraphDispatch dispatch;

  if (request == NULL)
    return FALSE;
  graph_dispatch_init (&dispatch, sending);
  stream = graph_upload_stream_new (letter->head, letter->source, letter->offset, letter->rest,
                                    &dispatch.hooks);
  tocsin_http_request_set_body_stream (
      request, "text/plain", stream, graph_upload_stream_get_length (GRAPH_UPLOAD_STREAM (stream)));

  return graph_dispatch_run (&dispatch, request, cancellable, error);
}

static gboolean
fits (const GraphLetter *letter)
{
  return (g_bytes_get_size (letter->head) + letter->rest + 2) / 3 * 4 <= GRAPH_MAX_REQUEST;
}

/**
 * graph_send:
 * @sending: what is to be sent
 * @message: the message, where it begins
 * @size: its size in bytes
 * @cancellable: (nullable): to stop it
 * @error: why it was not sent, or that nobody knows
 *
 * Returns: as tocsin_mail_transport_send().
 */
gboolean
graph_send (const GraphSending *sending,
            GInputStream *message,
            guint64 size,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (GraphLetter) letter = { 0 };

  if (!check_envelope (sending, error) || !check_right (sending, error)
      || !graph_letter_init (&letter, sending->envelope, message, size, cancellable, error))
    return FALSE;
  if (!is_set (sending->account, "exchange.save-sent"))
    return graph_send_json (sending, &letter, cancellable, error);
  if (!fits (&letter))
    return graph_send_in_pieces (sending, &letter, cancellable, error);

  return send_as_it_is (sending, &letter, cancellable, error);
}

/**
 * graph_send_get_defaults:
 * @settings: the settings of a connection
 * @error: not used
 *
 * Returns: (transfer full): what they say about messages that are made for it.
 */
TocsinMailDefaults *
graph_send_get_defaults (TocsinConnectionSettings *settings, GError **error)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  const char *mailbox = tocsin_snapshot_get_string (snapshot, "authentication.mailbox");
  const char *username = tocsin_snapshot_get_string (snapshot, "authentication.username");
  gboolean is_own = g_str_equal (tocsin_snapshot_get_string (snapshot, "exchange.send-as"), "self");
  const char *from = is_own || *mailbox == '\0' ? username : mailbox;
  TocsinMailDefaults *self = tocsin_mail_defaults_new ();

  if (strchr (from, '@') != NULL)
    self->from = g_strdup (from);

  return self;
}
