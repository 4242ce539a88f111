/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is new in a folder: SyncFolderItems tells what happened since a state that the server gave
 * us.
 *
 * That state may be lost, and some servers then tell of everything once more without a word. So the
 * cursor also holds what was told (core/mail/key-changes): a message is new that was not, whatever
 * the server calls it. A state that is refused is replaced by going through the folder once; should
 * every message there have a new id, all are told and marked as rebuilt, and the caller sorts out
 * which it has seen. */
#include "plugins/ews/changes.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/mail/key-changes.h"
#include "plugins/ews/ask.h"
#include "plugins/ews/wire/changes.h"
#include "plugins/ews/wire/item-requests.h"

/* The server's state, empty while the folder is gone through; a rebuild goes on; what was told. */
#define CURSOR_TYPE "(sbv)"

static const EwsProperty properties[] = { { .field = "item:DateTimeReceived" } };
static const EwsShape shape = { .properties = properties,
                                .n_properties = G_N_ELEMENTS (properties) };

/* What came behind a state, oldest first, and the state behind that. Servers tell the newest first,
 * so nothing can be told before all of it is known. */
typedef struct
{
  char *from;
  GPtrArray *refs;
  GHashTable *gone; /* ids */
  char *sync_state;
} Count;

struct _EwsCensus
{
  GMutex lock;
  GHashTable *counts; /* folder → Count */
};

typedef struct
{
  char *sync_state;
  gboolean rebuilding;
  GVariant *told;
} Position;

typedef struct
{
  EwsAccount *account;
  EwsCensus *census;
  const char *folder;
  guint limit;
  Position position;
} Finding;

static void
finding_clear (Finding *self)
{
  g_free (self->position.sync_state);
  g_clear_pointer (&self->position.told, g_variant_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Finding, finding_clear)

static void
count_free (Count *self)
{
  g_ptr_array_unref (self->refs);
  g_hash_table_unref (self->gone);
  g_free (self->sync_state);
  g_free (self->from);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Count, count_free)

/**
 * ews_census_new:
 *
 * Returns: (transfer full): an empty one.
 */
EwsCensus *
ews_census_new (void)
{
  EwsCensus *self = g_new0 (EwsCensus, 1);

  g_mutex_init (&self->lock);
  self->counts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) count_free);

  return self;
}

/**
 * ews_census_free:
 * @self: (transfer full): a census
 */
void
ews_census_free (EwsCensus *self)
{
  g_hash_table_unref (self->counts);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* One that began elsewhere is of no use. */
static Count *
take_count (EwsCensus *self, const char *folder, const char *from)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Count *count = g_hash_table_lookup (self->counts, folder);
  g_autofree gpointer key = NULL;

  if (count == NULL || !g_str_equal (count->from, from))
    return NULL;
  g_hash_table_steal_extended (self->counts, folder, &key, (gpointer *) &count);

  return count;
}

static void
keep_count (EwsCensus *self, const char *folder, Count *count)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_replace (self->counts, g_strdup (folder), count);
}

static gboolean
read_position (Position *self, GVariant *cursor, GError **error)
{
  if (g_variant_is_of_type (cursor, G_VARIANT_TYPE (CURSOR_TYPE)))
    {
      g_variant_get (cursor, CURSOR_TYPE, &self->sync_state, &self->rebuilding, &self->told);
      return TRUE;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER,
               _ ("the stored position in the folder (%s) is none that this version wrote"),
               g_variant_get_type_string (cursor));
  return FALSE;
}

static GVariant *
write_position (const Position *self)
{
  return g_variant_ref_sink (
      g_variant_new (CURSOR_TYPE, self->sync_state, self->rebuilding, self->told));
}

static EwsChanges *
ask (Finding *self, const char *sync_state, GCancellable *cancellable, GError **error)
{
  EwsEnvelope envelope = ews_account_make_envelope (self->account);
  EwsFolderRef folder = { .id = self->folder };
  g_autoptr (EwsAnswer) answer = ews_ask_simple (
      self->account, "SyncFolderItems",
      ews_sync_folder_items_build (&envelope, &folder, &shape, sync_state, EWS_MAX_CHANGES),
      cancellable, error);
  const EwsResponse *response =
      answer != NULL ? ews_answer_get_only (answer, "SyncFolderItems", error) : NULL;
  g_autoptr (EwsChanges) changes = response != NULL ? ews_response_read_changes (response) : NULL;

  if (changes == NULL)
    return NULL;
  if (changes->sync_state == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("SyncFolderItems: the server gives no state to go on from"));
      return NULL;
    }
  /* One that stays where it is has nothing more, whatever it says. */
  if (!changes->is_last && changes->list->len == 0
      && g_strcmp0 (changes->sync_state, sync_state) == 0)
    changes->is_last = TRUE;

  return g_steal_pointer (&changes);
}

