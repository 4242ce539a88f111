/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-sample.h"

#include "core/base/error.h"
#include "core/mail/mail-search.h"

#include <glib/gi18n.h>

struct _TocsinQuerySample
{
  GObject parent_instance;

  GMutex lock;
  TocsinHost *host;
  char *connection;
  GStrv folders;

  /* Not there before it was asked for. */
  GPtrArray *tails; /* of arrays of TocsinMessageRef, one for each folder */
  guint others;
};

G_DEFINE_FINAL_TYPE (TocsinQuerySample, tocsin_query_sample, G_TYPE_OBJECT)

static void
tocsin_query_sample_finalize (GObject *object)
{
  TocsinQuerySample *self = TOCSIN_QUERY_SAMPLE (object);

  g_clear_object (&self->host);
  g_clear_pointer (&self->connection, g_free);
  g_clear_pointer (&self->folders, g_strfreev);
  g_clear_pointer (&self->tails, g_ptr_array_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (tocsin_query_sample_parent_class)->finalize (object);
}

static void
tocsin_query_sample_class_init (TocsinQuerySampleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_query_sample_finalize;
}

static void
tocsin_query_sample_init (TocsinQuerySample *self)
{
  g_mutex_init (&self->lock);
}

/**
 * tocsin_query_sample_new:
 * @host: what gives connections
 * @connection: id or name of one
 * @folders: globs over its folders
 *
 * Returns: (transfer full): a sample of its mail, of which nothing is asked yet.
 */
TocsinQuerySample *
tocsin_query_sample_new (TocsinHost *host, const char *connection, const char *const *folders)
{
  TocsinQuerySample *self = g_object_new (TOCSIN_TYPE_QUERY_SAMPLE, NULL);

  self->host = g_object_ref (host);
  self->connection = g_strdup (connection);
  self->folders = g_strdupv ((GStrv) folders);

  return self;
}

/**
 * tocsin_query_sample_get_host:
 * @self: a sample
 *
 * Returns: (transfer none): what gives it connections.
 */
TocsinHost *
tocsin_query_sample_get_host (TocsinQuerySample *self)
{
  return self->host;
}

static gboolean
is_meant (TocsinQuerySample *self, const TocsinFolder *folder)
{
  for (gsize i = 0; folder->selectable && self->folders[i] != NULL; i++)
    if (tocsin_folder_matches (folder, self->folders[i]))
      return TRUE;

  return FALSE;
}

static GPtrArray *
list_meant (TocsinQuerySample *self,
            TocsinMailStore *store,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GPtrArray) all = tocsin_mail_store_list_folders (store, cancellable, error);
  g_autoptr (GPtrArray) meant =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (is_meant (self, g_ptr_array_index (all, i)))
      g_ptr_array_add (meant, tocsin_folder_ref (g_ptr_array_index (all, i)));

  return all != NULL ? g_steal_pointer (&meant) : NULL;
}

static gboolean
add_tail (GPtrArray *tails,
          TocsinMailStore *store,
          const TocsinFolder *folder,
          guint quota,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GPtrArray) refs =
      tocsin_mail_store_search (store, folder->id, NULL, cancellable, error);

  if (refs == NULL)
    return FALSE;
  if (refs->len > quota)
    g_ptr_array_remove_range (refs, 0, refs->len - quota);
  g_ptr_array_add (tails, g_steal_pointer (&refs));

  return TRUE;
}

/* Several folders share the number evenly: which of their messages are newest is not known of
 * each before it is fetched. */
static gboolean
look_up_tails (TocsinQuerySample *self,
               TocsinMailStore *store,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) tails = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  guint n;

  if (self->tails != NULL)
    return TRUE;
  folders = list_meant (self, store, cancellable, error);
  if (folders == NULL)
    return FALSE;

  n = MIN (folders->len, TOCSIN_QUERY_SAMPLE_FOLDERS);
  for (guint i = 0; i < n; i++)
    if (!add_tail (tails, store, g_ptr_array_index (folders, i), TOCSIN_QUERY_SAMPLE_MESSAGES / n,
                   cancellable, error))
      return FALSE;
  self->others = folders->len - n;
  self->tails = g_steal_pointer (&tails);

  return TRUE;
}

static gboolean
count_one (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  ((TocsinQueryCount *) user_data)->matches++;

  return TRUE;
}

