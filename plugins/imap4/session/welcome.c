/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is said before and after signing in: who we are, what is to be enabled, where the user's
 * folders are. */
#include "plugins/imap4/session/welcome.h"

#include "core/base/error.h"
#include "plugins/imap4/wire/listed.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

/* In the form of RFC 822. */
static void
note_date (TocsinImap4Session *session, const char *text, const char *source)
{
  g_autoptr (GDateTime) date = text != NULL ? g_mime_utils_header_decode_date (text) : NULL;

  if (date != NULL)
    tocsin_imap4_session_note_time (session, g_date_time_to_unix (date) * G_USEC_PER_SEC, source);
}

/**
 * imap4_welcome_take_greeting:
 * @session: a session
 * @text: the words of the greeting, from the server itself
 *
 * They tell which server it is, and some (UW, Panda) end with what its clock says: "... at Mon, 6
 * May 2024 10:00:00 +0200 (CEST)".
 */
void
imap4_welcome_take_greeting (TocsinImap4Session *session, const char *text)
{
  const char *date = g_strrstr (text, " at ");

  tocsin_imap4_session_set_server (session, text);
  /* Begins with a day of the week and has a zone; without one it is a time of nowhere. */
  if (date != NULL && strlen (date) > strlen (" at Mon,") && date[strlen (" at Mon")] == ','
      && strpbrk (date, "+-") != NULL)
    note_date (session, date + strlen (" at "), "greeting");
}

/**
 * imap4_welcome_take_id:
 * @session: a session
 * @response: an ID response: who the server is, and perhaps what its clock says
 */
void
imap4_welcome_take_id (TocsinImap4Session *session, const Imap4Response *response)
{
  g_autoptr (Imap4Value) pairs = NULL;
  Imap4Scanner scanner = response->rest;
  const char *name = NULL, *version = NULL;

  pairs = imap4_scanner_take_value (&scanner, NULL);
  for (guint i = 0; i + 1 < imap4_value_get_length (pairs); i += 2)
    {
      const char *value = imap4_value_get_text (imap4_value_get_item (pairs, i + 1));

      if (imap4_value_is (imap4_value_get_item (pairs, i), "name"))
        name = value;
      else if (imap4_value_is (imap4_value_get_item (pairs, i), "version"))
        version = value;
      else if (imap4_value_is (imap4_value_get_item (pairs, i), "date"))
        /* RFC 2971, section 3.3 */
        note_date (session, value, "ID");
    }
  if (name != NULL)
    {
      g_autofree char *server = g_strjoin (" ", name, version, NULL);

      tocsin_imap4_session_set_server (session, server);
    }
}

/**
 * imap4_welcome_identify:
 * @session: a session
 *
 * Says who we are (RFC 2971), where that is offered and the setting `identify` allows it. QQ, 163
 * and Yahoo want it, some before signing in, some after (quirk 19); that one of them refuses it
 * does not matter. It leaves with the next command and costs no round trip.
 */
void
imap4_welcome_identify (TocsinImap4Session *session)
{
  TocsinConnectionSettings *settings = tocsin_session_get_settings (TOCSIN_SESSION (session));
  g_autoptr (Imap4Command) command =
      imap4_command_new ("ID (\"name\" \"Tocsin\" \"version\" \"" TOCSIN_VERSION "\")");

  if (tocsin_imap4_session_has (session, "ID")
      && tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (settings), "identify"))
    imap4_chat_send_aside (tocsin_imap4_session_get_chat (session), command);
}

typedef struct
{
  TocsinImap4Session *session;
  gboolean utf8;
  gboolean rev2;
} Settling;

/* Only what an ENABLED line names is on. Quirk 14: iCloud sends none, just its OK; to take that for
 * a yes would make every name that is not ASCII wrong. */
static void
take_enabled (const Imap4Response *response, Settling *self)
{
  Imap4Scanner scanner = response->rest;

  while (!imap4_scanner_is_at_end (&scanner))
    {
      g_autofree char *word = imap4_scanner_take_word (&scanner);

      if (g_ascii_strcasecmp (word, "UTF8=ACCEPT") == 0)
        self->utf8 = TRUE;
      else if (g_ascii_strcasecmp (word, "IMAP4rev2") == 0)
        self->rev2 = TRUE;
      else if (*word == '\0' && !imap4_scanner_take (&scanner, ' '))
        scanner.p++;
    }
}

static void
take_namespace (const Imap4Response *response, TocsinImap4Session *session)
{
  g_autofree char *prefix = NULL;
  char delimiter;

  if (imap4_namespace_parse (response, &prefix, &delimiter, NULL))
    tocsin_imap4_session_set_namespace (session, prefix, delimiter);
}

static gboolean
take_news (const Imap4Response *response, gpointer user_data, GError **error)
{
  Settling *self = user_data;

  if (imap4_response_is (response, "ENABLED"))
    take_enabled (response, self);
  else if (imap4_response_is (response, "NAMESPACE"))
    take_namespace (response, self->session);

  return TRUE;
}