static TocsinMessageRef *
make_ref (Finding *self, const EwsChange *change)
{
  TocsinMessageRef *ref = tocsin_message_ref_new (self->folder, change->id);

  /* The size in the mailbox is another than that of the message as it was sent. */
  if (change->item != NULL)
    ref->received = change->item->received;

  return ref;
}

/* A server may tell of the same message more than once: the last word counts. */
static void
note_fate (Count *count, const EwsChange *change)
{
  if (change->kind == EWS_CHANGE_DELETE)
    g_hash_table_add (count->gone, g_strdup (change->id));
  else
    g_hash_table_remove (count->gone, change->id);
}

/* An update of what was never told is news, too: it came before the first state. @seen: id →
 * whether it is counted. Returns whether any of it was not told by an answer before. */
static gboolean
take_changes (Finding *self, const EwsChanges *changes, Count *count, GHashTable *seen)
{
  gboolean fresh = FALSE;

  for (guint i = 0; i < changes->list->len; i++)
    {
      const EwsChange *change = g_ptr_array_index (changes->list, i);
      gboolean counted;

      if (change->id == NULL)
        continue;
      note_fate (count, change);
      counted = g_hash_table_lookup (seen, change->id) != NULL;
      fresh = fresh || !g_hash_table_contains (seen, change->id);
      if (!counted && (change->kind == EWS_CHANGE_CREATE || change->kind == EWS_CHANGE_UPDATE))
        {
          g_ptr_array_add (count->refs, make_ref (self, change));
          counted = TRUE;
        }
      g_hash_table_replace (seen, g_strdup (change->id), GINT_TO_POINTER (counted));
    }

  return fresh;
}

static int
compare_received (gconstpointer a, gconstpointer b)
{
  const TocsinMessageRef *left = *(TocsinMessageRef *const *) a,
                         *right = *(TocsinMessageRef *const *) b;

  return left->received < right->received ? -1 : left->received > right->received;
}

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

/* Servers tell the newest first, unless the times say otherwise; those are told by the second, and
 * of messages within one the server's order is all there is. */
static void
sort_oldest_first (GPtrArray *refs)
{
  if (refs->len > 1 && compare_received (&refs->pdata[0], &refs->pdata[refs->len - 1]) >= 0)
    reverse (refs);
  g_ptr_array_sort (refs, compare_received);
}

static GPtrArray *
new_refs (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
}

static void
drop_gone (Count *count)
{
  for (guint i = count->refs->len; g_hash_table_size (count->gone) > 0 && i > 0; i--)
    if (g_hash_table_contains (count->gone, ((TocsinMessageRef *) count->refs->pdata[i - 1])->key))
      g_ptr_array_remove_index (count->refs, i - 1);
}

/* A server that never comes to an end must not keep us for ever, nor fill our memory. */
static gboolean
check_progress (const Count *count, guint n_stale, GError **error)
{
  if (n_stale <= EWS_CHANGES_MAX_STALE && count->refs->len <= EWS_CHANGES_MAX)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("SyncFolderItems: the server comes to no end"));
  return FALSE;
}

static gboolean
count_all (Finding *self, Count *count, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean is_last = FALSE;
  guint n_stale = 0;

  while (!is_last)
    {
      g_autoptr (EwsChanges) changes = ask (self, count->sync_state, cancellable, error);

      if (changes == NULL)
        return FALSE;
      n_stale = take_changes (self, changes, count, seen) ? 0 : n_stale + 1;
      if (!check_progress (count, n_stale, error))
        return FALSE;
      g_free (count->sync_state);
      count->sync_state = g_steal_pointer (&changes->sync_state);
      is_last = changes->is_last;
    }

  return TRUE;
}

static Count *
count_from (Finding *self, const char *from, GCancellable *cancellable, GError **error)
{
  g_autoptr (Count) count = g_new0 (Count, 1);

  count->from = g_strdup (from);
  count->refs = new_refs ();
  count->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  count->sync_state = *from != '\0' ? g_strdup (from) : NULL;
  if (!count_all (self, count, cancellable, error))
    return NULL;
  drop_gone (count);
  sort_oldest_first (count->refs);

  return g_steal_pointer (&count);
}

