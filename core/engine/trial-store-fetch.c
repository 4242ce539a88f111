/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-store-private.h"

/* A message that is asked for, and where it really is. */
typedef struct
{
  TocsinMessageRef *ref;
  TocsinTrialMail *mail;
  TocsinMailStore *source;
  TocsinMessageRef *origin;
  guint64 position;
} Wanted;

/* One fetch from one source. */
typedef struct
{
  TocsinTrialStore *self;
  const TocsinMailSink *sink;
  TocsinMailParts parts;
  GHashTable *wanted; /* place of the origin → Wanted */
} Relay;

static Wanted *
find_wanted (Relay *relay, const TocsinMessageRef *origin)
{
  g_autofree char *place = tocsin_trial_store_place (origin);

  return g_hash_table_lookup (relay->wanted, place);
}

static gboolean
begin (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  Relay *relay = user_data;
  const Wanted *wanted = find_wanted (relay, ref);

  return relay->sink->begin == NULL
         || relay->sink->begin (wanted != NULL ? wanted->ref : ref, size, relay->sink->user_data,
                                error);
}

static gboolean
write_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Relay *relay = user_data;

  return relay->sink->write == NULL
         || relay->sink->write (bytes, length, relay->sink->user_data, error);
}

/* The trial wants to say why a message matched: it asks the very object that was decided on. */
static void
remember (TocsinTrialStore *self, const Wanted *wanted, TocsinMessage *message)
{
  char *place = tocsin_trial_store_place (wanted->ref);
  TocsinTrialSeen *seen = g_hash_table_lookup (self->seen, place);

  if (seen != NULL)
    {
      g_set_object (&seen->message, message);
      g_free (place);
      return;
    }
  seen = g_new0 (TocsinTrialSeen, 1);
  seen->ref = tocsin_message_ref_ref (wanted->ref);
  seen->position = wanted->position;
  seen->message = g_object_ref (message);
  g_hash_table_insert (self->seen, place, seen);
  g_ptr_array_add (self->seen_order, seen);
}

static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Relay *relay = user_data;
  const Wanted *wanted = find_wanted (relay, ref);
  TocsinMessageRef *target = wanted != NULL ? wanted->ref : ref;

  if (message != NULL && wanted != NULL && wanted->mail != NULL
      && (relay->parts & TOCSIN_MAIL_PARTS_FLAGS) != 0)
    tocsin_trial_mail_dress (wanted->mail, message);
  if (message != NULL && wanted != NULL && (relay->parts & TOCSIN_MAIL_PARTS_HEADERS) != 0)
    remember (relay->self, wanted, message);

  return relay->sink->message (target, message, relay->sink->user_data, error);
}

/* One fetch is for one folder of one store. A message and its copy have one origin, and are fetched
 * one after the other. */
static GPtrArray *
take_some (GPtrArray *pending, GHashTable *wanted)
{
  const Wanted *first = g_ptr_array_index (pending, 0);
  TocsinMailStore *source = first->source;
  const char *folder = first->origin->folder;
  GPtrArray *origins = g_ptr_array_new ();

  for (guint i = 0; i < pending->len;)
    {
      Wanted *one = g_ptr_array_index (pending, i);
      g_autofree char *place = tocsin_trial_store_place (one->origin);

      if (one->source != source || !g_str_equal (one->origin->folder, folder)
          || g_hash_table_contains (wanted, place))
        {
          i++;
          continue;
        }
      g_ptr_array_add (origins, one->origin);
      g_hash_table_insert (wanted, g_steal_pointer (&place), g_ptr_array_steal_index (pending, i));
    }

  return origins;
}

static gboolean
fetch_some (TocsinTrialStore *self,
            GPtrArray *pending,
            TocsinMailParts parts,
            const TocsinMailSink *sink,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (TocsinMailStore) source =
      g_object_ref (((Wanted *) g_ptr_array_index (pending, 0))->source);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) origins = take_some (pending, wanted);
  Relay relay = { self, sink, parts, wanted };
  TocsinMailSink own = { .message = take_message, .user_data = &relay };

  if (parts & TOCSIN_MAIL_PARTS_RAW)
    {
      own.begin = begin;
      own.write = write_bytes;
    }

  return tocsin_mail_store_fetch (source, origins, parts, &own, cancellable, error);
}

