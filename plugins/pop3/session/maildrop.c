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

#include "core/base/error.h"
#include "plugins/pop3/session/headings.h"
#include "plugins/pop3/wire/listing.h"

#include <glib/gi18n-lib.h>
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

static Pop3Maildrop *
maildrop_new (void)
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

static void
take_size (const char *line, gpointer user_data)
{
  Pop3Maildrop *self = user_data;
  Pop3Message message = { 0 };

  if (pop3_listing_parse_size (line, &message.number, &message.size))
    g_array_append_val (self->messages, message);
}

/* By number, each once. */
static void
put_in_order (Pop3Maildrop *self)
{
  guint kept = 0;

  g_array_sort (self->messages, compare_numbers);
  for (guint i = 0; i < self->messages->len; i++)
    if (kept == 0
        || pop3_maildrop_get (self, kept - 1)->number != pop3_maildrop_get (self, i)->number)
      *pop3_maildrop_get (self, kept++) = *pop3_maildrop_get (self, i);
  g_array_set_size (self->messages, kept);
}

static void
take_id (const char *line, gpointer user_data)
{
  Pop3Maildrop *self = user_data;
  guint32 number;
  g_autofree char *id = pop3_listing_parse_id (line, &number);
  Pop3Message *message = id != NULL ? find_number (self, number) : NULL;

  if (message != NULL && message->id == NULL)
    message->id = g_string_chunk_insert (self->texts, id);
}

/* Some servers refuse to list nothing. */
static gboolean
is_empty (TocsinPop3Session *session, GCancellable *cancellable)
{
  g_autoptr (Pop3Reply) reply = tocsin_pop3_session_ask (session, "STAT", cancellable, NULL);

  return reply != NULL && reply->kind == POP3_REPLY_OK && g_str_has_prefix (reply->text, "0 ");
}

static gboolean
take_listing (TocsinPop3Session *session,
              const char *command,
              Pop3LineFunc func,
              gpointer user_data,
              Pop3Reply **refusal,
              GCancellable *cancellable,
              GError **error)
{
  Pop3Chat *chat = tocsin_pop3_session_get_chat (session);
  GError *reason = NULL;
  g_autoptr (Pop3Reply) reply = pop3_chat_receive (chat, cancellable, &reason);

  if (reply != NULL && reply->kind == POP3_REPLY_ERR)
    {
      *refusal = g_steal_pointer (&reply);
      return TRUE;
    }
  if (reply != NULL && pop3_trouble_check (reply, POP3_PHASE_COMMAND, command, &reason)
      && pop3_chat_receive_lines (chat, POP3_MAILDROP_MAX, func, user_data, cancellable, &reason))
    return TRUE;
  tocsin_pop3_session_give_up (session, command, reason, error);

  return FALSE;
}

static gboolean
list (Pop3Maildrop *self, TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  Pop3Chat *chat = tocsin_pop3_session_get_chat (session);
  gboolean together = tocsin_pop3_session_get_window (session) > 1;
  g_autoptr (Pop3Reply) unlisted = NULL;
  g_autoptr (Pop3Reply) nameless = NULL;

  pop3_chat_begin (chat, 0);
  pop3_chat_send (chat, "LIST");
  if (together)
    pop3_chat_send (chat, "UIDL");
  if (!take_listing (session, "LIST", take_size, self, &unlisted, cancellable, error))
    return FALSE;
  put_in_order (self);
  pop3_chat_begin (chat, 0);
  if (!together)
    pop3_chat_send (chat, "UIDL");
  if (!take_listing (session, "UIDL", take_id, self, &nameless, cancellable, error))
    return FALSE;

  return unlisted == NULL || is_empty (session, cancellable)
         || pop3_trouble_check (unlisted, POP3_PHASE_COMMAND, "LIST", error);
}

static gboolean
has_number_for_id (const Pop3Message *message)
{
  g_autofree char *number = g_strdup_printf ("%u", message->number);

  return g_strcmp0 (message->id, number) == 0;
}

static void
judge_ids (Pop3Maildrop *self)
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

/* The messages that share their id with another one. */
static GPtrArray *
list_repeated (Pop3Maildrop *self)
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

/* A message whose headers are not to be had has none. */
static gboolean
take_heading (const Pop3Message *message,
              const Pop3Heading *heading,
              const Pop3Reply *refusal,
              gpointer user_data,
              GError **error)
{
  Pop3Maildrop *self = user_data;
  g_auto (Pop3Heading) none = { 0 };
  g_autofree char *fingerprint = NULL;
  g_autofree char *name = NULL;

  pop3_heading_init (&none);
  fingerprint = pop3_heading_fingerprint (heading != NULL ? heading : &none, message->size);
  name = g_strconcat (NAME_PREFIX, fingerprint, NULL);
  find_number (self, message->number)->name = g_string_chunk_insert (self->texts, name);

  return TRUE;
}

static gboolean
name_some (Pop3Maildrop *self,
           TocsinPop3Session *session,
           GPtrArray *messages,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GPtrArray) nameless = g_ptr_array_new ();

  for (guint i = 0; i < messages->len; i++)
    if (((Pop3Message *) g_ptr_array_index (messages, i))->name == NULL)
      g_ptr_array_add (nameless, g_ptr_array_index (messages, i));

  return pop3_headings_read (session, nameless, take_heading, self, cancellable, error);
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

static gboolean
settle_repeated (Pop3Maildrop *self,
                 TocsinPop3Session *session,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) repeated = list_repeated (self);

  if (!name_some (self, session, repeated, cancellable, error))
    return FALSE;
  self->distrusts_ids = !are_copies (repeated);
  if (!self->distrusts_ids && repeated->len > 0)
    number_copies (self, FALSE);

  return TRUE;
}

/**
 * pop3_maildrop_load:
 * @session: an open session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Asks which messages there are, once a session.
 *
 * Returns: (transfer none): them; the session's.
 */
Pop3Maildrop *
pop3_maildrop_load (TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (Pop3Maildrop) self = NULL;

  if (tocsin_pop3_session_get_maildrop (session) != NULL)
    return tocsin_pop3_session_get_maildrop (session);

  self = maildrop_new ();
  if (!list (self, session, cancellable, error))
    return NULL;
  judge_ids (self);
  if (!self->lacks_ids && !settle_repeated (self, session, cancellable, error))
    return NULL;
  tocsin_pop3_session_set_maildrop (session, g_steal_pointer (&self));

  return tocsin_pop3_session_get_maildrop (session);
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
 * pop3_maildrop_name_all:
 * @self: a maildrop
 * @session: its session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Names all messages by their headers.
 *
 * Returns: whether they are.
 */
gboolean
pop3_maildrop_name_all (Pop3Maildrop *self,
                        TocsinPop3Session *session,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < self->messages->len; i++)
    g_ptr_array_add (all, pop3_maildrop_get (self, i));
  if (!name_some (self, session, all, cancellable, error))
    return FALSE;
  number_copies (self, TRUE);
  g_clear_pointer (&self->by_key, g_hash_table_unref);

  return TRUE;
}

/**
 * pop3_maildrop_is_name:
 * @key: what names a message
 *
 * Returns: whether that is made of its headers: see pop3_maildrop_name_all().
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
 * @self: a maildrop; with pop3_maildrop_name_all() done, if @key is made of headers
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
