/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/search-key.h"

#include <string.h>

/* A pair of brackets, a blank and "OR ". */
#define JOINT_BYTES 6

static GPtrArray *
new_keys (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
}

static Imap4SearchKey *
key_new (Imap4SearchKeyKind kind)
{
  Imap4SearchKey *self = g_new0 (Imap4SearchKey, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  if (kind != IMAP4_SEARCH_KEY_WORDS)
    self->children = new_keys ();

  return self;
}

/**
 * imap4_search_key_new:
 * @words: (transfer full): one key, such as `SUBJECT "x"`
 *
 * Returns: (transfer full): the key.
 */
Imap4SearchKey *
imap4_search_key_new (Imap4Command *words)
{
  Imap4SearchKey *self = key_new (IMAP4_SEARCH_KEY_WORDS);

  self->words = words;

  return self;
}

/**
 * imap4_search_key_new_plain:
 * @words: one key, our own words
 *
 * Returns: (transfer full): the key.
 */
Imap4SearchKey *
imap4_search_key_new_plain (const char *words)
{
  return imap4_search_key_new (imap4_command_new ("%s", words));
}

/**
 * imap4_search_key_new_day:
 * @day: a day, as SEARCH writes it
 * @since: whether that day and all behind it are meant; else all before it
 *
 * Returns: (transfer full): the key.
 */
Imap4SearchKey *
imap4_search_key_new_day (const char *day, gboolean since)
{
  Imap4SearchKey *self =
      imap4_search_key_new (imap4_command_new (since ? "SINCE %s" : "BEFORE %s", day));

  self->contrary = imap4_command_new (since ? "BEFORE %s" : "SINCE %s", day);

  return self;
}

static Imap4Command *
copy_words (const Imap4Command *words)
{
  Imap4Command *copy = imap4_command_new ("%s", "");

  imap4_command_append (copy, words);

  return copy;
}

static Imap4SearchKey *
negate_words (const Imap4SearchKey *words)
{
  Imap4SearchKey *self;

  if (words->contrary == NULL)
    {
      self = key_new (IMAP4_SEARCH_KEY_NOT);
      g_ptr_array_add (self->children, imap4_search_key_ref ((Imap4SearchKey *) words));
      return self;
    }
  self = imap4_search_key_new (copy_words (words->contrary));
  self->contrary = copy_words (words->words);

  return self;
}

/**
 * imap4_search_key_new_not:
 * @child: (transfer full): a key
 *
 * A NOT only ever stands before words, and never before a day: Dovecot 2.3 simplifies negated
 * groups, and days under them, into what finds less. It does so, too, where one AND or OR stands in
 * another of its kind, or a single key in brackets.
 *
 * Returns: (transfer full): its contrary.
 */
Imap4SearchKey *
imap4_search_key_new_not (Imap4SearchKey *child)
{
  g_autoptr (Imap4SearchKey) owned = child;
  g_autoptr (GPtrArray) children = NULL;

  if (child->kind == IMAP4_SEARCH_KEY_WORDS)
    return negate_words (child);
  if (child->kind == IMAP4_SEARCH_KEY_NOT)
    return imap4_search_key_ref (g_ptr_array_index (child->children, 0));

  children = new_keys ();
  for (guint i = 0; i < child->children->len; i++)
    g_ptr_array_add (children, imap4_search_key_new_not (
                                   imap4_search_key_ref (g_ptr_array_index (child->children, i))));

  return imap4_search_key_new_joined (
      child->kind == IMAP4_SEARCH_KEY_AND ? IMAP4_SEARCH_KEY_OR : IMAP4_SEARCH_KEY_AND, children);
}

/**
 * imap4_search_key_new_joined:
 * @kind: AND or OR
 * @children: (element-type Imap4SearchKey): at least one
 *
 * Returns: (transfer full): them together; a single one as it is.
 */
Imap4SearchKey *
imap4_search_key_new_joined (Imap4SearchKeyKind kind, GPtrArray *children)
{
  Imap4SearchKey *self;

  if (children->len == 1)
    return imap4_search_key_ref (g_ptr_array_index (children, 0));

  self = key_new (kind);
  for (guint i = 0; i < children->len; i++)
    {
      Imap4SearchKey *child = g_ptr_array_index (children, i);

      if (child->kind != kind)
        g_ptr_array_add (self->children, imap4_search_key_ref (child));
      else
        for (guint j = 0; j < child->children->len; j++)
          g_ptr_array_add (self->children,
                           imap4_search_key_ref (g_ptr_array_index (child->children, j)));
    }

  return self;
}

/**
 * imap4_search_key_ref:
 * @self: a key
 *
 * Returns: (transfer full): @self.
 */
Imap4SearchKey *
imap4_search_key_ref (Imap4SearchKey *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * imap4_search_key_unref:
 * @self: (transfer full): a key
 */
void
imap4_search_key_unref (Imap4SearchKey *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->words, imap4_command_free);
  g_clear_pointer (&self->contrary, imap4_command_free);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

/* OR takes two keys; halved again and again, many lie no deeper than few: OR OR a b OR c d. */
static void
write_or (Imap4SearchKey *const *children, guint n_children, Imap4Command *command)
{
  guint half = (n_children + 1) / 2;

  if (n_children == 1)
    {
      imap4_search_key_write (children[0], command);
      return;
    }
  imap4_command_add (command, "OR ");
  write_or (children, half, command);
  imap4_command_add (command, " ");
  write_or (children + half, n_children - half, command);
}

/**
 * imap4_search_key_write:
 * @self: a key
 * @command: where to add it, as one key whatever stands around it
 */
void
imap4_search_key_write (const Imap4SearchKey *self, Imap4Command *command)
{
  Imap4SearchKey *const *children =
      self->children != NULL ? (Imap4SearchKey *const *) self->children->pdata : NULL;

  switch (self->kind)
    {
    case IMAP4_SEARCH_KEY_WORDS:
      imap4_command_append (command, self->words);
      break;

    case IMAP4_SEARCH_KEY_NOT:
      imap4_command_add (command, "NOT ");
      imap4_search_key_write (children[0], command);
      break;

    case IMAP4_SEARCH_KEY_OR:
      write_or (children, self->children->len, command);
      break;

    case IMAP4_SEARCH_KEY_AND:
      for (guint i = 0; i < self->children->len; i++)
        {
          imap4_command_add (command, i == 0 ? "(" : " ");
          imap4_search_key_write (children[i], command);
        }
      imap4_command_add (command, ")");
      break;
    }
}

/* About how many bytes a key takes in a command, literals included. */
static gsize
measure_bytes (const Imap4SearchKey *self)
{
  gsize bytes = 0;

  if (self->kind == IMAP4_SEARCH_KEY_WORDS)
    {
      for (guint i = 0; i < imap4_command_get_n_pieces (self->words); i++)
        {
          const Imap4Piece *piece = imap4_command_get_piece (self->words, i);

          bytes += piece->bytes->len + (piece->kind == IMAP4_PIECE_LITERAL ? JOINT_BYTES : 0);
        }
      return bytes;
    }
  for (guint i = 0; i < self->children->len; i++)
    bytes += JOINT_BYTES + measure_bytes (g_ptr_array_index (self->children, i));

  return bytes;
}

static guint
measure_depth (const Imap4SearchKey *self)
{
  guint depth = 0;

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    {
      guint own = measure_depth (g_ptr_array_index (self->children, i)) + 1;

      depth = MAX (depth, own);
    }

  return depth;
}

static GPtrArray *cut (Imap4SearchKey *self, gsize max_bytes, guint max_depth);

/* As many as fit go together. */
static GPtrArray *
gather (GPtrArray *parts, gsize max_bytes)
{
  g_autoptr (GPtrArray) gathered = new_keys ();
  g_autoptr (GPtrArray) group = g_ptr_array_new ();
  gsize bytes = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      Imap4SearchKey *part = g_ptr_array_index (parts, i);
      gsize more = measure_bytes (part) + JOINT_BYTES;

      if (group->len > 0 && bytes + more > max_bytes)
        {
          g_ptr_array_add (gathered, imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, group));
          g_ptr_array_set_size (group, 0);
          bytes = 0;
        }
      g_ptr_array_add (group, part);
      bytes += more;
    }
  g_ptr_array_add (gathered, imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, group));

  return g_steal_pointer (&gathered);
}

