/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is in a folder, page by page. Pages are counted from the beginning, so what is moved away
 * meanwhile shifts all behind it: each page begins with the last message of the one before, and
 * where it does not, we step back until we meet one that we know. */
#include "plugins/ews/search.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/mail/message-ref.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/properties.h"
#include "plugins/ews/push-down.h"
#include "plugins/ews/wire/item-requests.h"
#include "plugins/ews/wire/page.h"

/* Servers give no more than a thousand at once (EwsFindCountLimit). */
#define PAGE 500

/* Pages that a folder may take, steps back included: more messages than any folder holds. */
#define MAX_PAGES 100000

/* Pages in a row that may bring nothing new; some do when there are steps back. */
#define MAX_STALE 20

typedef struct
{
  EwsAccount *account;
  const char *folder;
  const EwsRestriction *restriction;
  GPtrArray *refs;
  GHashTable *seen;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->refs, g_ptr_array_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static EwsAnswer *
ask (Search *self, guint offset, GCancellable *cancellable, GError **error)
{
  const EwsShape shape = { .properties = &ews_property_received, .n_properties = 1 };
  const EwsFolderRef folder = { .id = self->folder };
  const EwsFindItem what = { .folders = &folder,
                             .n_folders = 1,
                             .shape = &shape,
                             .paging = { offset, PAGE },
                             .restriction = self->restriction,
                             .sort_by = &ews_property_received,
                             .descending = TRUE };
  EwsEnvelope envelope = ews_account_make_envelope (self->account);

  return ews_ask_simple (self->account, "FindItem", ews_find_item_build (&envelope, &what),
                         cancellable, error);
}

static void
take_item (Search *self, const EwsItem *item)
{
  TocsinMessageRef *ref;

  if (item->id == NULL || !g_hash_table_add (self->seen, g_strdup (item->id)))
    return;
  ref = tocsin_message_ref_new (self->folder, item->id);
  ref->received = item->received;
  g_ptr_array_add (self->refs, ref);
}

/* @known: whether the page begins with a message that was seen on another. */
static gboolean
read_page (Search *self,
           guint offset,
           EwsPage *page,
           gboolean *known,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (EwsAnswer) answer = ask (self, offset, cancellable, error);
  const EwsResponse *response =
      answer != NULL ? ews_answer_get_only (answer, "FindItem", error) : NULL;
  g_autoptr (GPtrArray) items = NULL;

  if (response == NULL)
    return FALSE;
  *page = ews_response_read_page (response);
  items = ews_response_read_items (response);
  *known = items->len > 0 && ((EwsItem *) g_ptr_array_index (items, 0))->id != NULL
           && g_hash_table_contains (self->seen, ((EwsItem *) g_ptr_array_index (items, 0))->id);
  for (guint i = 0; i < items->len; i++)
    take_item (self, g_ptr_array_index (items, i));
  /* A server that gives nothing has nothing more, whatever it says. */
  page->is_last = page->is_last || items->len == 0;
  if (page->next <= offset)
    page->next = offset + items->len;

  return TRUE;
}

static gboolean
read_all (Search *self, GCancellable *cancellable, GError **error)
{
  guint offset = 0, n_stale = 0;

  for (guint n = 0; n < MAX_PAGES && n_stale <= MAX_STALE; n++)
    {
      guint before = self->refs->len;
      EwsPage page;
      gboolean known;

      if (!read_page (self, offset, &page, &known, cancellable, error))
        return FALSE;
      n_stale = self->refs->len > before ? 0 : n_stale + 1;
      if (offset > 0 && !known)
        {
          /* Something in front of it went away. */
          offset -= MIN (offset, PAGE - 1);
          if (page.total >= 0)
            offset = MIN (offset, (guint) MIN (page.total, G_MAXINT32));
          continue;
        }
      if (page.is_last)
        return TRUE;
      offset = MAX (page.next, 2) - 1;
    }

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("FindItem: the server finds no end of the folder"));
  return FALSE;
}

/* Asked for the newest first, as a server has them anyhow, those within a second are in order. */
static void
reverse (GPtrArray *refs)
{
  for (guint i = 0, j = refs->len; i + 1 < j; i++)
    {
      gpointer ref = refs->pdata[--j];

      refs->pdata[j] = refs->pdata[i];
      refs->pdata[i] = ref;
    }
}

static int
compare_received (gconstpointer a, gconstpointer b)
{
  const TocsinMessageRef *left = *(TocsinMessageRef *const *) a,
                         *right = *(TocsinMessageRef *const *) b;

  return left->received < right->received ? -1 : left->received > right->received;
}

static GPtrArray *
search (EwsAccount *account,
        const char *folder,
        const EwsRestriction *restriction,
        GCancellable *cancellable,
        GError **error)
{
  g_auto (Search) self = { .account = account, .folder = folder, .restriction = restriction };

  self.refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  self.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!read_all (&self, cancellable, error))
    return NULL;
  reverse (self.refs);
  g_ptr_array_sort (self.refs, compare_received);

  return g_steal_pointer (&self.refs);
}

/**
 * ews_search:
 * @account: an account
 * @folder: the folder's id
 * @query: (nullable): which mail is wanted, %NULL for all
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_search(). A server that does not understand the condition is asked for
 * everything.
 *
 * Returns: (transfer full) (element-type TocsinMessageRef): the messages among which the query's
 *   matches surely are, oldest first.
 */
GPtrArray *
ews_search (EwsAccount *account,
            const char *folder,
            TocsinQuery *query,
            GCancellable *cancellable,
            GError **error)
{
  static const char *const not_understood[] = { "ErrorUnsupportedPathForQuery",
                                                "ErrorUnsupportedQueryFilter",
                                                "ErrorUnsupportedPropertyDefinition",
                                                "ErrorInvalidRestriction",
                                                "ErrorRestrictionTooLong",
                                                "ErrorRestrictionTooComplex",
                                                "ErrorContainsFilterWrongType",
                                                "ErrorInvalidPropertyRequest",
                                                "ErrorInvalidExtendedProperty",
                                                "ErrorUnsupportedTypeForConversion",
                                                "ErrorTimeoutExpired",
                                                "ErrorSchemaValidation",
                                                NULL };
  g_autoptr (EwsRestriction) restriction = ews_push_down (query, g_get_real_time ());
  g_autoptr (GError) refusal = NULL;
  GPtrArray *refs = search (account, folder, restriction, cancellable, &refusal);

  if (refs != NULL)
    return refs;
  if (restriction != NULL && ews_ask_fails_with (refusal, not_understood))
    return search (account, folder, NULL, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&refusal));

  return NULL;
}
