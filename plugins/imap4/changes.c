/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is new in a folder.
 *
 * The cursor is a UID: everything below it has been told. It moves past a message only once that
 * was handed over, or found to be none of the query's, or taken for gone: a server may announce a
 * message (UIDNEXT) before it lets anybody see it, so a UID that is missing is asked for again, a
 * few times.
 *
 * A new UIDVALIDITY makes all UIDs mean other messages. Then all messages of the folder are told
 * once more, whatever the query, and marked as rebuilt; the caller knows which it has seen. */
#include "plugins/imap4/changes.h"

#include "core/base/error.h"
#include "plugins/imap4/key.h"
#include "plugins/imap4/labels.h"
#include "plugins/imap4/push-down.h"
#include "plugins/imap4/session/fetch.h"
#include "plugins/imap4/session/folders.h"
#include "plugins/imap4/session/search.h"
#include "plugins/imap4/substrings.h"

#include <glib/gi18n-lib.h>

/* UIDVALIDITY, next UID, mod-sequence, tries, end of a rebuild */
#define CURSOR_TYPE "(tttut)"

/* A FETCH response with size and date takes about so many bytes. */
#define SUMMARY_BYTES 100
#define SUMMARY_ITEMS "UID RFC822.SIZE INTERNALDATE"

/**
 * Position:
 * @uid_validity: of the folder, 0 when the server has none
 * @next: the lowest UID not told yet
 * @modseq: the highest mod-sequence, 0 when the server has none
 * @tries: how often @next was looked for in vain
 * @rebuilding: while @next is below it, a rebuild goes on
 */
typedef struct
{
  guint64 uid_validity;
  guint64 next;
  guint64 modseq;
  guint32 tries;
  guint64 rebuilding;
} Position;

static GVariant *
position_to_cursor (const Position *self)
{
  return g_variant_ref_sink (g_variant_new (CURSOR_TYPE, self->uid_validity, self->next,
                                            self->modseq, self->tries, self->rebuilding));
}

static gboolean
position_from_cursor (Position *self, GVariant *cursor, GError **error)
{
  if (g_variant_is_of_type (cursor, G_VARIANT_TYPE (CURSOR_TYPE)))
    {
      g_variant_get (cursor, CURSOR_TYPE, &self->uid_validity, &self->next, &self->modseq,
                     &self->tries, &self->rebuilding);
      self->next = MAX (self->next, 1);
      return TRUE;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER,
               _ ("the stored position in the folder (%s) is none that this version wrote"),
               g_variant_get_type_string (cursor));
  return FALSE;
}

static TocsinMailChanges *
make_changes (GPtrArray *refs, const Position *position, gboolean rebuilt, gboolean more)
{
  TocsinMailChanges *changes = g_new0 (TocsinMailChanges, 1);

  changes->refs = refs != NULL
                      ? refs
                      : g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  changes->cursor = position_to_cursor (position);
  changes->rebuilt = rebuilt;
  changes->more = more;

  return changes;
}

typedef struct
{
  GHashTable *refs;
  const char *folder;
  guint64 uid_validity;
} Summaries;

static gboolean
take_summary (const Imap4Fetched *fetched, gpointer user_data, GError **error)
{
  Summaries *self = user_data;
  Imap4Key key = { self->uid_validity, fetched->uid };
  TocsinMessageRef *ref = imap4_key_to_ref (&key, self->folder);

  ref->size = fetched->size;
  ref->received = fetched->received;
  if (fetched->gmail_id > 0)
    ref->identity = g_strdup_printf ("%" G_GUINT64_FORMAT, fetched->gmail_id);
  g_hash_table_replace (self->refs, &ref->uid, ref);

  return TRUE;
}

static gboolean
fetch_items (TocsinImap4Session *session,
             GArray *uids,
             const char *items,
             const Imap4FetchSink *sink,
             GCancellable *cancellable,
             GError **error)
{
  return imap4_fetch (session, uids, items, uids->len * SUMMARY_BYTES, sink, cancellable, error);
}

/* What says that it is Gmail, and takes no question for what Gmail has but all others, is not. */
static gboolean
fetch_summaries (TocsinImap4Session *session,
                 GArray *uids,
                 const Imap4FetchSink *sink,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GError) refusal = NULL;

  if (!imap4_labels_are_kept (session))
    return fetch_items (session, uids, SUMMARY_ITEMS, sink, cancellable, error);
  if (fetch_items (session, uids, SUMMARY_ITEMS " X-GM-MSGID", sink, cancellable, &refusal))
    return TRUE;
  if (refusal->code != TOCSIN_ERROR_SERVER_BAD)
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  if (!fetch_items (session, uids, SUMMARY_ITEMS, sink, cancellable, error))
    return FALSE;
  tocsin_imap4_session_lose (session, "X-GM-EXT-1");

  return TRUE;
}

