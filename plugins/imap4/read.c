/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Messages into a sink. First all in one go; what the server refuses or garbles then comes with
 * less asked for at a time; what never comes is gone. */
#include "plugins/imap4/read.h"

#include "core/base/error.h"
#include "plugins/imap4/flags.h"
#include "plugins/imap4/key.h"
#include "plugins/imap4/session/fetch.h"
#include "plugins/imap4/whole.h"
#include "plugins/imap4/wire/structure.h"

/* About so much is a header block, with its answer. */
#define HEADER_BYTES (8 * 1024)

typedef struct
{
  TocsinImap4Session *session;
  const TocsinMailSink *sink;
  TocsinMailParts parts;
  const char *code_page;
  const char *authserv_id;
  guint64 max_size;
  GHashTable *left;
  GHashTable *present;
  TocsinMessage *pending;
  GPtrArray *unstructured;
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->left, g_hash_table_unref);
  g_clear_pointer (&self->present, g_hash_table_unref);
  g_clear_object (&self->pending);
  g_clear_pointer (&self->unstructured, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

/* A reference that was stored and read back has its key and nothing else. */
static guint64
uid_of (const TocsinMessageRef *ref)
{
  Imap4Key key = { 0 };

  imap4_key_from_ref (&key, ref, NULL);
  return key.uid;
}

/* Whoever gets the message gets its number, too. */
static TocsinMessageRef *
complete (TocsinMessageRef *ref)
{
  Imap4Key key = { 0 };

  if (ref->uid > 0 || !imap4_key_from_ref (&key, ref, NULL))
    return tocsin_message_ref_ref (ref);

  return imap4_key_to_ref_of (&key, ref->folder, ref);
}

static void
add_layers (const Reading *self, TocsinMessage *message, const Imap4Fetched *fetched)
{
  g_autoptr (TocsinPart) root = NULL;

  if (fetched->flags != NULL)
    imap4_flags_give (message, self->session, fetched);
  if (fetched->received != 0)
    tocsin_message_set_received (message, fetched->received);
  if (fetched->has_size)
    tocsin_message_set_size (message, fetched->size);
  if (fetched->header != NULL)
    tocsin_message_set_headers (message, fetched->header);

  root = imap4_structure_to_part (fetched->structure, self->code_page);
  if (root != NULL)
    tocsin_message_set_structure (message, g_steal_pointer (&root));
}

static TocsinMessage *
new_message (const Reading *self, const TocsinMessageRef *ref)
{
  TocsinMessage *message = tocsin_message_new ();

  tocsin_message_set_code_page (message, *self->code_page != '\0' ? self->code_page : NULL);
  tocsin_message_set_authserv_id (message, self->authserv_id);
  if (ref->size > 0)
    tocsin_message_set_size (message, ref->size);
  if (ref->received != 0)
    tocsin_message_set_received (message, ref->received);

  return message;
}

static gboolean
wants (const Reading *self, TocsinMailParts part)
{
  return (self->parts & part) != 0;
}

/* A message that has to be looked at whole, because its structure is not to be had (quirk 29). */
typedef struct
{
  TocsinMessageRef *ref;
  TocsinMessage *message;
} Unstructured;

static void
unstructured_free (gpointer data)
{
  Unstructured *self = data;

  tocsin_message_ref_unref (self->ref);
  g_object_unref (self->message);
  g_free (self);
}

static gboolean
is_small_enough (const Reading *self, TocsinMessage *message)
{
  return self->max_size == 0 || tocsin_message_get_size (message) <= self->max_size;
}

static gboolean
deliver (Reading *self, TocsinMessageRef *ref, TocsinMessage *message, GError **error)
{
  if (wants (self, TOCSIN_MAIL_PARTS_STRUCTURE) && !wants (self, TOCSIN_MAIL_PARTS_RAW)
      && tocsin_message_get_structure (message) == NULL && is_small_enough (self, message))
    {
      Unstructured *late = g_new0 (Unstructured, 1);

      late->ref = tocsin_message_ref_ref (ref);
      late->message = g_object_ref (message);
      g_ptr_array_add (self->unstructured, late);
      return TRUE;
    }

  return self->sink->message (ref, message, self->sink->user_data, error);
}

static gboolean
take_whole (const Imap4Fetched *fetched, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  g_autoptr (TocsinMessageRef) ref = NULL;
  g_autoptr (TocsinMessage) message = NULL;

  /* News of flags while we fetch: this one has been told already, or will be. */
  if (!g_hash_table_contains (self->left, &fetched->uid)
      || (wants (self, TOCSIN_MAIL_PARTS_HEADERS) && fetched->header == NULL)
      || (wants (self, TOCSIN_MAIL_PARTS_RAW) && !fetched->has_body))
    return TRUE;

  ref = tocsin_message_ref_ref (g_hash_table_lookup (self->left, &fetched->uid));
  g_hash_table_remove (self->left, &fetched->uid);
  message = new_message (self, ref);
  add_layers (self, message, fetched);

  return deliver (self, ref, message, error);
}

static gboolean
begin_body (guint64 uid, guint64 size, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  TocsinMessageRef *ref = g_hash_table_lookup (self->left, &uid);

  return ref == NULL || self->sink->begin == NULL
         || self->sink->begin (ref, size, self->sink->user_data, error);
}

static gboolean
write_body (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  return self->sink->write == NULL
         || self->sink->write (bytes, length, self->sink->user_data, error);
}

static char *
item_list (const Reading *self, gboolean raw, gboolean structure)
{
  GString *items = g_string_new ("UID RFC822.SIZE INTERNALDATE");

  if (wants (self, TOCSIN_MAIL_PARTS_FLAGS))
    g_string_append_printf (items, " %s", imap4_flags_items (self->session));
  /* Quirk 30: headers from the message itself, not from ENVELOPE. */
  if (wants (self, TOCSIN_MAIL_PARTS_HEADERS))
    g_string_append (items, " BODY.PEEK[HEADER]");
  if (structure && wants (self, TOCSIN_MAIL_PARTS_STRUCTURE))
    g_string_append (items, " BODYSTRUCTURE");
  if (raw)
    g_string_append (items, " BODY.PEEK[]");

  return g_string_free (items, FALSE);
}

static int
compare_uids (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a, right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

typedef gboolean (*Choice) (const Reading *self, const TocsinMessageRef *ref);

static GArray *
choose (const Reading *self, Choice choice, guint64 *bytes)
{
  GArray *uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  gpointer uid, ref;

  *bytes = 0;
  g_hash_table_iter_init (&iter, self->left);
  while (g_hash_table_iter_next (&iter, &uid, &ref))
    if (choice (self, ref))
      {
        g_array_append_vals (uids, uid, 1);
        *bytes += ((TocsinMessageRef *) ref)->size;
      }
  g_array_sort (uids, compare_uids);

  return uids;
}

static gboolean
is_any (const Reading *self, const TocsinMessageRef *ref)
{
  return TRUE;
}

static gboolean
is_streamed_whole (const Reading *self, const TocsinMessageRef *ref)
{
  return ref->size <= IMAP4_FETCH_CHUNK && (self->max_size == 0 || ref->size <= self->max_size);
}

static gboolean
is_refusal (const GError *error)
{
  return error->code == TOCSIN_ERROR_SERVER_NO || error->code == TOCSIN_ERROR_SERVER_BAD;
}

/* One go at everything that is left and that @choice takes. A refusal is no failure. */
static gboolean
fetch_left (Reading *self,
            Choice choice,
            gboolean raw,
            gboolean structure,
            GCancellable *cancellable,
            GError **error)
{
  Imap4FetchSink sink = { take_whole, raw ? begin_body : NULL, raw ? write_body : NULL, self };
  g_autofree char *items = item_list (self, raw, structure);
  g_autoptr (GError) refusal = NULL;
  guint64 bytes;
  g_autoptr (GArray) uids = choose (self, choice, &bytes);

  if (uids->len == 0)
    return TRUE;
  if (imap4_fetch (self->session, uids, items, (raw ? bytes : 0) + uids->len * HEADER_BYTES, &sink,
                   cancellable, &refusal)
      || is_refusal (refusal))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static gboolean
take_piece (const Imap4Fetched *fetched, gpointer user_data, GError **error)
{
  Reading *self = user_data;
  TocsinMessageRef *ref = g_hash_table_lookup (self->left, &fetched->uid);

  if (ref == NULL)
    return TRUE;
  if (self->pending == NULL)
    self->pending = new_message (self, ref);
  add_layers (self, self->pending, fetched);

  return TRUE;
}

static gboolean
fetch_piece (
    Reading *self, guint64 uid, const char *item, GCancellable *cancellable, GError **error)
{
  Imap4FetchSink sink = { take_piece, NULL, NULL, self };
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree char *items = g_strconcat ("UID ", item, NULL);
  g_autoptr (GError) refusal = NULL;

  g_array_append_val (uids, uid);
  if (imap4_fetch (self->session, uids, items, HEADER_BYTES, &sink, cancellable, &refusal)
      || is_refusal (refusal))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

/* The body of one message, in pieces if it is large. */
static gboolean
fetch_body (Reading *self,
            guint64 uid,
            const TocsinMessageRef *ref,
            gboolean *found,
            GCancellable *cancellable,
            GError **error)
{
  Imap4FetchSink sink = { NULL, begin_body, write_body, self };

  *found = TRUE;
  if (self->max_size > 0 && ref->size > self->max_size)
    return TRUE;

  return imap4_fetch_large (self->session, uid, ref->size, &sink, found, cancellable, error);
}

/* Quirk 31: some servers refuse many items at once. One by one, message by message. */
static gboolean
fetch_one_by_one (
    Reading *self, guint64 uid, TocsinMessageRef *ref, GCancellable *cancellable, GError **error)
{
  const struct
  {
    TocsinMailParts part;
    const char *item;
  } items[] = { { 0, "RFC822.SIZE" },
                { 0, "INTERNALDATE" },
                { TOCSIN_MAIL_PARTS_FLAGS, imap4_flags_items (self->session) },
                { TOCSIN_MAIL_PARTS_HEADERS, "BODY.PEEK[HEADER]" } };
  g_autoptr (TocsinMessage) message = NULL;
  gboolean found = TRUE;

  g_clear_object (&self->pending);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if ((items[i].part == 0 || wants (self, items[i].part))
        && !fetch_piece (self, uid, items[i].item, cancellable, error))
      return FALSE;
  message = g_steal_pointer (&self->pending);
  if (message == NULL)
    return TRUE;

  if (wants (self, TOCSIN_MAIL_PARTS_RAW)
      && !fetch_body (self, uid, ref, &found, cancellable, error))
    return FALSE;
  if (!found)
    return TRUE;
  g_hash_table_remove (self->left, &uid);

  return deliver (self, ref, message, error);
}

static gboolean
take_present (const Imap4Fetched *fetched, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  g_hash_table_add (self->present, g_memdup2 (&fetched->uid, sizeof fetched->uid));

  return TRUE;
}

/* Most of what did not come is gone, and one question tells. */
static gboolean
find_present (Reading *self, GCancellable *cancellable, GError **error)
{
  Imap4FetchSink sink = { take_present, NULL, NULL, self };
  guint64 bytes;
  g_autoptr (GArray) uids = choose (self, is_any, &bytes);

  return uids->len == 0 || imap4_fetch (self->session, uids, "UID", 0, &sink, cancellable, error);
}

static gboolean
fetch_rest (Reading *self, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  if (!find_present (self, cancellable, error))
    return FALSE;

  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      guint64 uid = uid_of (ref);

      if (g_hash_table_contains (self->left, &uid) && g_hash_table_contains (self->present, &uid)
          && !fetch_one_by_one (self, uid, ref, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
fetch_in_steps (Reading *self, GPtrArray *refs, GCancellable *cancellable, GError **error)
{
  gboolean raw = wants (self, TOCSIN_MAIL_PARTS_RAW);

  if (!fetch_left (self, raw ? is_streamed_whole : is_any, raw, TRUE, cancellable, error))
    return FALSE;
  if (!raw && wants (self, TOCSIN_MAIL_PARTS_STRUCTURE)
      && !fetch_left (self, is_any, FALSE, FALSE, cancellable, error))
    return FALSE;

  return fetch_rest (self, refs, cancellable, error);
}

/* Quirk 29: a structure that can't be believed is no reason to fail; the message itself has one. */
static gboolean
read_unstructured (Reading *self, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->unstructured->len; i++)
    {
      Unstructured *late = g_ptr_array_index (self->unstructured, i);

      if (!imap4_whole_load (self->session, late->ref, late->message, cancellable, error)
          || !self->sink->message (late->ref, late->message, self->sink->user_data, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
tell_gone (Reading *self, GPtrArray *refs, GError **error)
{
  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      guint64 uid = uid_of (ref);

      if (g_hash_table_remove (self->left, &uid)
          && !self->sink->message (ref, NULL, self->sink->user_data, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * imap4_read:
 * @session: an open session
 * @refs: (element-type TocsinMessageRef): messages of one folder, at least one
 * @parts: what of them
 * @sink: where to
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * See tocsin_mail_store_fetch(). A message larger than `limits.max-message-size` comes without its
 * body. A message whose structure is asked for and can't be had comes with its raw content instead.
 *
 * Returns: whether the sink was told of every message.
 */
gboolean
imap4_read (TocsinImap4Session *session,
            GPtrArray *refs,
            TocsinMailParts parts,
            const TocsinMailSink *sink,
            GCancellable *cancellable,
            GError **error)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session)));
  g_auto (Reading) reading = { .session = session, .sink = sink, .parts = parts };
  g_autoptr (GArray) uids = imap4_keys_open (session, refs, FALSE, cancellable, error);

  if (uids == NULL)
    return FALSE;

  reading.code_page = tocsin_snapshot_get_string (settings, "code-page");
  reading.authserv_id = tocsin_snapshot_get_string (settings, "authserv-id");
  reading.max_size = tocsin_snapshot_get_uint64 (settings, "limits.max-message-size");
  reading.unstructured = g_ptr_array_new_with_free_func (unstructured_free);
  reading.present = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  reading.left = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                        (GDestroyNotify) tocsin_message_ref_unref);
  for (guint i = 0; i < refs->len; i++)
    {
      guint64 uid = uid_of (g_ptr_array_index (refs, i));

      g_hash_table_replace (reading.left, g_memdup2 (&uid, sizeof uid),
                            complete (g_ptr_array_index (refs, i)));
    }

  return fetch_in_steps (&reading, refs, cancellable, error)
         && read_unstructured (&reading, cancellable, error) && tell_gone (&reading, refs, error);
}
