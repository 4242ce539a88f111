/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/append.h"

#include "plugins/ews/ask.h"
#include "plugins/ews/wire/send-requests.h"

/**
 * ews_append:
 * @account: an account
 * @folder: the folder's id
 * @message: the message, where it begins
 * @size: its size in bytes
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_append(). What is filed is no draft, as new items are by themselves.
 *
 * Returns: whether it is there.
 */
gboolean
ews_append (EwsAccount *account,
            const char *folder,
            GInputStream *message,
            guint64 size,
            GCancellable *cancellable,
            GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (account);
  const EwsFolderRef ref = { .id = folder };
  const EwsNewItem item = { .disposition = EWS_DISPOSITION_SAVE_ONLY, .folder = &ref };
  EwsQuestion question = { .command = "CreateItem", .once = TRUE };
  g_autoptr (GInputStream) stream =
      ews_create_item_open (&envelope, &item, message, size, &question.length);
  g_autoptr (EwsAnswer) answer = NULL;

  question.stream = stream;
  answer = ews_ask (account, &question, cancellable, error);

  return answer != NULL && ews_answer_get_only (answer, "CreateItem", error) != NULL;
}
