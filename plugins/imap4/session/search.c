/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A search that a server can't do is asked for with less, and in the end for all messages: what is
 * found is looked at again anyhow, so more is right, and an error would stop the task. */
#include "plugins/imap4/session/search.h"

#include "core/base/error.h"
#include "plugins/imap4/wire/found.h"
#include "plugins/imap4/wire/uid-set.h"

/**
 * imap4_search_plan_new:
 * @level: how much it asks for
 * @commands: (transfer full) (element-type Imap4Command): search keys
 *
 * Returns: (transfer full): a way to ask.
 */
Imap4SearchPlan *
imap4_search_plan_new (Imap4SearchLevel level, GPtrArray *commands)
{
  Imap4SearchPlan *self = g_new0 (Imap4SearchPlan, 1);
  GString *words = g_string_new (NULL);

  self->level = level;
  self->commands = commands;
  for (guint i = 0; i < commands->len; i++)
    {
      g_autofree char *text = imap4_command_to_string (g_ptr_array_index (commands, i));

      g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", text);
    }
  self->words = g_string_free (words, FALSE);
  self->needs_charset = !g_str_is_ascii (self->words);

  return self;
}

/**
 * imap4_search_plan_free:
 * @self: (transfer full): a plan
 */
void
imap4_search_plan_free (Imap4SearchPlan *self)
{
  g_ptr_array_unref (self->commands);
  g_free (self->words);
  g_free (self);
}

/**
 * imap4_criteria_new_all:
 *
 * Returns: (transfer full): what all messages fulfil.
 */
Imap4Criteria *
imap4_criteria_new_all (void)
{
  Imap4Criteria *self = g_new0 (Imap4Criteria, 1);

  self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_plan_free);
  self->lasting = TRUE;

  return self;
}

/**
 * imap4_criteria_free:
 * @self: (transfer full): criteria
 */
void
imap4_criteria_free (Imap4Criteria *self)
{
  g_ptr_array_unref (self->plans);
  g_free (self);
}

static Imap4SearchMemory *
memory_of (TocsinImap4Session *session)
{
  return imap4_search_memory_of (tocsin_session_get_endpoint (TOCSIN_SESSION (session)));
}

static gboolean
take_found (const Imap4Response *response, gpointer user_data, GError **error)
{
  if (!imap4_response_is (response, "SEARCH") && !imap4_response_is (response, "ESEARCH"))
    return TRUE;

  return imap4_found_parse (response, user_data, error);
}

/**
 * imap4_search_command:
 * @session: an open session
 * @plan: (nullable): what to ask for, %NULL for all messages
 * @index: which of its commands
 * @first: the lowest UID wanted
 * @last: the highest UID wanted, 0 for no limit
 *
 * Returns: (transfer full): the command that asks.
 */
Imap4Command *
imap4_search_command (TocsinImap4Session *session,
                      const Imap4SearchPlan *plan,
                      guint index,
                      guint64 first,
                      guint64 last)
{
  Imap4Command *command = imap4_command_new ("UID SEARCH");

  if (tocsin_imap4_session_has (session, "ESEARCH"))
    imap4_command_add (command, " RETURN (ALL)");
  /* RFC 6855, section 3: a session in UTF-8 must not name a charset. */
  if (plan != NULL && plan->needs_charset && !tocsin_imap4_session_is_utf8 (session))
    imap4_command_add (command, " CHARSET UTF-8");
  imap4_command_add (command, " UID %" G_GUINT64_FORMAT ":", first);
  if (last > 0)
    imap4_command_add (command, "%" G_GUINT64_FORMAT, last);
  else
    imap4_command_add (command, "*");
  if (plan != NULL)
    {
      imap4_command_add (command, " ");
      imap4_command_append (command, g_ptr_array_index (plan->commands, index));
    }

  return command;
}

/**
 * imap4_search_by_plan:
 * @session: a session with a folder selected
 * @plan: (nullable): how to ask, %NULL for all messages
 * @first: the lowest UID wanted
 * @last: the highest UID wanted, 0 for no limit
 * @uids: (element-type guint64): where to add what the server finds, in its order
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, or what the refusal means
 *
 * One command after the other: RFC 9051, section 5.5, lets nobody ask two searches at once.
 *
 * Returns: whether the server answered.
 */
gboolean
imap4_search_by_plan (TocsinImap4Session *session,
                      const Imap4SearchPlan *plan,
                      guint64 first,
                      guint64 last,
                      GArray *uids,
                      GCancellable *cancellable,
                      GError **error)
{
  Imap4Listener listener = { take_found, NULL, uids };

  for (guint i = 0; i < (plan != NULL ? plan->commands->len : 1); i++)
    {
      g_autoptr (Imap4Command) command = imap4_search_command (session, plan, i, first, last);

      if (!tocsin_imap4_session_run (session, command, &listener, IMAP4_PHASE_COMMAND, cancellable,
                                     error))
        return FALSE;
    }

  return TRUE;
}

/* What a refusal teaches for the next time. A charset that is not known stays so; what else the
 * server can't do may be about these words only. */
static void
learn (Imap4SearchMemory *memory, const Imap4SearchPlan *plan, const GError *refusal)
{
  const char *code = tocsin_error_get_response_code (refusal);

  imap4_search_memory_note_refused (memory, plan->words);
  if (plan->needs_charset && g_strcmp0 (code, "BADCHARSET") == 0)
    imap4_search_memory_ask_less (memory, IMAP4_SEARCH_ASCII);
}

