/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/search-memory.h"

/* A search of a whole folder, and when: the folder has not changed while its numbers have not. */
typedef struct
{
  GArray *uids;
  guint64 uid_next;
  guint64 exists;
  guint64 modseq;
  guint64 used;
} Found;

struct _Imap4SearchMemory
{
  GMutex lock;
  Imap4SearchLevel level;
  Imap4Substrings substrings;
  GHashTable *refused;
  GHashTable *found;
  guint64 n_uids;
  guint64 clock;
};

static GMutex making;

/* Words can be long, and there may be many. */
static char *
digest (const char *words)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, words, -1);
}

static void
found_free (gpointer data)
{
  Found *self = data;

  g_array_unref (self->uids);
  g_free (self);
}

static void
memory_free (gpointer data)
{
  Imap4SearchMemory *self = data;

  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->refused);
  g_hash_table_unref (self->found);
  g_free (self);
}

/**
 * imap4_search_memory_of:
 * @endpoint: where sessions lead
 *
 * Returns: (transfer none): what searches there taught.
 */
Imap4SearchMemory *
imap4_search_memory_of (TocsinEndpoint *endpoint)
{
  static const char key[] = "imap4-search-memory";
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&making);
  Imap4SearchMemory *self = g_object_get_data (G_OBJECT (endpoint), key);

  if (self != NULL)
    return self;

  self = g_new0 (Imap4SearchMemory, 1);
  g_mutex_init (&self->lock);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, found_free);
  g_object_set_data_full (G_OBJECT (endpoint), key, self, memory_free);

  return self;
}

/**
 * imap4_search_memory_get_level:
 * @self: a memory
 *
 * Returns: the most to ask of the server.
 */
Imap4SearchLevel
imap4_search_memory_get_level (Imap4SearchMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->level;
}

/**
 * imap4_search_memory_ask_less:
 * @self: a memory
 * @level: the most to ask of the server from now on
 */
void
imap4_search_memory_ask_less (Imap4SearchMemory *self, Imap4SearchLevel level)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->level = MAX (self->level, level);
}

/**
 * imap4_search_memory_is_refused:
 * @self: a memory
 * @words: what would be asked
 *
 * Returns: whether the server refused just that.
 */
gboolean
imap4_search_memory_is_refused (Imap4SearchMemory *self, const char *words)
{
  g_autofree char *key = digest (words);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_contains (self->refused, key);
}

/**
 * imap4_search_memory_note_refused:
 * @self: a memory
 * @words: what the server refused
 */
void
imap4_search_memory_note_refused (Imap4SearchMemory *self, const char *words)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_hash_table_size (self->refused) >= IMAP4_SEARCH_MEMORY_ENTRIES)
    g_hash_table_remove_all (self->refused);
  g_hash_table_add (self->refused, digest (words));
}

/**
 * imap4_search_memory_get_substrings:
 * @self: a memory
 *
 * Returns: how the server compares words.
 */
Imap4Substrings
imap4_search_memory_get_substrings (Imap4SearchMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->substrings;
}

/**
 * imap4_search_memory_set_substrings:
 * @self: a memory
 * @substrings: how the server compares words
 */
void
imap4_search_memory_set_substrings (Imap4SearchMemory *self, Imap4Substrings substrings)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->substrings = substrings;
}

static char *
make_key (const Imap4Mailbox *mailbox, const char *words)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT " %s\n%s", mailbox->uid_validity,
                                           mailbox->folder, words);

  return digest (text);
}

/* What was found of old messages stays so; the newest numbers are asked about again. */
static void
leave_margin (GArray *uids, guint64 *next)
{
  guint kept = uids->len;

  *next -= MIN (*next - 1, IMAP4_SEARCH_MEMORY_MARGIN);
  while (kept > 0 && g_array_index (uids, guint64, kept - 1) >= *next)
    kept--;
  g_array_set_size (uids, kept);
}

/**
 * imap4_search_memory_recall:
 * @self: a memory
 * @mailbox: the selected folder
 * @words: what is searched for, in the server's words
 * @with_flags: whether that depends on flags, which change without anything new
 * @next: (out): the lowest UID that has to be asked about still; beyond the highest when there is
 *   none
 *
 * Returns: (transfer full) (nullable) (element-type guint64): what was found below @next, in
 *   ascending order; %NULL when nothing is remembered that still holds.
 */
GArray *
imap4_search_memory_recall (Imap4SearchMemory *self,
                            const Imap4Mailbox *mailbox,
                            const char *words,
                            gboolean with_flags,
                            guint64 *next)
{
  g_autofree char *key = make_key (mailbox, words);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Found *found = g_hash_table_lookup (self->found, key);
  GArray *uids;

  if (found == NULL || mailbox->uid_next < found->uid_next
      || (with_flags && (mailbox->highest_modseq == 0 || mailbox->highest_modseq != found->modseq)))
    return NULL;

  found->used = ++self->clock;
  uids = g_array_copy (found->uids);
  *next = found->uid_next;
  if (mailbox->uid_next != found->uid_next || mailbox->exists != found->exists)
    leave_margin (uids, next);

  return uids;
}

static void
forget (Imap4SearchMemory *self, const char *key)
{
  Found *found = g_hash_table_lookup (self->found, key);

  if (found == NULL)
    return;
  self->n_uids -= found->uids->len;
  g_hash_table_remove (self->found, key);
}

static void
forget_oldest (Imap4SearchMemory *self)
{
  GHashTableIter iter;
  gpointer key, value;
  g_autofree char *oldest = NULL;
  guint64 used = G_MAXUINT64;

  g_hash_table_iter_init (&iter, self->found);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((Found *) value)->used < used)
      {
        used = ((Found *) value)->used;
        g_free (oldest);
        oldest = g_strdup (key);
      }
  forget (self, oldest);
}

/**
 * imap4_search_memory_keep:
 * @self: a memory
 * @mailbox: the selected folder, of which UIDNEXT is known
 * @words: what was searched for, in the server's words, among all messages
 * @uids: (element-type guint64): what was found, in ascending order
 */
void
imap4_search_memory_keep (Imap4SearchMemory *self,
                          const Imap4Mailbox *mailbox,
                          const char *words,
                          GArray *uids)
{
  g_autofree char *key = make_key (mailbox, words);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Found *found;

  if (uids->len > IMAP4_SEARCH_MEMORY_UIDS)
    return;

  forget (self, key);
  while (g_hash_table_size (self->found) >= IMAP4_SEARCH_MEMORY_ENTRIES
         || self->n_uids + uids->len > IMAP4_SEARCH_MEMORY_UIDS)
    forget_oldest (self);

  found = g_new0 (Found, 1);
  found->uids = g_array_copy (uids);
  found->uid_next = mailbox->uid_next;
  found->exists = mailbox->exists;
  found->modseq = mailbox->highest_modseq;
  found->used = ++self->clock;
  self->n_uids += uids->len;
  g_hash_table_insert (self->found, g_steal_pointer (&key), found);
}