/* References to those of @uids that can be fetched, in their order. */
static GPtrArray *
summarize (TocsinImap4Session *session, GArray *uids, GCancellable *cancellable, GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                                        (GDestroyNotify) tocsin_message_ref_unref);
  Summaries summaries = { found, mailbox->folder, mailbox->uid_validity };
  Imap4FetchSink sink = { take_summary, NULL, NULL, &summaries };
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  if (uids->len > 0 && !fetch_summaries (session, uids, &sink, cancellable, error))
    return NULL;

  for (guint i = 0; i < uids->len; i++)
    {
      TocsinMessageRef *ref = g_hash_table_lookup (found, &g_array_index (uids, guint64, i));

      if (ref != NULL)
        g_ptr_array_add (refs, tocsin_message_ref_ref (ref));
    }

  return g_steal_pointer (&refs);
}

static guint64
last_uid (GArray *uids)
{
  return uids->len > 0 ? g_array_index (uids, guint64, uids->len - 1) : 0;
}

/* One look at what lies at and behind a position. */
typedef struct
{
  guint64 end;
  guint64 missing;
  gboolean more;
  GPtrArray *refs;
} Look;

static void
look_clear (Look *self)
{
  g_clear_pointer (&self->refs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

/* The lowest UID that was found and could not be fetched, 0 if there is none. */
static guint64
find_missing (GArray *uids, GPtrArray *refs)
{
  for (guint i = 0; i < uids->len; i++)
    {
      guint64 uid = g_array_index (uids, guint64, i);

      if (i >= refs->len || ((TocsinMessageRef *) g_ptr_array_index (refs, i))->uid != uid)
        return uid;
    }

  return 0;
}

static gboolean
look (Look *self,
      TocsinImap4Session *session,
      const Imap4Criteria *criteria,
      guint64 next,
      guint limit,
      GCancellable *cancellable,
      GError **error)
{
  guint64 uid_next = tocsin_imap4_session_get_mailbox (session)->uid_next;
  guint64 last = uid_next > next ? uid_next - 1 : 0;
  g_autoptr (GArray) present = imap4_search (session, NULL, next, last, cancellable, error);
  g_autoptr (GArray) wanted = NULL;

  if (present == NULL)
    return FALSE;
  /* All of them, to know which are not there; then those that the query is about. */
  if (criteria->plans->len > 0 && present->len > 0)
    wanted = imap4_search (session, criteria, next, last, cancellable, error);
  else
    wanted = g_array_ref (present);
  if (wanted == NULL)
    return FALSE;

  self->end = MAX (last_uid (present) + 1, uid_next);
  if (limit > 0 && wanted->len > limit)
    {
      g_array_set_size (wanted, limit);
      self->more = TRUE;
      self->end = last_uid (wanted) + 1;
    }
  self->refs = summarize (session, wanted, cancellable, error);
  if (self->refs == NULL)
    return FALSE;

  self->missing = find_missing (wanted, self->refs);
  if (self->missing == 0 && !self->more && uid_next > MAX (last_uid (present) + 1, next))
    self->missing = MAX (last_uid (present) + 1, next);

  return TRUE;
}

static void
advance (Position *position, const Look *found)
{
  if (found->missing == 0)
    position->tries = 0;
  else
    position->tries = found->missing == position->next ? position->tries + 1 : 1;

  if (found->missing == 0 || position->tries >= IMAP4_CHANGES_TRIES)
    {
      position->next = MAX (position->next, found->end);
      position->tries = 0;
    }
  else
    position->next = found->missing;
  if (position->next >= position->rebuilding)
    position->rebuilding = 0;
}

static gboolean
say_noop (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  return tocsin_session_probe (TOCSIN_SESSION (session), cancellable, error);
}

static TocsinMailChanges *
look_and_advance (TocsinImap4Session *session,
                  Position *position,
                  TocsinQuery *query,
                  guint limit,
                  GCancellable *cancellable,
                  GError **error)
{
  gboolean rebuilding = position->rebuilding > 0;
  TocsinQuery *wanted = rebuilding ? NULL : query;
  g_autoptr (Imap4Criteria) criteria = NULL;
  g_auto (Look) first = { 0 };
  g_auto (Look) second = { 0 };
  Look *found = &first;

  if (!imap4_substrings_try (session, wanted, cancellable, error))
    return NULL;
  criteria = imap4_criteria_new (wanted, session, g_get_real_time ());
  if (!look (&first, session, criteria, position->next, limit, cancellable, error))
    return NULL;
  /* Announced and not to be seen: after a NOOP most servers show it. */
  if (first.missing > 0 && position->tries == 0)
    {
      if (!say_noop (session, cancellable, error)
          || !look (&second, session, criteria, position->next, limit, cancellable, error))
        return NULL;
      found = &second;
    }
  advance (position, found);

  return make_changes (g_steal_pointer (&found->refs), position, rebuilding, found->more);
}

/* The UID that the next message will have, found out the long way (quirk 22). */
static gboolean
find_uid_next (TocsinImap4Session *session,
               guint64 *next,
               GCancellable *cancellable,
               GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  g_autoptr (GArray) uids = NULL;

  *next = MAX (mailbox->uid_next, 1);
  if (mailbox->uid_next > 0 || mailbox->exists == 0)
    return TRUE;
  uids = imap4_search (session, NULL, 1, 0, cancellable, error);
  if (uids == NULL)
    return FALSE;
  *next = last_uid (uids) + 1;

  return TRUE;
}

static TocsinMailChanges *
begin_now (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  Position position = { .uid_validity = mailbox->uid_validity, .modseq = mailbox->highest_modseq };

  if (!find_uid_next (session, &position.next, cancellable, error))
    return NULL;

  return make_changes (NULL, &position, FALSE, FALSE);
}

static gboolean
begin_rebuild (TocsinImap4Session *session,
               Position *position,
               GCancellable *cancellable,
               GError **error)
{
  position->next = 1;
  position->tries = 0;

  return find_uid_next (session, &position->rebuilding, cancellable, error);
}

/**
 * imap4_changes:
 * @session: an open session
 * @folder: the folder's id
 * @cursor: (nullable): where the last call ended
 * @query: (nullable): what is looked for
 * @limit: the most references to return, 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_changes(). One round trip when nothing is new: the answer to EXAMINE tells.
 *
 * Returns: (transfer full): what is new.
 */
TocsinMailChanges *
imap4_changes (TocsinImap4Session *session,
               const char *folder,
               GVariant *cursor,
               TocsinQuery *query,
               guint limit,
               GCancellable *cancellable,
               GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  Position position = { 0 };

  if (cursor != NULL && !position_from_cursor (&position, cursor, error))
    return NULL;
  if (!imap4_folder_open (session, folder, FALSE, cancellable, error))
    return NULL;
  if (cursor == NULL)
    return begin_now (session, cancellable, error);

  /* Quirk 22: 0 is no UIDVALIDITY; a server that has none now and then has not changed it. */
  if (mailbox->uid_validity != 0 && position.uid_validity != 0
      && mailbox->uid_validity != position.uid_validity
      && !begin_rebuild (session, &position, cancellable, error))
    return NULL;
  position.uid_validity =
      mailbox->uid_validity != 0 ? mailbox->uid_validity : position.uid_validity;
  position.modseq = mailbox->highest_modseq;

  /* Quirk 22: without UIDNEXT only a look can tell. */
  if (mailbox->uid_next > 0 ? mailbox->uid_next <= position.next : mailbox->exists == 0)
    {
      gboolean rebuilt = position.rebuilding > 0;

      position.rebuilding = 0;
      position.tries = 0;
      return make_changes (NULL, &position, rebuilt, FALSE);
    }

  return look_and_advance (session, &position, query, limit, cancellable, error);
}

/**
 * imap4_find:
 * @session: an open session
 * @folder: the folder's id
 * @query: (nullable): what is looked for
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_search().
 *
 * Returns: (transfer full) (element-type TocsinMessageRef): what may match, oldest first.
 */
GPtrArray *
imap4_find (TocsinImap4Session *session,
            const char *folder,
            TocsinQuery *query,
            GCancellable *cancellable,
            GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  g_autoptr (Imap4Criteria) criteria = NULL;
  g_autoptr (GArray) uids = NULL;

  if (!imap4_folder_open (session, folder, FALSE, cancellable, error))
    return NULL;
  if (mailbox->exists == 0)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  if (!imap4_substrings_try (session, query, cancellable, error))
    return NULL;
  criteria = imap4_criteria_new (query, session, g_get_real_time ());
  uids = imap4_search_folder (session, criteria, cancellable, error);

  return uids != NULL ? summarize (session, uids, cancellable, error) : NULL;
}