/* Where somebody begins: everything that is there is known, and nothing is new. */
static TocsinMailChanges *
begin (Finding *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (Count) count = count_from (self, "", cancellable, error);
  TocsinMailChanges *changes =
      count != NULL ? tocsin_key_changes_new (count->refs, NULL, TRUE, 0, error) : NULL;

  if (changes == NULL)
    return NULL;
  self->position = (Position){ g_steal_pointer (&count->sync_state), FALSE, changes->cursor };
  changes->cursor = write_position (&self->position);

  return changes;
}

static const char *
get_key (guint index, gpointer refs)
{
  return ((TocsinMessageRef *) g_ptr_array_index ((GPtrArray *) refs, index))->key;
}

/* No message is known any more though there are as many as there were. */
static gboolean
has_new_ids (GPtrArray *refs, GVariant *told)
{
  const TocsinKeyList list = { refs->len, get_key, NULL, refs };
  gsize n_told = g_variant_n_children (told);

  return n_told >= EWS_CHANGES_LEAST && refs->len >= n_told
         && tocsin_key_changes_count_told (&list, told) == 0;
}

static gboolean
forget_gone (Position *position, Count *count, GError **error)
{
  g_autofree const char **gone = (const char **) g_hash_table_get_keys_as_array (count->gone, NULL);
  GVariant *left;

  if (gone[0] == NULL)
    return TRUE;
  left = tocsin_key_changes_forget (position->told, gone, error);
  if (left == NULL)
    return FALSE;
  g_variant_unref (position->told);
  position->told = left;

  return TRUE;
}

/* A portion of what was counted. The position stays where counting began until all of it is told:
 * who is stopped meanwhile counts again, and knows what was told. */
static TocsinMailChanges *
tell (Finding *self, Count *counted, GError **error)
{
  Position *position = &self->position;
  g_autoptr (Count) count = counted;
  gboolean complete = *count->from == '\0';
  g_autoptr (TocsinMailChanges) changes =
      tocsin_key_changes_new (count->refs, position->told, complete, self->limit, error);

  if (changes == NULL)
    return NULL;
  g_variant_unref (position->told);
  position->told = g_steal_pointer (&changes->cursor);
  if (!changes->more && !forget_gone (position, count, error))
    return NULL;
  g_free (position->sync_state);
  position->sync_state = g_strdup (changes->more ? count->from : count->sync_state);
  changes->rebuilt = position->rebuilding;
  position->rebuilding = position->rebuilding && changes->more;
  changes->cursor = write_position (position);
  if (changes->more)
    keep_count (self->census, self->folder, g_steal_pointer (&count));

  return g_steal_pointer (&changes);
}

/* The state is lost: all that is there, without what was told. */
static TocsinMailChanges *
begin_again (Finding *self, GCancellable *cancellable, GError **error)
{
  Position *position = &self->position;
  Count *count = take_count (self->census, self->folder, "");

  if (count == NULL)
    {
      count = count_from (self, "", cancellable, error);
      if (count == NULL)
        return NULL;
      if (!position->rebuilding && has_new_ids (count->refs, position->told))
        {
          g_clear_pointer (&position->told, g_variant_unref);
          position->told =
              g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_UINT64, NULL, 0));
          position->rebuilding = TRUE;
        }
    }

  return tell (self, count, error);
}

static TocsinMailChanges *
go_on (Finding *self, GCancellable *cancellable, GError **error)
{
  const char *from = self->position.sync_state;
  Count *count = take_count (self->census, self->folder, from);

  if (count == NULL)
    count = count_from (self, from, cancellable, error);

  return count != NULL ? tell (self, count, error) : NULL;
}

/**
 * ews_changes_find:
 * @account: an account
 * @census: folders that are being gone through again
 * @folder: the folder's id
 * @cursor: (nullable): where the last call ended
 * @limit: the most references to return, 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_changes(). Which mail is wanted can't be said here; all that is new is
 * told.
 *
 * Returns: (transfer full): what is new.
 */
TocsinMailChanges *
ews_changes_find (EwsAccount *account,
                  EwsCensus *census,
                  const char *folder,
                  GVariant *cursor,
                  guint limit,
                  GCancellable *cancellable,
                  GError **error)
{
  static const char *const lost[] = { "ErrorInvalidSyncStateData", NULL };
  g_auto (Finding)
      self = { .account = account, .census = census, .folder = folder, .limit = limit };
  g_autoptr (GError) problem = NULL;
  TocsinMailChanges *changes;

  if (cursor == NULL)
    return begin (&self, cancellable, error);
  if (!read_position (&self.position, cursor, error))
    return NULL;
  if (*self.position.sync_state == '\0')
    return begin_again (&self, cancellable, error);

  changes = go_on (&self, cancellable, &problem);
  if (changes != NULL)
    return changes;
  if (ews_ask_fails_with (problem, lost))
    return begin_again (&self, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}
