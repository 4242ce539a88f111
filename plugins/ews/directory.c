/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/directory.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/wire/directory-requests.h"
#include "plugins/ews/wire/resolution.h"

static char *
to_line (const EwsMailbox *mailbox)
{
  const char *address = mailbox->address != NULL ? mailbox->address : "?";

  if (mailbox->name == NULL || *mailbox->name == '\0')
    return g_strdup (address);

  return g_strdup_printf ("%s <%s>", mailbox->name, address);
}

static GStrv
to_lines (GPtrArray *mailboxes, gboolean complete)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (guint i = 0; i < mailboxes->len; i++)
    {
      g_autofree char *line = to_line (g_ptr_array_index (mailboxes, i));

      g_strv_builder_add (lines, line);
    }
  if (!complete)
    g_strv_builder_add (lines, _ ("… and more"));

  return g_strv_builder_end (lines);
}

static const EwsResponse *
get_response (const EwsAnswer *answer, const char *command, GError **error)
{
  if (answer->responses->len > 0)
    return g_ptr_array_index (answer->responses, 0);

  return ews_answer_get_only (answer, command, error);
}

/**
 * ews_directory_verify:
 * @account: an account
 * @address: an address, or part of a name
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): whom the directory and the user's contacts know by it, a line each.
 */
GStrv
ews_directory_verify (EwsAccount *account,
                      const char *address,
                      GCancellable *cancellable,
                      GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (account);
  g_autoptr (EwsAnswer) answer = ews_ask_simple (
      account, "ResolveNames", ews_resolve_names_build (&envelope, address), cancellable, error);
  const EwsResponse *response =
      answer != NULL ? get_response (answer, "ResolveNames", error) : NULL;
  g_autoptr (GPtrArray) found = NULL;
  gboolean complete;

  /* Several hits come as a warning. */
  if (response == NULL
      || (response->outcome == EWS_OUTCOME_ERROR
          && !ews_response_check (response, "ResolveNames", error)))
    return NULL;
  found = ews_response_read_resolutions (response, &complete);

  return to_lines (found, complete);
}

/**
 * ews_directory_expand:
 * @account: an account
 * @list: the address of a distribution list
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): who is on it, a line each.
 */
GStrv
ews_directory_expand (EwsAccount *account,
                      const char *list,
                      GCancellable *cancellable,
                      GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (account);
  g_autoptr (EwsAnswer) answer = ews_ask_simple (
      account, "ExpandDL", ews_expand_dl_build (&envelope, list), cancellable, error);
  const EwsResponse *response =
      answer != NULL ? ews_answer_get_only (answer, "ExpandDL", error) : NULL;
  g_autoptr (GPtrArray) found = NULL;
  gboolean complete;

  if (response == NULL)
    return NULL;
  found = ews_response_read_expansion (response, &complete);

  return to_lines (found, complete);
}
