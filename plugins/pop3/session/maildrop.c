/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Which messages there are, and what stays the same about each from session to session.
 *
 * That is its id (UIDL), where the server has ids that are any good. Quirk 44: some have none, or
 * none for some messages; some number the messages and call that an id; some give one id to several
 * messages, which RFC 1939 allows for copies of the same letter and for nothing else. Then messages
 * are named by their headers and size, all of them: a server that fails at one fails at others. */
#include "plugins/pop3/session/maildrop.h"

#include "plugins/pop3/wire/listing.h"

#include <stdlib.h>
#include <string.h>

/* What a name made of headers begins with. */
#define NAME_PREFIX "headers:"

struct _Pop3Maildrop
{
  GArray *messages; /* of Pop3Message, by number */
  GStringChunk *texts;
  GHashTable *by_key;
  gboolean lacks_ids;
  gboolean distrusts_ids;
};

/**
 * pop3_maildrop_new:
 *
 * Returns: (transfer full): a maildrop without messages.
 */
Pop3Maildrop *
pop3_maildrop_new (void)
{
  Pop3Maildrop *self = g_new0 (Pop3Maildrop, 1);

  self->messages = g_array_new (FALSE, TRUE, sizeof (Pop3Message));
  self->texts = g_string_chunk_new (16 * 1024);

  return self;
}

/**
 * pop3_maildrop_free:
 * @self: (transfer full): a maildrop
 */
void
pop3_maildrop_free (Pop3Maildrop *self)
{
  g_array_unref (self->messages);
  g_string_chunk_free (self->texts);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_free (self);
}

/**
 * pop3_maildrop_get_length:
 * @self: a maildrop
 *
 * Returns: how many messages there are.
 */
guint
pop3_maildrop_get_length (const Pop3Maildrop *self)
{
  return self->messages->len;
}

/**
 * pop3_maildrop_get:
 * @self: a maildrop
 * @index: which message, from 0
 *
 * Returns: (transfer none): the message.
 */
Pop3Message *
pop3_maildrop_get (const Pop3Maildrop *self, guint index)
{
  return &g_array_index (self->messages, Pop3Message, index);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 left = ((const Pop3Message *) a)->number, right = ((const Pop3Message *) b)->number;

  return left < right ? -1 : left > right;
}

static Pop3Message *
find_number (Pop3Maildrop *self, guint32 number)
{
  Pop3Message wanted = { .number = number };

  /* As a rule they come in order and none is left out. */
  if (number <= self->messages->len && pop3_maildrop_get (self, number - 1)->number == number)
    return pop3_maildrop_get (self, number - 1);

  return self->messages->len > 0 ? bsearch (&wanted, self->messages->data, self->messages->len,
                                            sizeof wanted, compare_numbers)
                                 : NULL;
}

/**
 * pop3_maildrop_take_size:
 * @self: a maildrop
 * @line: a line of the answer to LIST
 */
void
pop3_maildrop_take_size (Pop3Maildrop *self, const char *line)
{
  Pop3Message message = { 0 };

  if (pop3_listing_parse_size (line, &message.number, &message.size))
    g_array_append_val (self->messages, message);
}

/**
 * pop3_maildrop_sort:
 * @self: a maildrop of which all sizes were taken
 *
 * Puts the messages in order, each once.
 */
void
pop3_maildrop_sort (Pop3Maildrop *self)
{
  guint kept = 0;

  g_array_sort (self->messages, compare_numbers);
  for (guint i = 0; i < self->messages->len; i++)
    if (kept == 0
        || pop3_maildrop_get (self, kept - 1)->number != pop3_maildrop_get (self, i)->number)
      *pop3_maildrop_get (self, kept++) = *pop3_maildrop_get (self, i);
  g_array_set_size (self->messages, kept);
}

/**
 * pop3_maildrop_take_id:
 * @self: a maildrop whose messages are in order
 * @line: a line of the answer to UIDL
 */
void
pop3_maildrop_take_id (Pop3Maildrop *self, const char *line)
{
  guint32 number;
  g_autofree char *id = pop3_listing_parse_id (line, &number);
  Pop3Message *message = id != NULL ? find_number (self, number) : NULL;

  if (message != NULL && message->id == NULL)
    message->id = g_string_chunk_insert (self->texts, id);
}

static gboolean
has_number_for_id (const Pop3Message *message)
{
  g_autofree char *number = g_strdup_printf ("%u", message->number);

  return g_strcmp0 (message->id, number) == 0;
}

/**
 * pop3_maildrop_judge_ids:
 * @self: a maildrop of which all ids were taken
 *
 * Finds out whether each message has one of its own.
 */
void
pop3_maildrop_judge_ids (Pop3Maildrop *self)
{
  guint numbered = 0;

  for (guint i = 0; i < self->messages->len; i++)
    {
      const Pop3Message *message = pop3_maildrop_get (self, i);

      self->lacks_ids = self->lacks_ids || message->id == NULL;
      numbered += has_number_for_id (message);
    }
  self->lacks_ids = self->lacks_ids || (self->messages->len > 0 && numbered == self->messages->len);
}