static Imap4Command *
enable_command (TocsinImap4Session *session)
{
  gboolean utf8 = tocsin_imap4_session_has (session, "UTF8=ACCEPT")
                  || tocsin_imap4_session_has (session, "UTF8=ONLY");
  gboolean rev2 = tocsin_imap4_session_has (session, "IMAP4REV2")
                  && tocsin_imap4_session_has (session, "IMAP4REV1");

  if (!tocsin_imap4_session_has (session, "ENABLE") || (!utf8 && !rev2))
    return NULL;

  return imap4_command_new ("ENABLE%s%s", utf8 ? " UTF8=ACCEPT" : "", rev2 ? " IMAP4rev2" : "");
}

/* Neither changes how the answer to the other is to be read: a namespace is kept as it came. */
static GPtrArray *
list_commands (TocsinImap4Session *session)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_command_free);
  Imap4Command *enable = enable_command (session);

  if (enable != NULL)
    g_ptr_array_add (commands, enable);
  /* IMAP4rev2 has it without saying so, also where it is still to be enabled. */
  if (tocsin_imap4_session_has (session, "NAMESPACE")
      || tocsin_imap4_session_has (session, "IMAP4REV2"))
    g_ptr_array_add (commands, imap4_command_new ("NAMESPACE"));

  return commands;
}

static void
note_failure (TocsinImap4Session *session, const GError *failure, gboolean *again)
{
  if ((failure->code != TOCSIN_ERROR_NET_CLOSED_EARLY && failure->code != TOCSIN_ERROR_NET_RESET)
      || !tocsin_imap4_session_has (session, "NAMESPACE"))
    return;

  /* Quirk 9: Exchange 2003 hangs up at NAMESPACE; the next try does without. */
  tocsin_imap4_session_lose (session, "NAMESPACE");
  *again = TRUE;
}

/* Quirk 1: these are the first commands after LOGIN, where an account without a mailbox shows. Any
 * other refusal does not matter. */
static gboolean
check_answers (GPtrArray *commands, GPtrArray *answers, GError **error)
{
  for (guint i = 0; i < answers->len; i++)
    {
      g_autoptr (GError) refusal = NULL;

      if (imap4_trouble_check (g_ptr_array_index (answers, i), IMAP4_PHASE_COMMAND,
                               imap4_command_get_name (g_ptr_array_index (commands, i)), &refusal)
          || refusal->code != TOCSIN_ERROR_AUTH_NOT_CONNECTED)
        continue;
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  return TRUE;
}

/**
 * imap4_welcome_settle:
 * @session: a session that has just signed in
 * @again: (out): set when another connection may do better
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Says who we are, enables what we can use and asks where the user's folders are, in one round
 * trip.
 *
 * Returns: whether the session is ready for work.
 */
gboolean
imap4_welcome_settle (TocsinImap4Session *session,
                      gboolean *again,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GPtrArray) commands = list_commands (session);
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GError) failure = NULL;
  Settling settling = { session, FALSE, FALSE };
  Imap4Listener listener = { take_news, NULL, &settling };

  imap4_welcome_identify (session);
  if (commands->len == 0)
    return TRUE;
  answers = tocsin_imap4_session_ask_all (session, commands, &listener, cancellable, &failure);
  if (answers == NULL)
    {
      note_failure (session, failure, again);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (settling.utf8 || settling.rev2)
    tocsin_imap4_session_set_enabled (session, settling.utf8, settling.rev2);

  return check_answers (commands, answers, error);
}

static void
apply_cyrus_version (TocsinImap4Session *session, const char *words)
{
  int major, minor, patch = 0;

  words += strcspn (words, "0123456789");
  if (sscanf (words, "%4d.%4d.%4d", &major, &minor, &patch) < 2)
    return;
  if (major > 2 || (major == 2 && (minor > 5 || (minor == 5 && patch >= 11))))
    return;

  tocsin_imap4_session_lose (session, "LIST-EXTENDED");
  tocsin_imap4_session_lose (session, "LIST-STATUS");
}

/**
 * imap4_welcome_apply_version:
 * @session: a session
 * @words: (nullable): what the server calls itself
 *
 * The two quirks that show too late to be found out by trying: Cyrus before 2.5.11 breaks on LIST
 * with options (quirk 12); Courier's UIDVALIDITY is another one each time until the folder was
 * selected, not examined (quirk 42).
 */
void
imap4_welcome_apply_version (TocsinImap4Session *session, const char *words)
{
  const char *cyrus = words != NULL ? strstr (words, "Cyrus IMAP") : NULL;

  if (cyrus != NULL)
    apply_cyrus_version (session, cyrus);
  if (words != NULL && strstr (words, "Courier-IMAP") != NULL)
    tocsin_imap4_session_set_needs_select (session);
}