/* Any of the children: each in a command that it fits into, or none of them can be asked for. */
static GPtrArray *
cut_or (Imap4SearchKey *self, gsize max_bytes, guint max_depth)
{
  g_autoptr (GPtrArray) parts = new_keys ();

  for (guint i = 0; i < self->children->len; i++)
    {
      g_autoptr (GPtrArray) own =
          cut (g_ptr_array_index (self->children, i), max_bytes, max_depth - 1);

      if (own == NULL)
        return NULL;
      for (guint j = 0; j < own->len; j++)
        g_ptr_array_add (parts, imap4_search_key_ref (g_ptr_array_index (own, j)));
    }

  return gather (parts, max_bytes);
}

/* All of the children: what does not fit is left out, which finds more. One that can be cut into
 * several is, with the others beside each of its parts. */
static GPtrArray *
cut_and (Imap4SearchKey *self, gsize max_bytes, guint max_depth)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_autoptr (GPtrArray) cuttable = NULL;
  g_autoptr (GPtrArray) commands = new_keys ();
  gsize bytes = JOINT_BYTES;

  if (bytes >= max_bytes)
    return NULL;
  for (guint i = 0; i < self->children->len; i++)
    {
      Imap4SearchKey *child = g_ptr_array_index (self->children, i);
      gsize more = measure_bytes (child) + JOINT_BYTES;

      if (bytes + more > max_bytes / 2 || measure_depth (child) >= max_depth)
        continue;
      g_ptr_array_add (kept, child);
      bytes += more;
    }
  for (guint i = 0; i < self->children->len && cuttable == NULL; i++)
    if (!g_ptr_array_find (kept, g_ptr_array_index (self->children, i), NULL))
      cuttable = cut (g_ptr_array_index (self->children, i), max_bytes - bytes, max_depth - 1);
  if (cuttable == NULL && kept->len == 0)
    return NULL;

  for (guint i = 0; i < (cuttable != NULL ? cuttable->len : 1); i++)
    {
      g_autoptr (GPtrArray) all = g_ptr_array_copy (kept, NULL, NULL);

      if (cuttable != NULL)
        g_ptr_array_add (all, g_ptr_array_index (cuttable, i));
      g_ptr_array_add (commands, imap4_search_key_new_joined (IMAP4_SEARCH_KEY_AND, all));
    }

  return g_steal_pointer (&commands);
}