/**
 * pop3_maildrop_list_repeated:
 * @self: a maildrop in which no message lacks an id
 *
 * Returns: (transfer full) (element-type Pop3Message): the messages that share theirs with others.
 */
GPtrArray *
pop3_maildrop_list_repeated (Pop3Maildrop *self)
{
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) shared = g_hash_table_new (NULL, NULL);
  GPtrArray *repeated = g_ptr_array_new ();

  for (guint i = 0; i < self->messages->len; i++)
    {
      Pop3Message *message = pop3_maildrop_get (self, i);
      Pop3Message *other = g_hash_table_lookup (first, message->id);

      if (other == NULL)
        {
          g_hash_table_insert (first, (gpointer) message->id, message);
          continue;
        }
      if (g_hash_table_add (shared, other))
        g_ptr_array_add (repeated, other);
      g_ptr_array_add (repeated, message);
    }

  return repeated;
}

/**
 * pop3_maildrop_name:
 * @self: a maildrop
 * @number: a message's
 * @fingerprint: what its headers come to
 */
void
pop3_maildrop_name (Pop3Maildrop *self, guint32 number, const char *fingerprint)
{
  g_autofree char *name = g_strconcat (NAME_PREFIX, fingerprint, NULL);

  find_number (self, number)->name = g_string_chunk_insert (self->texts, name);
}

static const char *
tell_apart (Pop3Maildrop *self, GHashTable *taken, const char *text)
{
  const char *own = text;

  for (guint n = 2; g_hash_table_contains (taken, own); n++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s~%u", text, n);

      own = g_string_chunk_insert (self->texts, numbered);
    }
  g_hash_table_add (taken, (gpointer) own);

  return own;
}

/* Copies of one letter have one name, and one id: the second of them is called the second. */
static void
number_copies (Pop3Maildrop *self, gboolean names)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->messages->len; i++)
    {
      Pop3Message *message = pop3_maildrop_get (self, i);

      if (names && message->name != NULL)
        message->name = tell_apart (self, taken, message->name);
      else if (!names && message->id != NULL)
        message->id = tell_apart (self, taken, message->id);
    }
}

static gboolean
are_copies (GPtrArray *repeated)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < repeated->len; i++)
    {
      const Pop3Message *message = g_ptr_array_index (repeated, i);
      const char *name = g_hash_table_lookup (names, message->id);

      if (name == NULL)
        g_hash_table_insert (names, (gpointer) message->id, (gpointer) message->name);
      else if (!g_str_equal (name, message->name))
        return FALSE;
    }

  return TRUE;
}

/**
 * pop3_maildrop_settle_repeated:
 * @self: a maildrop
 * @repeated: (element-type Pop3Message): messages that share their ids, named by their headers
 *
 * Tells copies of a letter apart; with different letters among them no id is believed.
 */
void
pop3_maildrop_settle_repeated (Pop3Maildrop *self, GPtrArray *repeated)
{
  self->distrusts_ids = !are_copies (repeated);
  if (!self->distrusts_ids && repeated->len > 0)
    number_copies (self, FALSE);
}

/**
 * pop3_maildrop_settle_names:
 * @self: a maildrop in which all messages are named by their headers
 *
 * Tells copies of a letter apart.
 */
void
pop3_maildrop_settle_names (Pop3Maildrop *self)
{
  number_copies (self, TRUE);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
}

/**
 * pop3_maildrop_lacks_ids:
 * @self: a maildrop
 *
 * Returns: whether there are messages now that have no id of their own.
 */
gboolean
pop3_maildrop_lacks_ids (const Pop3Maildrop *self)
{
  return self->lacks_ids;
}

/**
 * pop3_maildrop_distrusts_ids:
 * @self: a maildrop
 *
 * Returns: whether different messages have the same id: then the server's ids are never to be
 *   relied on again.
 */
gboolean
pop3_maildrop_distrusts_ids (const Pop3Maildrop *self)
{
  return self->distrusts_ids;
}

/**
 * pop3_maildrop_is_name:
 * @key: what names a message
 *
 * Returns: whether that is made of its headers: see pop3_inventory_name_all().
 */
gboolean
pop3_maildrop_is_name (const char *key)
{
  return g_str_has_prefix (key, NAME_PREFIX);
}

static void
index_keys (Pop3Maildrop *self)
{
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->messages->len; i++)
    {
      Pop3Message *message = pop3_maildrop_get (self, i);

      if (message->name != NULL)
        g_hash_table_insert (self->by_key, (gpointer) message->name, message);
      if (message->id != NULL && !self->distrusts_ids)
        g_hash_table_insert (self->by_key, (gpointer) message->id, message);
    }
}

/**
 * pop3_maildrop_find:
 * @self: a maildrop; with pop3_inventory_name_all() done, if @key is made of headers
 * @key: the id or name of a message
 *
 * Returns: (transfer none) (nullable): the message, %NULL if it is gone.
 */
Pop3Message *
pop3_maildrop_find (Pop3Maildrop *self, const char *key)
{
  if (self->by_key == NULL)
    index_keys (self);

  return g_hash_table_lookup (self->by_key, key);
}