static void
add_wanted (TocsinTrialStore *self, GPtrArray *pending, TocsinMessageRef *ref)
{
  TocsinTrialMail *mail = tocsin_trial_store_find_mail (self, ref);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->ref = ref;
  wanted->position = self->n_asked++;
  wanted->mail = mail;
  wanted->source = mail != NULL ? mail->source : self->real;
  wanted->origin = mail != NULL ? mail->origin : ref;
  g_ptr_array_add (pending, wanted);
}

/*< private >
 * tocsin_trial_store_fetch:
 * @store: a store
 * @refs: (element-type TocsinMessageRef): messages
 * @parts: what of them
 * @sink: where they go
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Fetches them from where they really are, and shows them as the trial has left them.
 */
gboolean
tocsin_trial_store_fetch (TocsinMailStore *store,
                          GPtrArray *refs,
                          TocsinMailParts parts,
                          const TocsinMailSink *sink,
                          GCancellable *cancellable,
                          GError **error)
{
  TocsinTrialStore *self = TOCSIN_TRIAL_STORE (store);
  g_autoptr (GPtrArray) pending = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      const TocsinTrialMail *mail = tocsin_trial_store_find_mail (self, ref);

      if (mail != NULL ? !mail->gone : self->real != NULL)
        add_wanted (self, pending, ref);
      else if (!sink->message (ref, NULL, sink->user_data, error))
        return FALSE;
    }
  while (pending->len > 0)
    if (!fetch_some (self, pending, parts, sink, cancellable, error))
      return FALSE;

  return TRUE;
}

/* One message at a time: few were moved, and those that were not go in one. */
static gboolean
read_moved (TocsinTrialMail *mail,
            TocsinMessage *message,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GPtrArray) refs = g_ptr_array_new ();
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();

  g_ptr_array_add (refs, mail->origin);
  g_ptr_array_add (messages, message);

  return tocsin_mail_store_read_texts (mail->source, refs, messages, cancellable, error);
}

/*< private >
 * tocsin_trial_store_read_texts:
 * @store: a store
 * @refs: (element-type TocsinMessageRef): messages of one folder
 * @messages: (element-type TocsinMessage): what is known of them
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * As tocsin_mail_store_read_texts(), from where the messages really are.
 */
gboolean
tocsin_trial_store_read_texts (TocsinMailStore *store,
                               GPtrArray *refs,
                               GPtrArray *messages,
                               GCancellable *cancellable,
                               GError **error)
{
  TocsinTrialStore *self = TOCSIN_TRIAL_STORE (store);
  g_autoptr (GPtrArray) own_refs = g_ptr_array_new ();
  g_autoptr (GPtrArray) own_messages = g_ptr_array_new ();

  for (guint i = 0; i < refs->len; i++)
    {
      TocsinMessageRef *ref = g_ptr_array_index (refs, i);
      TocsinTrialMail *mail = tocsin_trial_store_find_mail (self, ref);

      if (mail != NULL && mail->hops > 0)
        {
          if (!read_moved (mail, g_ptr_array_index (messages, i), cancellable, error))
            return FALSE;
          continue;
        }
      g_ptr_array_add (own_refs, ref);
      g_ptr_array_add (own_messages, g_ptr_array_index (messages, i));
    }

  return self->real == NULL
         || tocsin_mail_store_read_texts (self->real, own_refs, own_messages, cancellable, error);
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  const TocsinTrialSeen *one = *(const TocsinTrialSeen *const *) a;
  const TocsinTrialSeen *other = *(const TocsinTrialSeen *const *) b;

  return one->position < other->position ? -1 : one->position > other->position;
}

/*< private >
 * tocsin_trial_seen_free:
 * @data: (transfer full): a #TocsinTrialSeen
 */
void
tocsin_trial_seen_free (gpointer data)
{
  TocsinTrialSeen *self = data;

  tocsin_message_ref_unref (self->ref);
  g_object_unref (self->message);
  g_free (self);
}

/**
 * tocsin_trial_store_take_seen: (skip)
 * @self: a store
 *
 * Returns: (transfer full) (element-type TocsinTrialSeen): the messages whose heads were fetched
 *   since the last call, in the order in which they were asked for.
 */
GPtrArray *
tocsin_trial_store_take_seen (TocsinTrialStore *self)
{
  GPtrArray *seen = g_steal_pointer (&self->seen_order);

  g_hash_table_remove_all (self->seen);
  self->seen_order = g_ptr_array_new_with_free_func (tocsin_trial_seen_free);
  g_ptr_array_sort (seen, compare_positions);

  return seen;
}
