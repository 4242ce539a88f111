/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-mail.h"

/* What becomes of a keyword. */
#define ADDED GINT_TO_POINTER (1)
#define REMOVED GINT_TO_POINTER (2)

/* Servers take keywords for the same whatever their case. */
static guint
hash_keyword (gconstpointer keyword)
{
  g_autofree char *lower = g_ascii_strdown (keyword, -1);

  return g_str_hash (lower);
}

static gboolean
equal_keywords (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (a, b) == 0;
}

static GPtrArray *
new_texts (GPtrArray *from)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; from != NULL && i < from->len; i++)
    g_ptr_array_add (texts, g_strdup (g_ptr_array_index (from, i)));

  return texts;
}

/**
 * tocsin_trial_mail_new: (skip)
 * @source: where the message is
 * @origin: where it is there
 *
 * Returns: (transfer full): a message to which nothing was done yet.
 */
TocsinTrialMail *
tocsin_trial_mail_new (TocsinMailStore *source, TocsinMessageRef *origin)
{
  TocsinTrialMail *self = g_new0 (TocsinTrialMail, 1);

  self->ref = tocsin_message_ref_ref (origin);
  self->source = g_object_ref (source);
  self->origin = tocsin_message_ref_ref (origin);
  self->history = new_texts (NULL);
  self->movers = new_texts (NULL);
  self->way = new_texts (NULL);
  self->states = new_texts (NULL);
  self->keywords = g_hash_table_new_full (hash_keyword, equal_keywords, g_free, NULL);

  return self;
}

/**
 * tocsin_trial_mail_copy: (skip)
 * @self: a message
 * @ref: where it comes to be
 *
 * Returns: (transfer full): the same message at another place, with all that was done to it.
 */
TocsinTrialMail *
tocsin_trial_mail_copy (const TocsinTrialMail *self, TocsinMessageRef *ref)
{
  TocsinTrialMail *copy = g_new0 (TocsinTrialMail, 1);
  GHashTableIter iter;
  gpointer keyword, state;

  copy->ref = tocsin_message_ref_ref (ref);
  copy->source = g_object_ref (self->source);
  copy->origin = tocsin_message_ref_ref (self->origin);
  copy->hops = self->hops + 1;
  copy->history = new_texts (self->history);
  copy->movers = new_texts (self->movers);
  copy->way = new_texts (self->way);
  copy->states = new_texts (self->states);
  copy->set = self->set;
  copy->cleared = self->cleared;
  copy->keywords = g_hash_table_new_full (hash_keyword, equal_keywords, g_free, NULL);
  g_hash_table_iter_init (&iter, self->keywords);
  while (g_hash_table_iter_next (&iter, &keyword, &state))
    g_hash_table_insert (copy->keywords, g_strdup (keyword), state);

  return copy;
}

/**
 * tocsin_trial_mail_free: (skip)
 * @self: (transfer full): a message
 */
void
tocsin_trial_mail_free (TocsinTrialMail *self)
{
  tocsin_message_ref_unref (self->ref);
  g_object_unref (self->source);
  tocsin_message_ref_unref (self->origin);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->movers);
  g_ptr_array_unref (self->way);
  g_ptr_array_unref (self->states);
  g_hash_table_unref (self->keywords);
  g_free (self);
}

static void
set_flag (TocsinTrialMail *self, TocsinMessageFlags flag)
{
  self->set |= flag;
  self->cleared &= ~flag;
}

static void
clear_flag (TocsinTrialMail *self, TocsinMessageFlags flag)
{
  self->cleared |= flag;
  self->set &= ~flag;
}

/**
 * tocsin_trial_mail_mark: (skip)
 * @self: a message
 * @operation: something done to it; what moves, copies or deletes does nothing here
 */
void
tocsin_trial_mail_mark (TocsinTrialMail *self, const TocsinMailOperation *operation)
{
  switch (operation->verb)
    {
    case TOCSIN_MAIL_MARK_READ:
      set_flag (self, TOCSIN_MESSAGE_FLAGS_SEEN);
      break;
    case TOCSIN_MAIL_MARK_UNREAD:
      clear_flag (self, TOCSIN_MESSAGE_FLAGS_SEEN);
      break;
    case TOCSIN_MAIL_FLAG:
      set_flag (self, TOCSIN_MESSAGE_FLAGS_FLAGGED);
      break;
    case TOCSIN_MAIL_UNFLAG:
      clear_flag (self, TOCSIN_MESSAGE_FLAGS_FLAGGED);
      break;
    case TOCSIN_MAIL_ADD_KEYWORD:
      g_hash_table_replace (self->keywords, g_strdup (operation->argument), ADDED);
      break;
    case TOCSIN_MAIL_REMOVE_KEYWORD:
      g_hash_table_replace (self->keywords, g_strdup (operation->argument), REMOVED);
      break;
    case TOCSIN_MAIL_MOVE:
    case TOCSIN_MAIL_COPY:
    case TOCSIN_MAIL_DELETE:
      break;
    }
}

static GStrv
dress_keywords (const TocsinTrialMail *self, const char *const *keywords)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer keyword, state;

  for (gsize i = 0; keywords != NULL && keywords[i] != NULL; i++)
    if (!g_hash_table_contains (self->keywords, keywords[i]))
      g_strv_builder_add (builder, keywords[i]);
  g_hash_table_iter_init (&iter, self->keywords);
  while (g_hash_table_iter_next (&iter, &keyword, &state))
    if (state == ADDED)
      g_strv_builder_add (builder, keyword);

  return g_strv_builder_end (builder);
}

/**
 * tocsin_trial_mail_dress: (skip)
 * @self: a message
 * @message: what its source says of it, its flags known
 *
 * Lets it look as the tasks have left it.
 */
void
tocsin_trial_mail_dress (const TocsinTrialMail *self, TocsinMessage *message)
{
  TocsinMessageFlags flags = (tocsin_message_get_flags (message) & ~self->cleared) | self->set;
  g_auto (GStrv) keywords = dress_keywords (self, tocsin_message_get_keywords (message));

  tocsin_message_set_flags (message, flags, (const char *const *) keywords);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Everything of a message that tasks change. */
static char *
describe_state (const char *task, const TocsinMessageRef *ref, TocsinMessage *message)
{
  TocsinMessageFlags flags = tocsin_message_get_flags (message) & ~TOCSIN_MESSAGE_FLAGS_RECENT;
  const char *const *keywords = tocsin_message_get_keywords (message);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (gsize i = 0; keywords != NULL && keywords[i] != NULL; i++)
    g_ptr_array_add (sorted, (gpointer) keywords[i]);
  g_ptr_array_sort (sorted, compare_texts);
  g_ptr_array_add (sorted, NULL);
  joined = g_strjoinv (" ", (char **) sorted->pdata);

  return g_strdup_printf ("%s\n%s\n%x\n%s", task, ref->folder, flags, joined);
}

/**
 * tocsin_trial_mail_note_firing: (skip)
 * @self: a message
 * @task: id of a task that fires for it
 * @message: what it looks like
 *
 * Returns: whether it is the first time: a task that fires again, in the same folder, for the same
 *   message that looks the same, will do so for ever.
 */
gboolean
tocsin_trial_mail_note_firing (TocsinTrialMail *self, const char *task, TocsinMessage *message)
{
  char *state = describe_state (task, self->ref, message);

  if (g_ptr_array_find_with_equal_func (self->states, state, g_str_equal, NULL))
    {
      g_free (state);
      return FALSE;
    }
  g_ptr_array_add (self->states, state);

  return TRUE;
}
