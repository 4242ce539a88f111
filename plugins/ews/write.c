/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is done to messages. One that is gone is no failure; of others the first refusal is told,
 * when all were tried. */
#include "plugins/ews/write.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/mail/message-ref.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/keywords.h"
#include "plugins/ews/properties.h"
#include "plugins/ews/wire/item-requests.h"
#include "plugins/ews/wire/update-request.h"

typedef struct
{
  EwsAccount *account;
  const TocsinMailOperation *operation;
  const char *target;
  gboolean in_trash;  /* where deleting again is for good, as far as a user can see */
  GPtrArray *results; /* TocsinMessageRef or NULL, as the messages */
  GError *refusal;
} Writing;

static void
free_ref (gpointer ref)
{
  if (ref != NULL)
    tocsin_message_ref_unref (ref);
}

static EwsItemRef *
name_items (TocsinMessageRef *const *refs, guint n_refs)
{
  EwsItemRef *items = g_new0 (EwsItemRef, n_refs);

  for (guint i = 0; i < n_refs; i++)
    items[i].id = refs[i]->key;

  return items;
}

/* Flags that are one property, and its value; no value takes it away. */
static EwsFieldChange
make_change (TocsinMailVerb verb)
{
  static const char *const yes[] = { "true", NULL }, *const no[] = { "false", NULL },
                           *const flagged[] = { G_STRINGIFY (EWS_FLAG_STATUS_FLAGGED), NULL };

  switch (verb)
    {
    case TOCSIN_MAIL_MARK_READ:
      return (EwsFieldChange){ ews_property_is_read, yes };
    case TOCSIN_MAIL_MARK_UNREAD:
      return (EwsFieldChange){ ews_property_is_read, no };
    case TOCSIN_MAIL_FLAG:
      return (EwsFieldChange){ ews_property_flag_status, flagged };
    default:
      return (EwsFieldChange){ ews_property_flag_status, NULL };
    }
}

static GBytes *
build_update (const EwsEnvelope *envelope,
              TocsinMailVerb verb,
              const EwsItemRef *items,
              guint n_items)
{
  const EwsFieldChange change = make_change (verb);
  g_autofree EwsItemChange *changes = g_new0 (EwsItemChange, n_items);

  for (guint i = 0; i < n_items; i++)
    changes[i] = (EwsItemChange){ items[i], &change, 1 };

  return ews_update_item_build (envelope, changes, n_items, EWS_CONFLICT_ALWAYS_OVERWRITE);
}

/* @command: what the request is called. */
static GBytes *
build (Writing *self, const EwsItemRef *items, guint n_items, const char **command)
{
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  const EwsFolderRef target = { .id = self->target };

  switch (self->operation->verb)
    {
    case TOCSIN_MAIL_MOVE:
      *command = "MoveItem";
      return ews_move_item_build (&envelope, items, n_items, &target);

    case TOCSIN_MAIL_COPY:
      *command = "CopyItem";
      return ews_copy_item_build (&envelope, items, n_items, &target);

    case TOCSIN_MAIL_DELETE:
      *command = "DeleteItem";
      return ews_delete_item_build (&envelope, items, n_items,
                                    self->in_trash ? EWS_DISPOSAL_SOFT_DELETE
                                                   : EWS_DISPOSAL_MOVE_TO_DELETED_ITEMS);

    default:
      *command = "UpdateItem";
      return build_update (&envelope, self->operation->verb, items, n_items);
    }
}

/* Old servers, and moves between mailboxes, give no new id: then nobody knows where it is. */
static TocsinMessageRef *
read_result (Writing *self, const TocsinMessageRef *ref, const EwsResponse *response)
{
  g_autoptr (GPtrArray) items = ews_response_read_items (response);
  const EwsItem *item = items->len > 0 ? g_ptr_array_index (items, 0) : NULL;
  TocsinMessageRef *result;

  if (item == NULL || item->id == NULL || self->target == NULL)
    return NULL;
  result = tocsin_message_ref_new (self->target, item->id);
  result->received = ref->received;

  return result;
}

/* Whether it is done, or there is nothing left to do it to. */
static gboolean
check_response (const EwsResponse *response, const char *command, GError **error)
{
  if (response != NULL)
    return ews_ask_is_gone (response) || ews_response_check (response, command, error);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("%s: the server does not say what became of a message"), command);
  return FALSE;
}

static void
take_response (Writing *self,
               const TocsinMessageRef *ref,
               const EwsResponse *response,
               const char *command)
{
  gboolean good = response != NULL && response->outcome == EWS_OUTCOME_SUCCESS;

  g_ptr_array_add (self->results, good ? read_result (self, ref, response) : NULL);
  if (self->refusal == NULL)
    check_response (response, command, &self->refusal);
}

static gboolean
write_some (Writing *self,
            TocsinMessageRef *const *refs,
            guint n_refs,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree EwsItemRef *items = name_items (refs, n_refs);
  const char *command;
  g_autoptr (GBytes) body = build (self, items, n_refs, &command);
  const EwsQuestion question = { .command = command,
                                 .body = body,
                                 .once = self->operation->verb == TOCSIN_MAIL_COPY };
  g_autoptr (EwsAnswer) answer = ews_ask (self->account, &question, cancellable, error);

  if (answer == NULL)
    return FALSE;
  for (guint i = 0; i < n_refs; i++)
    take_response (self, refs[i],
                   i < answer->responses->len ? g_ptr_array_index (answer->responses, i) : NULL,
                   command);

  return TRUE;
}

static gboolean
is_about_keywords (const TocsinMailOperation *operation)
{
  return operation->verb == TOCSIN_MAIL_ADD_KEYWORD
         || operation->verb == TOCSIN_MAIL_REMOVE_KEYWORD;
}

/**
 * ews_write:
 * @account: an account
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @operation: what to do
 * @target: (nullable): the id of the folder to move or copy to; to delete, that of Deleted Items
 * @results: (out) (optional): where the messages are afterwards, as tocsin_mail_store_apply() has
 * it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is done to all that are still there.
 */
gboolean
ews_write (EwsAccount *account,
           GPtrArray *refs,
           const TocsinMailOperation *operation,
           const char *target,
           GPtrArray **results,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (free_ref);
  Writing self = { account, operation, target, FALSE, made, NULL };

  self.in_trash =
      target != NULL && refs->len > 0
      && g_str_equal (((TocsinMessageRef *) g_ptr_array_index (refs, 0))->folder, target);
  if (is_about_keywords (operation))
    {
      if (!ews_keywords_write (account, refs, operation->argument,
                               operation->verb == TOCSIN_MAIL_ADD_KEYWORD, cancellable, error))
        return FALSE;
      g_ptr_array_set_size (made, (int) refs->len);
    }
  else
    for (guint from = 0; from < refs->len; from += EWS_WRITE_BATCH)
      if (!write_some (&self, (TocsinMessageRef *const *) refs->pdata + from,
                       MIN (EWS_WRITE_BATCH, refs->len - from), cancellable, error))
        {
          g_clear_error (&self.refusal);
          return FALSE;
        }
  if (self.refusal != NULL)
    {
      g_propagate_error (error, self.refusal);
      return FALSE;
    }
  if (results != NULL)
    *results = g_steal_pointer (&made);

  return TRUE;
}
