/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/send-json.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

gboolean
graph_send_json (const GraphSending *sending,
                 GraphLetter *letter,
                 GCancellable *cancellable,
                 GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("exchange.save-sent: Microsoft Graph keeps a copy of every message that "
                          "is sent as it is"));
  return FALSE;
}

gboolean
graph_send_in_pieces (const GraphSending *sending,
                      GraphLetter *letter,
                      GCancellable *cancellable,
                      GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_TOO_BIG,
                       _ ("the message is larger than Microsoft Graph takes in one request"));
  return FALSE;
}
