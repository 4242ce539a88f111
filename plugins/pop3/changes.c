/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is new in the mailbox: whatever is there and was not told before. The server is asked for
 * nothing but the list; POP3 can't search.
 *
 * The cursor is the set of what was told (core/mail/key-changes), and what messages are named by in
 * it: ids, or headers where ids are no good. When that changes, or all ids do at once, as after a
 * move to another server, all messages are told once more and marked as rebuilt; the caller knows
 * which it has seen. A mailbox that is empty for once forgets nothing: it may not be there today.
 */
#include "plugins/pop3/changes.h"

#include "core/base/error.h"
#include "core/mail/key-changes.h"
#include "plugins/pop3/session/inventory.h"

#include <glib/gi18n-lib.h>

/* Named by headers; ids are never to be relied on; a rebuild goes on; what was told. */
#define CURSOR_TYPE "(bbbv)"

#define FOLDER "INBOX"

typedef struct
{
  gboolean by_headers;
  gboolean distrusts_ids;
  gboolean rebuilding;
  GVariant *told; /* nullable: all that is there */
} Position;

static void
position_clear (Position *self)
{
  g_clear_pointer (&self->told, g_variant_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Position, position_clear)

static gboolean
position_from_cursor (Position *self, GVariant *cursor, GError **error)
{
  if (cursor == NULL)
    return TRUE;
  if (g_variant_is_of_type (cursor, G_VARIANT_TYPE (CURSOR_TYPE)))
    {
      g_variant_get (cursor, CURSOR_TYPE, &self->by_headers, &self->distrusts_ids,
                     &self->rebuilding, &self->told);
      return TRUE;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER,
               _ ("the stored position in the folder (%s) is none that this version wrote"),
               g_variant_get_type_string (cursor));
  return FALSE;
}

static GVariant *
position_to_cursor (const Position *self, GVariant *told)
{
  return g_variant_ref_sink (
      g_variant_new (CURSOR_TYPE, self->by_headers, self->distrusts_ids, self->rebuilding, told));
}

/* The messages as those who look for changes see them. */
typedef struct
{
  Pop3Maildrop *maildrop;
  gboolean by_headers;
} Present;

static const char *
get_key (guint index, gpointer user_data)
{
  const Present *self = user_data;
  const Pop3Message *message = pop3_maildrop_get (self->maildrop, index);

  return self->by_headers ? message->name : message->id;
}

static TocsinMessageRef *
make_ref (guint index, gpointer user_data)
{
  const Present *self = user_data;
  TocsinMessageRef *ref = tocsin_message_ref_new (FOLDER, get_key (index, user_data));

  ref->size = pop3_maildrop_get (self->maildrop, index)->size;

  return ref;
}

static gboolean
prepare (Present *self,
         TocsinPop3Session *session,
         gboolean distrusts_ids,
         GCancellable *cancellable,
         GError **error)
{
  self->maildrop = pop3_inventory_load (session, cancellable, error);
  if (self->maildrop == NULL)
    return FALSE;
  self->by_headers = distrusts_ids || pop3_maildrop_lacks_ids (self->maildrop)
                     || pop3_maildrop_distrusts_ids (self->maildrop);

  return !self->by_headers || pop3_inventory_name_all (self->maildrop, session, cancellable, error);
}

/* No message is known any more though there are as many as there were. */
static gboolean
has_new_ids (const TocsinKeyList *present, GVariant *told)
{
  gsize n_told = g_variant_n_children (told);

  return n_told >= POP3_CHANGES_LEAST && present->length >= n_told
         && tocsin_key_changes_count_told (present, told) == 0;
}

static void
begin_rebuild (Position *position)
{
  g_clear_pointer (&position->told, g_variant_unref);
  position->told = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_UINT64, NULL, 0));
  position->rebuilding = TRUE;
}

static TocsinMailChanges *
tell_nothing (Position *position)
{
  TocsinMailChanges *changes = g_new0 (TocsinMailChanges, 1);

  changes->refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  position->rebuilding = FALSE;
  changes->cursor = position_to_cursor (position, position->told);

  return changes;
}

static TocsinMailChanges *
tell (const Present *present, Position *position, guint limit, GError **error)
{
  TocsinKeyList list = { pop3_maildrop_get_length (present->maildrop), get_key, make_ref,
                         (gpointer) present };
  g_autoptr (GVariant) told = NULL;
  TocsinMailChanges *changes;

  if (position->told != NULL && g_variant_n_children (position->told) > 0
      && (position->by_headers != present->by_headers || has_new_ids (&list, position->told)))
    begin_rebuild (position);
  position->by_headers = present->by_headers;
  position->distrusts_ids =
      position->distrusts_ids || pop3_maildrop_distrusts_ids (present->maildrop);

  changes = tocsin_key_changes_new_for_list (&list, position->told, TRUE, limit, error);
  if (changes == NULL)
    return NULL;
  changes->rebuilt = position->rebuilding;
  position->rebuilding = position->rebuilding && changes->more;
  told = changes->cursor;
  changes->cursor = position_to_cursor (position, told);

  return changes;
}

/**
 * pop3_changes:
 * @session: an open session
 * @cursor: (nullable): where the last call ended
 * @limit: the most references to return, 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_changes().
 *
 * Returns: (transfer full): what is new.
 */
TocsinMailChanges *
pop3_changes (TocsinPop3Session *session,
              GVariant *cursor,
              guint limit,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (Position) position = { 0 };
  Present present;

  if (!position_from_cursor (&position, cursor, error)
      || !prepare (&present, session, position.distrusts_ids, cancellable, error))
    return NULL;
  if (position.told != NULL && pop3_maildrop_get_length (present.maildrop) == 0)
    return tell_nothing (&position);

  return tell (&present, &position, limit, error);
}

/**
 * pop3_find_all:
 * @session: an open session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_search(): whatever the query, all messages.
 *
 * Returns: (transfer full) (element-type TocsinMessageRef): all messages, oldest first.
 */
GPtrArray *
pop3_find_all (TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  Present present;

  if (!prepare (&present, session, FALSE, cancellable, error))
    return NULL;
  for (guint i = 0; i < pop3_maildrop_get_length (present.maildrop); i++)
    g_ptr_array_add (refs, make_ref (i, &present));

  return g_steal_pointer (&refs);
}
