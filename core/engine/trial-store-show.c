/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-store-private.h"

/* A window grows no further than this. */
#define MOST_WINDOW 10000

/* Whether the mail that is in the real folder is shown, or only what tasks put there. */
static gboolean
is_on_show (TocsinTrialStore *self, const char *id)
{
  return self->patterns != NULL
         && tocsin_trial_store_is_meant (self, id, (const char *const *) self->patterns);
}

static TocsinQuery *
add_since (TocsinTrialStore *self, TocsinQuery *query)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (self->since / G_USEC_PER_SEC);
  g_autofree char *text =
      moment != NULL ? g_date_time_format (moment, "after:\"%Y-%m-%dT%H:%M:%SZ\"") : NULL;
  g_autoptr (TocsinQuery) since =
      self->since > 0 && text != NULL ? tocsin_query_parse (text, NULL) : NULL;
  TocsinQuery *both[] = { since, query };

  if (since == NULL)
    return query != NULL ? tocsin_query_ref (query) : NULL;

  return query != NULL ? tocsin_query_new_joined (TOCSIN_QUERY_KIND_AND, both, 2)
                       : g_steal_pointer (&since);
}

static void
add_only (TocsinTrialStore *self, TocsinTrialBox *box, const char *folder)
{
  for (guint i = 0; i < self->only->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (self->only, i);

      if (g_str_equal (ref->folder, folder))
        g_ptr_array_add (box->refs, tocsin_message_ref_ref (ref));
    }
}

static GPtrArray *
ask (TocsinTrialStore *self,
     const char *folder,
     TocsinQuery *query,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (TocsinQuery) asked = add_since (self, query);

  return tocsin_mail_store_search (self->real, folder, asked, cancellable, error);
}

/* The newest first. */
static void
add_newest (TocsinTrialBox *box, GPtrArray *refs, guint most, GHashTable *without)
{
  for (guint i = refs->len; i > 0 && most > 0; i--)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i - 1);

      if (without != NULL && g_hash_table_contains (without, ref->key))
        continue;
      g_ptr_array_add (box->refs, tocsin_message_ref_ref (ref));
      most--;
    }
}

/* The newest of all, whatever is asked for: a server may take seconds to search a large folder, and
 * what is looked for is often among these. */
static gboolean
list_head (TocsinTrialStore *self,
           TocsinTrialBox *box,
           const char *folder,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) refs = NULL;

  if (tocsin_trial_store_list_folders (self, cancellable, error) == NULL)
    return FALSE;
  if (self->only != NULL)
    add_only (self, box, folder);
  box->listed = self->only != NULL || self->real == NULL || !is_on_show (self, folder);
  if (box->listed)
    return TRUE;

  refs = ask (self, folder, NULL, cancellable, error);
  if (refs == NULL)
    return FALSE;
  add_newest (box, refs, TOCSIN_TRIAL_HEAD, NULL);
  box->listed = refs->len <= TOCSIN_TRIAL_HEAD;

  return TRUE;
}

static gboolean
list_rest (TocsinTrialStore *self,
           TocsinTrialBox *box,
           const char *folder,
           TocsinQuery *query,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) refs = ask (self, folder, query, cancellable, error);

  if (refs == NULL)
    return FALSE;
  for (guint i = 0; i < box->refs->len; i++)
    g_hash_table_add (known, ((TocsinMessageRef *) g_ptr_array_index (box->refs, i))->key);
  add_newest (box, refs, G_MAXUINT, known);
  box->listed = TRUE;

  return TRUE;
}

static gboolean
list_more (TocsinTrialStore *self,
           TocsinTrialBox *box,
           const char *folder,
           TocsinQuery *query,
           GCancellable *cancellable,
           GError **error)
{
  if (self->ends || box->listed || box->shown < box->refs->len)
    return TRUE;
  self->progress++;
  if (box->headed)
    return list_rest (self, box, folder, self->query != NULL ? self->query : query, cancellable,
                      error);
  box->headed = list_head (self, box, folder, cancellable, error);

  return box->headed;
}

/* Messages that are too old, by their places. */
typedef struct
{
  TocsinTrialStore *self;
  GHashTable *old;
} Sieve;

/* Servers tell the second, not more: a message of the same second counts. */
static gboolean
sift (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Sieve *sieve = user_data;
  gint64 received = message != NULL ? tocsin_message_get_received (message) : 0;

  if (received > 0 && received / G_USEC_PER_SEC < sieve->self->since / G_USEC_PER_SEC)
    g_hash_table_add (sieve->old, tocsin_trial_store_place (ref));

  return TRUE;
}

