/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The first words to a server: afterwards it is known how old it is, and what is said to it is said
 * in words that it knows. */
#include "plugins/ews/meet.h"

#include "plugins/ews/ask.h"
#include "plugins/ews/wire/folder-requests.h"

static GBytes *
build_greeting (EwsAccount *account)
{
  static const EwsShape shape = { .base = EWS_BASE_SHAPE_ID_ONLY };
  EwsEnvelope envelope = ews_account_make_envelope (account);
  EwsFolderRef inbox = ews_account_name_folder (account, "inbox");

  return ews_get_folder_build (&envelope, &inbox, 1, &shape);
}

static gboolean
is_too_new (const GError *error)
{
  static const char *const codes[] = { "ErrorInvalidServerVersion", "ErrorIncorrectSchemaVersion",
                                       NULL };

  return ews_ask_fails_with (error, codes);
}

/**
 * ews_meet:
 * @account: an account
 * @cancellable: (nullable): to stop it
 * @error: as of ews_ask()
 *
 * Does nothing the second time.
 *
 * Returns: whether the server can be talked to.
 */
gboolean
ews_meet (EwsAccount *account, GCancellable *cancellable, GError **error)
{
  EwsDialect *dialect = ews_account_get_dialect (account);

  while (!ews_dialect_is_settled (dialect))
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (EwsAnswer) answer =
          ews_ask_simple (account, "GetFolder", build_greeting (account), cancellable, &problem);

      if (answer != NULL)
        {
          ews_dialect_settle (dialect);
          return TRUE;
        }
      if (is_too_new (problem) && ews_dialect_lower (dialect))
        continue;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  return TRUE;
}

/**
 * ews_meet_watched:
 * @account: an account of which nothing was asked yet
 * @report: (nullable): who watches
 * @transcript: (nullable): where to write down what is said
 * @cancellable: (nullable): to stop it
 * @error: why the first failed step failed
 *
 * As ews_meet(), over a new connection, each step of which is told.
 *
 * Returns: whether the server can be talked to.
 */
gboolean
ews_meet_watched (EwsAccount *account,
                  TocsinReport *report,
                  TocsinTranscript *transcript,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *target = NULL;
  g_autoptr (TocsinHttpAccount) service =
      ews_account_find_service (account, &target, cancellable, error);
  g_autoptr (GBytes) body = build_greeting (account);
  const EwsQuestion question = { .command = "GetFolder", .body = body };
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (TocsinHttpReply) reply = NULL;

  if (service == NULL)
    return FALSE;
  request = ews_ask_make_request (account, &question, target, error);
  if (request == NULL)
    return FALSE;
  reply = tocsin_http_account_check (service, request, report, transcript, cancellable, error);

  return reply != NULL && ews_meet (account, cancellable, error);
}