/* A server that does not answer in time to much may do so to less. */
static void
learn_from_silence (Imap4SearchMemory *memory, const Imap4SearchPlan *plan, const GError *failure)
{
  if (failure->code == TOCSIN_ERROR_TIMEOUT_COMMAND)
    imap4_search_memory_ask_less (memory, plan->level < IMAP4_SEARCH_PLAIN ? IMAP4_SEARCH_PLAIN
                                                                           : IMAP4_SEARCH_ALL);
}

static gboolean
is_refusal (const GError *error)
{
  return error->code == TOCSIN_ERROR_SERVER_NO || error->code == TOCSIN_ERROR_SERVER_BAD;
}

static gboolean
search_window (TocsinImap4Session *session,
               const Imap4Criteria *criteria,
               guint64 first,
               guint64 last,
               GArray *uids,
               GCancellable *cancellable,
               GError **error)
{
  Imap4SearchMemory *memory = memory_of (session);

  for (guint i = 0; criteria != NULL && i < criteria->plans->len; i++)
    {
      const Imap4SearchPlan *plan = g_ptr_array_index (criteria->plans, i);
      g_autoptr (GError) failure = NULL;

      if (plan->level < imap4_search_memory_get_level (memory)
          || imap4_search_memory_is_refused (memory, plan->words))
        continue;
      if (imap4_search_by_plan (session, plan, first, last, uids, cancellable, &failure))
        return TRUE;
      if (!is_refusal (failure))
        {
          learn_from_silence (memory, plan, failure);
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      learn (memory, plan, failure);
      g_array_set_size (uids, 0);
    }

  return imap4_search_by_plan (session, NULL, first, last, uids, cancellable, error);
}

/* An answer stands in one line: it must not grow too long. A mailbox of few messages can't make it
 * so, however far its UIDs reach. */
static guint64
choose_window (TocsinImap4Session *session, guint64 first, guint64 last)
{
  guint64 window = tocsin_imap4_session_has (session, "ESEARCH") ? IMAP4_SEARCH_LARGE_WINDOW
                                                                 : IMAP4_SEARCH_WINDOW;

  if (last > first && tocsin_imap4_session_get_mailbox (session)->exists > window
      && (last - first) / window < IMAP4_SEARCH_MAX_WINDOWS)
    return window;

  return 0;
}

/* n:* finds the last message always (quirk 36), and some servers find what nobody asked for. */
static void
drop_others (GArray *uids, guint64 first, guint64 last)
{
  guint kept = 0;

  for (guint i = 0; i < uids->len; i++)
    {
      guint64 uid = g_array_index (uids, guint64, i);

      if (uid >= first && (last == 0 || uid <= last))
        g_array_index (uids, guint64, kept++) = uid;
    }
  g_array_set_size (uids, kept);
}

/**
 * imap4_search:
 * @session: a session with a folder selected
 * @criteria: (nullable): what to search for, %NULL for all messages
 * @first: the lowest UID wanted
 * @last: the highest UID wanted, 0 for no limit
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full) (element-type guint64): UIDs in ascending order.
 */
GArray *
imap4_search (TocsinImap4Session *session,
              const Imap4Criteria *criteria,
              guint64 first,
              guint64 last,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64 size = choose_window (session, first, last);

  for (guint64 from = first;;)
    {
      g_autoptr (GArray) window = g_array_new (FALSE, FALSE, sizeof (guint64));
      guint64 until = size > 0 ? MIN (from + size - 1, last) : last;

      if (!search_window (session, criteria, from, until, window, cancellable, error))
        return NULL;
      g_array_append_vals (uids, window->data, window->len);
      if (until == last)
        break;
      from = until + 1;
    }

  /* The order is the server's (quirk 37). */
  imap4_uids_sort (uids);
  drop_others (uids, first, last);

  return g_steal_pointer (&uids);
}

static const char *
get_lasting_words (const Imap4Criteria *criteria)
{
  if (!criteria->lasting || criteria->plans->len == 0)
    return NULL;

  return ((Imap4SearchPlan *) g_ptr_array_index (criteria->plans, 0))->words;
}

/**
 * imap4_search_folder:
 * @session: a session with a folder selected
 * @criteria: what to search for
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Searches the whole folder, but nothing twice that can't have changed: of a search that was made
 * before, only the newest messages are asked about. What is remembered may be gone.
 *
 * Returns: (transfer full) (element-type guint64): UIDs in ascending order.
 */
GArray *
imap4_search_folder (TocsinImap4Session *session,
                     const Imap4Criteria *criteria,
                     GCancellable *cancellable,
                     GError **error)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);
  const char *words =
      mailbox->uid_next > 1 && mailbox->uid_validity > 0 ? get_lasting_words (criteria) : NULL;
  guint64 last = mailbox->uid_next > 1 ? mailbox->uid_next - 1 : 0;
  g_autoptr (GArray) known = NULL;
  g_autoptr (GArray) uids = NULL;
  guint64 next = 1;

  if (words != NULL)
    known = imap4_search_memory_recall (memory_of (session), mailbox, words, criteria->with_flags,
                                        &next);
  if (known != NULL && next > last)
    return g_steal_pointer (&known);
  uids = imap4_search (session, criteria, next, last, cancellable, error);
  if (uids == NULL)
    return NULL;

  if (known != NULL)
    g_array_prepend_vals (uids, known->data, known->len);
  if (words != NULL)
    imap4_search_memory_keep (memory_of (session), mailbox, words, uids);

  return g_steal_pointer (&uids);
}