/* A server finds whole days. */
static gboolean
drop_old (TocsinTrialStore *self,
          TocsinTrialBox *box,
          guint from,
          guint count,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GHashTable) old = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  Sieve sieve = { self, old };
  TocsinMailSink sink = { .message = sift, .user_data = &sieve };

  for (guint i = from; i < from + count && i < box->refs->len; i++)
    if (tocsin_trial_store_find_mail (self, g_ptr_array_index (box->refs, i)) == NULL)
      g_ptr_array_add (refs, g_ptr_array_index (box->refs, i));
  if (self->real == NULL || refs->len == 0)
    return TRUE;
  if (!tocsin_mail_store_fetch (self->real, refs, TOCSIN_MAIL_PARTS_FLAGS, &sink, cancellable,
                                error))
    return FALSE;

  for (guint i = MIN (from + count, box->refs->len); i > from; i--)
    {
      g_autofree char *place = tocsin_trial_store_place (g_ptr_array_index (box->refs, i - 1));

      if (g_hash_table_contains (old, place))
        g_ptr_array_remove_index (box->refs, i - 1);
    }

  return TRUE;
}

static TocsinMailChanges *
make_changes (TocsinTrialStore *self, TocsinTrialBox *box, guint from, guint to)
{
  TocsinMailChanges *changes = g_new0 (TocsinMailChanges, 1);

  changes->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  for (guint i = from; i < to; i++)
    g_ptr_array_add (changes->refs, tocsin_message_ref_ref (g_ptr_array_index (box->refs, i)));
  changes->cursor = g_variant_ref_sink (g_variant_new_uint32 (to));
  changes->more = to < box->refs->len || (from < to && !box->listed && !self->ends);
  box->shown = MAX (box->shown, to);
  self->progress += to - from;

  return changes;
}

static gboolean
is_arrival (TocsinTrialStore *self, const TocsinMessageRef *ref)
{
  const TocsinTrialMail *mail = tocsin_trial_store_find_mail (self, ref);

  return mail != NULL && mail->hops > 0;
}

/* Enough was seen of the mail that is there; what tasks have moved is still followed. */
static void
leave_the_rest (TocsinTrialStore *self, TocsinTrialBox *box)
{
  for (guint i = box->refs->len; i > box->shown; i--)
    if (!is_arrival (self, g_ptr_array_index (box->refs, i - 1)))
      g_ptr_array_remove_index (box->refs, i - 1);
}

/*< private >
 * tocsin_trial_store_changes:
 * @store: a store
 * @folder: id of a folder
 * @cursor: (nullable): where the last look ended
 * @query: (nullable): what is asked for
 * @limit: the most messages to return
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): what comes in next.
 */
TocsinMailChanges *
tocsin_trial_store_changes (TocsinMailStore *store,
                            const char *folder,
                            GVariant *cursor,
                            TocsinQuery *query,
                            guint limit,
                            GCancellable *cancellable,
                            GError **error)
{
  TocsinTrialStore *self = TOCSIN_TRIAL_STORE (store);
  TocsinTrialBox *box = tocsin_trial_store_get_box (self, folder);
  guint from, count;

  if (cursor == NULL)
    return make_changes (self, box, box->refs->len, box->refs->len);
  if (!list_more (self, box, folder, query, cancellable, error))
    return NULL;
  if (self->ends)
    leave_the_rest (self, box);

  from = MIN (g_variant_get_uint32 (cursor), box->refs->len);
  count = MIN (limit > 0 ? limit : G_MAXUINT, box->window);
  box->window = MIN (box->window * 2, MOST_WINDOW);
  if (self->since > 0 && !drop_old (self, box, from, count, cancellable, error))
    return NULL;

  return make_changes (self, box, from, MIN (from + count, box->refs->len));
}

/*< private >
 * tocsin_trial_store_search:
 * @store: a store
 * @folder: id of a folder
 * @query: (nullable): what is asked for
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full) (element-type TocsinMessageRef): of what was shown so far, what the real
 *   store finds and all to which something was done: whether that matches now is decided by whoever
 *   asked.
 */
GPtrArray *
tocsin_trial_store_search (TocsinMailStore *store,
                           const char *folder,
                           TocsinQuery *query,
                           GCancellable *cancellable,
                           GError **error)
{
  TocsinTrialStore *self = TOCSIN_TRIAL_STORE (store);
  TocsinTrialBox *box = tocsin_trial_store_get_box (self, folder);
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) refs = NULL;
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  if (box->shown > 0 && self->real != NULL && is_on_show (self, folder))
    {
      refs = tocsin_mail_store_search (self->real, folder, query, cancellable, error);
      if (refs == NULL)
        {
          g_ptr_array_unref (all);
          return NULL;
        }
    }
  for (guint i = 0; refs != NULL && i < refs->len; i++)
    g_hash_table_add (found, ((TocsinMessageRef *) g_ptr_array_index (refs, i))->key);
  for (guint i = 0; i < box->shown; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (box->refs, i);
      const TocsinTrialMail *mail = tocsin_trial_store_find_mail (self, ref);

      if (mail != NULL ? !mail->gone : g_hash_table_contains (found, ref->key))
        g_ptr_array_add (all, tocsin_message_ref_ref (ref));
    }

  return all;
}
