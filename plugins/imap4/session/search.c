/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/search.h"

#include "core/base/error.h"
#include "plugins/imap4/wire/found.h"
#include "plugins/imap4/wire/uid-set.h"

/**
 * imap4_criteria_free:
 * @self: (transfer full): criteria
 */
void
imap4_criteria_free (Imap4Criteria *self)
{
  g_clear_pointer (&self->full, imap4_command_free);
  g_clear_pointer (&self->ascii, imap4_command_free);
  g_free (self);
}

static gboolean
take_found (const Imap4Response *response, gpointer user_data, GError **error)
{
  if (!imap4_response_is (response, "SEARCH") && !imap4_response_is (response, "ESEARCH"))
    return TRUE;

  return imap4_found_parse (response, user_data, error);
}

static Imap4Command *
search_command (TocsinImap4Session *session,
                const Imap4Command *keys,
                gboolean needs_charset,
                guint64 first,
                guint64 last)
{
  Imap4Command *command = imap4_command_new ("UID SEARCH");

  if (tocsin_imap4_session_has (session, "ESEARCH"))
    imap4_command_add (command, " RETURN (ALL)");
  /* RFC 6855, section 3: a session in UTF-8 must not name a charset. */
  if (needs_charset && !tocsin_imap4_session_is_utf8 (session))
    imap4_command_add (command, " CHARSET UTF-8");
  imap4_command_add (command, " UID %" G_GUINT64_FORMAT ":", first);
  if (last > 0)
    imap4_command_add (command, "%" G_GUINT64_FORMAT, last);
  else
    imap4_command_add (command, "*");
  if (keys != NULL)
    {
      imap4_command_add (command, " ");
      imap4_command_append (command, keys);
    }

  return command;
}

static gboolean
search_with (TocsinImap4Session *session,
             const Imap4Command *keys,
             gboolean needs_charset,
             guint64 first,
             guint64 last,
             GArray *uids,
             GCancellable *cancellable,
             GError **error)
{
  Imap4Listener listener = { take_found, NULL, uids };
  g_autoptr (Imap4Command) command = search_command (session, keys, needs_charset, first, last);

  return tocsin_imap4_session_run (session, command, &listener, IMAP4_PHASE_COMMAND, cancellable,
                                   error);
}

/* Whether to ask again with less: after a refusal, not when the line is dead. */
static gboolean
ask_for_less (GError **refusal, GArray *uids)
{
  if ((*refusal)->code != TOCSIN_ERROR_SERVER_NO && (*refusal)->code != TOCSIN_ERROR_SERVER_BAD)
    return FALSE;
  g_clear_error (refusal);
  g_array_set_size (uids, 0);

  return TRUE;
}

/* A server that can't search for one thing (BADCHARSET is the common case) is asked for less, and
 * in the end for everything: what is found is looked at again anyhow, so more is right, and an
 * error would stop the task. */
static gboolean
search_window (TocsinImap4Session *session,
               const Imap4Criteria *criteria,
               guint64 first,
               guint64 last,
               GArray *uids,
               GCancellable *cancellable,
               GError **error)
{
  const Imap4Criteria all = { 0 };
  const Imap4Criteria *wanted = criteria != NULL ? criteria : &all;
  g_autoptr (GError) refusal = NULL;

  if (search_with (session, wanted->full, wanted->needs_charset, first, last, uids, cancellable,
                   &refusal))
    return TRUE;
  if (wanted->full != NULL && ask_for_less (&refusal, uids))
    {
      if (wanted->needs_charset && wanted->ascii != NULL
          && search_with (session, wanted->ascii, FALSE, first, last, uids, cancellable, &refusal))
        return TRUE;
      if (refusal == NULL || ask_for_less (&refusal, uids))
        return search_with (session, NULL, FALSE, first, last, uids, cancellable, error);
    }
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

/* Without ESEARCH an answer holds every number, in one line: it must not grow too long. A mailbox
 * of few messages can't make it so, however far its UIDs reach. */
static gboolean
needs_windows (TocsinImap4Session *session, guint64 first, guint64 last)
{
  return last > first && !tocsin_imap4_session_has (session, "ESEARCH")
         && tocsin_imap4_session_get_mailbox (session)->exists > IMAP4_SEARCH_WINDOW
         && (last - first) / IMAP4_SEARCH_WINDOW < IMAP4_SEARCH_MAX_WINDOWS;
}

static void
drop_below (GArray *uids, guint64 first)
{
  guint below = 0;

  while (below < uids->len && g_array_index (uids, guint64, below) < first)
    below++;
  if (below > 0)
    g_array_remove_range (uids, 0, below);
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
  gboolean windows = needs_windows (session, first, last);

  for (guint64 from = first;;)
    {
      g_autoptr (GArray) window = g_array_new (FALSE, FALSE, sizeof (guint64));
      guint64 until = windows ? MIN (from + IMAP4_SEARCH_WINDOW - 1, last) : last;

      if (!search_window (session, criteria, from, until, window, cancellable, error))
        return NULL;
      g_array_append_vals (uids, window->data, window->len);
      if (until == last)
        break;
      from = until + 1;
    }

  /* The order is the server's (quirk 37), and n:* finds the last message always (quirk 36). */
  imap4_uids_sort (uids);
  drop_below (uids, first);

  return g_steal_pointer (&uids);
}
