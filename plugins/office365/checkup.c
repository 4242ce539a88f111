/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The Test button, and raw requests for experts. */
#include "plugins/office365/checkup.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
look_at (TocsinMailStore *store,
         const char *name,
         TocsinReport *report,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (TocsinFolder) folder = NULL;

  tocsin_report_begin (report, TOCSIN_STEP_MAILBOX);
  folder = tocsin_mail_store_find_folder (store, name, cancellable, error);
  if (folder == NULL)
    return FALSE;
  tocsin_report_fact (report, "mailbox.name", "%s", folder->name);
  if (folder->messages >= 0)
    tocsin_report_fact (report, "mailbox.messages", "%" G_GINT64_FORMAT, folder->messages);
  if (folder->unread >= 0)
    tocsin_report_fact (report, "mailbox.unread", "%" G_GINT64_FORMAT, folder->unread);

  return TRUE;
}

static gboolean
look_at_all (TocsinMailStore *store,
             const char *const *folders,
             TocsinReport *report,
             GCancellable *cancellable,
             GError **error)
{
  static const char *const usual[] = { "INBOX", NULL };

  if (folders == NULL || folders[0] == NULL)
    folders = usual;
  for (gsize i = 0; folders[i] != NULL; i++)
    if (!look_at (store, folders[i], report, cancellable, error))
      return FALSE;

  return TRUE;
}

static void
describe (GraphAccount *account, TocsinReport *report)
{
  const GraphService *service = graph_account_get_service (account);

  tocsin_report_begin (report, TOCSIN_STEP_FEATURES);
  tocsin_report_fact (report, "server.version", "Microsoft Graph %s", service->version + 1);
  tocsin_report_fact (report, "mailbox.owner", "%s", service->user);
  tocsin_report_fact (report, "server.notifications", "%s",
                      _ ("none: asked as often as something happens"));
}

/**
 * graph_checkup:
 * @account: an account
 * @store: the connection it is of
 * @folders: (nullable) (array zero-terminated=1): names of folders to look at, %NULL for INBOX
 * @report: (nullable): who watches
 * @transcript: (nullable): where to write down what is said
 * @cancellable: (nullable): to stop it
 * @error: where to put why the first failed step failed
 *
 * Returns: whether all of it went well.
 */
gboolean
graph_checkup (GraphAccount *account,
               TocsinMailStore *store,
               const char *const *folders,
               TocsinReport *report,
               TocsinTranscript *transcript,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GString) target =
      graph_target_new (graph_account_get_base (account), "mailFolders", "inbox", NULL);
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (TocsinHttpReply) reply = NULL;
  g_autoptr (GError) failure = NULL;

  graph_target_add (target, "$select", "id");
  request = graph_account_new_request (account, "GET", target->str, NULL, error);
  if (request == NULL)
    return FALSE;
  reply = tocsin_http_account_check (graph_account_get_http (account), request, report, transcript,
                                     cancellable, &failure);
  if (reply != NULL
      && graph_trouble_check (reply, GRAPH_ABOUT_MAILBOX, graph_account_get_place (account),
                              &failure)
      && look_at_all (store, folders, report, cancellable, &failure))
    describe (account, report);
  tocsin_report_end (report, failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/**
 * graph_checkup_command:
 * @account: an account
 * @line: a method and a path, "GET /me/mailFolders?$top=3"
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the answer, as it came.
 */
char *
graph_checkup_command (GraphAccount *account,
                       const char *line,
                       GCancellable *cancellable,
                       GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  const char *path = words[0] != NULL && words[1] != NULL ? g_strstrip (words[1]) : "";
  g_autofree char *target = NULL;
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (TocsinHttpReply) reply = NULL;

  if (path[0] != '/')
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("A command is a method and a path, such as GET /me/mailFolders"));
      return NULL;
    }
  target = g_strconcat (graph_account_get_service (account)->version, path, NULL);
  request = graph_account_new_request (account, words[0], target, NULL, error);
  if (request == NULL)
    return NULL;
  reply = tocsin_http_account_send (graph_account_get_http (account), request, cancellable, error);
  if (reply == NULL
      || !graph_trouble_check (reply, GRAPH_ABOUT_MAILBOX, graph_account_get_place (account),
                               error))
    return NULL;

  return g_utf8_make_valid (g_bytes_get_data (reply->body, NULL),
                            (gssize) g_bytes_get_size (reply->body));
}