/* %NULL for what can't be asked for: then all messages are looked at. */
static GPtrArray *
cut (Imap4SearchKey *self, gsize max_bytes, guint max_depth)
{
  GPtrArray *whole;

  if (max_depth == 0)
    return NULL;
  if (measure_bytes (self) <= max_bytes && measure_depth (self) <= max_depth)
    {
      whole = new_keys ();
      g_ptr_array_add (whole, imap4_search_key_ref (self));
      return whole;
    }

  switch (self->kind)
    {
    case IMAP4_SEARCH_KEY_OR:
      return cut_or (self, max_bytes, max_depth);
    case IMAP4_SEARCH_KEY_AND:
      return cut_and (self, max_bytes, max_depth);
    case IMAP4_SEARCH_KEY_NOT:
    case IMAP4_SEARCH_KEY_WORDS:
    default:
      return NULL;
    }
}

/**
 * imap4_search_key_cut:
 * @self: a key
 * @max_bytes: what a command may take
 *
 * Returns: (transfer full) (element-type Imap4SearchKey) (nullable): keys of bounded size and depth
 *   which together find all that @self finds, and perhaps more; %NULL when that takes all messages.
 */
GPtrArray *
imap4_search_key_cut (Imap4SearchKey *self, gsize max_bytes)
{
  g_autoptr (GPtrArray) commands = cut (self, max_bytes, IMAP4_SEARCH_KEY_MAX_DEPTH);

  if (commands == NULL || commands->len > IMAP4_SEARCH_KEY_MAX_COMMANDS)
    return NULL;

  return g_steal_pointer (&commands);
}
