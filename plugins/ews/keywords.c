/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Keywords are categories, of which a message has one list: it is read, changed and written back,
 * unless somebody else has changed it meanwhile; then once more. */
#include "plugins/ews/keywords.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/mail/message-ref.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/properties.h"
#include "plugins/ews/wire/item-requests.h"
#include "plugins/ews/wire/update-request.h"
#include "plugins/ews/write.h"

#define TRIES 3

static gboolean
has_keyword (GStrv categories, const char *keyword)
{
  for (char **category = categories; *category != NULL; category++)
    if (g_ascii_strcasecmp (*category, keyword) == 0)
      return TRUE;

  return FALSE;
}

static GStrv
change_list (GStrv categories, const char *keyword, gboolean add)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (char **category = categories; *category != NULL; category++)
    if (g_ascii_strcasecmp (*category, keyword) != 0)
      g_strv_builder_add (list, *category);
  if (add)
    g_strv_builder_add (list, keyword);

  return g_strv_builder_end (list);
}

static EwsAnswer *
ask_for_lists (EwsAccount *account,
               TocsinMessageRef *const *refs,
               guint n_refs,
               GCancellable *cancellable,
               GError **error)
{
  const EwsShape shape = { .properties = &ews_property_categories, .n_properties = 1 };
  EwsEnvelope envelope = ews_account_make_envelope (account);
  g_autofree EwsItemRef *items = g_new0 (EwsItemRef, n_refs);

  for (guint i = 0; i < n_refs; i++)
    items[i].id = refs[i]->key;

  return ews_ask_simple (account, "GetItem", ews_get_item_build (&envelope, items, n_refs, &shape),
                         cancellable, error);
}

/* Without any left the property goes: an empty list is none. */
static gboolean
write_list (EwsAccount *account,
            const EwsItem *item,
            GStrv list,
            gboolean *changed_by_others,
            GCancellable *cancellable,
            GError **error)
{
  static const char *const conflict[] = { "ErrorIrresolvableConflict", NULL };
  EwsEnvelope envelope = ews_account_make_envelope (account);
  const EwsFieldChange change = { ews_property_categories,
                                  list[0] != NULL ? (const char *const *) list : NULL };
  const EwsItemChange changes = { { item->id, item->change_key }, &change, 1 };
  g_autoptr (EwsAnswer) answer =
      ews_ask_simple (account, "UpdateItem",
                      ews_update_item_build (&envelope, &changes, 1, EWS_CONFLICT_AUTO_RESOLVE),
                      cancellable, error);
  const EwsResponse *response = answer != NULL && answer->responses->len > 0
                                    ? g_ptr_array_index (answer->responses, 0)
                                    : NULL;

  *changed_by_others =
      response != NULL && response->code != NULL && g_strv_contains (conflict, response->code);
  if (answer == NULL)
    return FALSE;

  return response == NULL || *changed_by_others || ews_ask_is_gone (response)
         || ews_response_check (response, "UpdateItem", error);
}

static gboolean
write_one (EwsAccount *account,
           const EwsResponse *response,
           const char *keyword,
           gboolean add,
           gboolean *changed_by_others,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_auto (GStrv) list = NULL;
  const EwsItem *item;

  if (ews_ask_is_gone (response))
    return TRUE;
  if (!ews_response_check (response, "GetItem", error))
    return FALSE;
  items = ews_response_read_items (response);
  item = items->len > 0 ? g_ptr_array_index (items, 0) : NULL;
  if (item == NULL || item->id == NULL || has_keyword (item->categories, keyword) == add)
    return TRUE;
  list = change_list (item->categories, keyword, add);

  return write_list (account, item, list, changed_by_others, cancellable, error);
}

static gboolean
write_some (EwsAccount *account,
            TocsinMessageRef *const *refs,
            guint n_refs,
            const char *keyword,
            gboolean add,
            GPtrArray *again,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (EwsAnswer) answer = ask_for_lists (account, refs, n_refs, cancellable, error);

  if (answer == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (n_refs, answer->responses->len); i++)
    {
      gboolean changed_by_others = FALSE;

      if (!write_one (account, g_ptr_array_index (answer->responses, i), keyword, add,
                      &changed_by_others, cancellable, error))
        return FALSE;
      if (changed_by_others)
        g_ptr_array_add (again, refs[i]);
    }

  return TRUE;
}

/**
 * ews_keywords_write:
 * @account: an account
 * @refs: (element-type TocsinMessageRef): messages
 * @keyword: a keyword
 * @add: whether they get it; else they lose it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether those that are still there have it, or not.
 */
gboolean
ews_keywords_write (EwsAccount *account,
                    GPtrArray *refs,
                    const char *keyword,
                    gboolean add,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_copy (refs, NULL, NULL);

  g_ptr_array_set_free_func (left, NULL);
  for (guint tries = 0; left->len > 0 && tries < TRIES; tries++)
    {
      g_autoptr (GPtrArray) again = g_ptr_array_new ();

      for (guint from = 0; from < left->len; from += EWS_WRITE_BATCH)
        if (!write_some (account, (TocsinMessageRef *const *) left->pdata + from,
                         MIN (EWS_WRITE_BATCH, left->len - from), keyword, add, again, cancellable,
                         error))
          return FALSE;
      g_ptr_array_set_size (left, 0);
      g_ptr_array_extend (left, again, NULL, NULL);
    }
  if (left->len == 0)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
                       _ ("somebody else keeps changing the message"));
  return FALSE;
}