static GPtrArray *
keep_common (GPtrArray *tail, GPtrArray *found)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *common = g_ptr_array_new ();

  for (guint i = 0; i < found->len; i++)
    g_hash_table_add (keys, ((TocsinMessageRef *) g_ptr_array_index (found, i))->key);
  for (guint i = 0; i < tail->len; i++)
    if (g_hash_table_contains (keys, ((TocsinMessageRef *) g_ptr_array_index (tail, i))->key))
      g_ptr_array_add (common, g_ptr_array_index (tail, i));

  return common;
}

static gboolean
count_in (GPtrArray *tail,
          TocsinMailStore *store,
          TocsinQuery *query,
          TocsinQueryCount *count,
          GCancellable *cancellable,
          GError **error)
{
  const TocsinMessageRef *first = tail->len > 0 ? g_ptr_array_index (tail, 0) : NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) common = NULL;
  g_autoptr (GError) trouble = NULL;

  count->of += tail->len;
  if (first == NULL)
    return TRUE;
  found = tocsin_mail_store_search (store, first->folder, query, cancellable, error);
  if (found == NULL)
    return FALSE;
  common = keep_common (tail, found);
  if (tocsin_mail_search_among (store, common, query, g_get_real_time (), count_one, count,
                                cancellable, &trouble))
    return TRUE;
  count->undecided = tocsin_mail_is_about_one_message (trouble)
                     || g_error_matches (trouble, TOCSIN_ERROR, TOCSIN_ERROR_QUERY_TIMEOUT);
  if (!count->undecided)
    g_propagate_error (error, g_steal_pointer (&trouble));

  return count->undecided;
}

static gboolean
finds_all (TocsinQuery *query)
{
  return tocsin_query_node_get_kind (tocsin_query_get_root (query)) == TOCSIN_QUERY_KIND_ALL;
}

static gboolean
count_all (TocsinQuerySample *self,
           TocsinQuery *query,
           TocsinQueryCount *count,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (TocsinMailStore) store =
      tocsin_host_get_mail_store (self->host, self->connection, error);

  if (store == NULL || !look_up_tails (self, store, cancellable, error))
    return FALSE;

  count->folders = self->tails->len;
  count->others = self->others;
  for (guint i = 0; i < self->tails->len; i++)
    {
      GPtrArray *tail = g_ptr_array_index (self->tails, i);

      if (finds_all (query))
        {
          count->of += tail->len;
          count->matches += tail->len;
        }
      else if (!count_in (tail, store, query, count, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_query_sample_count:
 * @self: a sample
 * @query: a query
 * @count: (out): what it finds
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Blocks, for a worker.
 *
 * Returns: whether that could be found out.
 */
gboolean
tocsin_query_sample_count (TocsinQuerySample *self,
                           TocsinQuery *query,
                           TocsinQueryCount *count,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  TocsinQueryCount counted = { 0 };

  /* It may have waited long for another, which nobody wants any more. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      tocsin_error_translate (error, "%s", self->connection);
      return FALSE;
    }
  if (!count_all (self, query, &counted, cancellable, error))
    return FALSE;
  *count = counted;

  return TRUE;
}

static char *
say_matches (const TocsinQueryCount *self)
{
  if (self->folders == 0)
    return g_strdup (_ ("No folder of this connection fits, so there is no mail to try it on"));
  if (self->of == 0)
    return g_strdup (_ ("There is no mail to try it on yet"));
  if (self->matches == self->of)
    return g_strdup_printf (ngettext ("Matches the only message there is",
                                      "Matches all of the last %u messages", self->of),
                            self->of);
  if (self->matches == 0)
    return g_strdup_printf (ngettext ("Does not match the only message there is",
                                      "Matches none of the last %u messages", self->of),
                            self->of);

  return g_strdup_printf (
      /* Translators: how many messages a query finds among the newest: “Matches 37 of …”. */
      ngettext ("Matches %1$u of the last %2$u message", "Matches %1$u of the last %2$u messages",
                self->of),
      self->matches, self->of);
}

/**
 * tocsin_query_count_to_text:
 * @self: what a query finds
 *
 * Returns: (transfer full): a sentence about it.
 */
char *
tocsin_query_count_to_text (const TocsinQueryCount *self)
{
  g_autofree char *matches = say_matches (self);
  g_autoptr (GString) out = g_string_new (matches);

  if (self->others > 0)
    g_string_append_printf (out, " · %s", _ ("only some of the folders were looked into"));
  if (self->undecided)
    g_string_append_printf (out, " · %s", _ ("some messages could not be decided"));

  return g_strdup (out->str);
}
