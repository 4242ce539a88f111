/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is said before and after signing in: who we are, what is to be enabled, where the user's
 * folders are. */
#include "plugins/imap4/session/welcome.h"

#include "core/base/error.h"
#include "plugins/imap4/wire/listed.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

static gboolean
take_id (const Imap4Response *response, gpointer user_data, GError **error)
{
  TocsinImap4Session *session = user_data;
  g_autoptr (Imap4Value) pairs = NULL;
  Imap4Scanner scanner = response->rest;
  const char *name = NULL, *version = NULL;

  if (!imap4_response_is (response, "ID"))
    return TRUE;

  pairs = imap4_scanner_take_value (&scanner, NULL);
  for (guint i = 0; i + 1 < imap4_value_get_length (pairs); i += 2)
    {
      const char *value = imap4_value_get_text (imap4_value_get_item (pairs, i + 1));

      if (imap4_value_is (imap4_value_get_item (pairs, i), "name"))
        name = value;
      else if (imap4_value_is (imap4_value_get_item (pairs, i), "version"))
        version = value;
    }
  if (name != NULL)
    {
      g_autofree char *server = g_strjoin (" ", name, version, NULL);

      tocsin_imap4_session_set_server (session, server);
    }

  return TRUE;
}

/**
 * imap4_welcome_identify:
 * @session: a session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Says who we are (RFC 2971), where that is offered and the setting `identify` allows it. QQ, 163
 * and Yahoo want it, some before signing in, some after (quirk 19); that one of them refuses it
 * does not matter.
 *
 * Returns: whether the conversation goes on.
 */
gboolean
imap4_welcome_identify (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  TocsinConnectionSettings *settings = tocsin_session_get_settings (TOCSIN_SESSION (session));
  Imap4Listener listener = { take_id, NULL, session };
  g_autoptr (Imap4Command) command =
      imap4_command_new ("ID (\"name\" \"Tocsin\" \"version\" \"" TOCSIN_VERSION "\")");
  g_autoptr (Imap4Response) answer = NULL;

  if (!tocsin_imap4_session_has (session, "ID")
      || !tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (settings), "identify"))
    return TRUE;
  answer = tocsin_imap4_session_ask (session, command, &listener, cancellable, error);

  return answer != NULL;
}

typedef struct
{
  gboolean utf8;
  gboolean rev2;
} Enabled;

static gboolean
take_enabled (const Imap4Response *response, gpointer user_data, GError **error)
{
  Enabled *enabled = user_data;
  Imap4Scanner scanner = response->rest;

  if (!imap4_response_is (response, "ENABLED"))
    return TRUE;
  while (!imap4_scanner_is_at_end (&scanner))
    {
      g_autofree char *word = imap4_scanner_take_word (&scanner);

      if (g_ascii_strcasecmp (word, "UTF8=ACCEPT") == 0)
        enabled->utf8 = TRUE;
      else if (g_ascii_strcasecmp (word, "IMAP4rev2") == 0)
        enabled->rev2 = TRUE;
      else if (*word == '\0' && !imap4_scanner_take (&scanner, ' '))
        scanner.p++;
    }

  return TRUE;
}

/* Only what an ENABLED line names is on. Quirk 14: iCloud sends none, just its OK; to take that for
 * a yes would make every name that is not ASCII wrong. */
static gboolean
enable (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  gboolean utf8 = tocsin_imap4_session_has (session, "UTF8=ACCEPT")
                  || tocsin_imap4_session_has (session, "UTF8=ONLY");
  gboolean rev2 = tocsin_imap4_session_has (session, "IMAP4REV2")
                  && tocsin_imap4_session_has (session, "IMAP4REV1");
  Enabled enabled = { FALSE, FALSE };
  Imap4Listener listener = { take_enabled, NULL, &enabled };
  g_autoptr (Imap4Command) command = NULL;
  g_autoptr (Imap4Response) answer = NULL;

  if (!tocsin_imap4_session_has (session, "ENABLE") || (!utf8 && !rev2))
    return TRUE;

  command = imap4_command_new ("ENABLE%s%s", utf8 ? " UTF8=ACCEPT" : "", rev2 ? " IMAP4rev2" : "");
  answer = tocsin_imap4_session_ask (session, command, &listener, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (answer->status == IMAP4_STATUS_OK)
    tocsin_imap4_session_set_enabled (session, enabled.utf8, enabled.rev2);

  return TRUE;
}

static gboolean
take_namespace (const Imap4Response *response, gpointer user_data, GError **error)
{
  g_autofree char *prefix = NULL;
  char delimiter;

  if (imap4_response_is (response, "NAMESPACE")
      && imap4_namespace_parse (response, &prefix, &delimiter, NULL))
    tocsin_imap4_session_set_namespace (user_data, prefix, delimiter);

  return TRUE;
}

static gboolean
find_namespace (TocsinImap4Session *session,
                gboolean *again,
                GCancellable *cancellable,
                GError **error)
{
  Imap4Listener listener = { take_namespace, NULL, session };
  g_autoptr (Imap4Command) command = imap4_command_new ("NAMESPACE");
  g_autoptr (Imap4Response) answer = NULL;
  g_autoptr (GError) failure = NULL;

  if (!tocsin_imap4_session_has (session, "NAMESPACE"))
    return TRUE;

  answer = tocsin_imap4_session_ask (session, command, &listener, cancellable, &failure);
  if (answer == NULL)
    {
      /* Quirk 9: Exchange 2003 hangs up here; the next try does without. */
      if (failure->code == TOCSIN_ERROR_NET_CLOSED_EARLY || failure->code == TOCSIN_ERROR_NET_RESET)
        {
          tocsin_imap4_session_lose (session, "NAMESPACE");
          *again = TRUE;
        }
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* Quirk 1: this is the first command after LOGIN, where an account without a mailbox shows. */
  if (imap4_trouble_check (answer, IMAP4_PHASE_COMMAND, "NAMESPACE", &failure)
      || failure->code != TOCSIN_ERROR_AUTH_NOT_CONNECTED)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/**
 * imap4_welcome_settle:
 * @session: a session that has just signed in
 * @again: (out): set when another connection may do better
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether the session is ready for work.
 */
gboolean
imap4_welcome_settle (TocsinImap4Session *session,
                      gboolean *again,
                      GCancellable *cancellable,
                      GError **error)
{
  return imap4_welcome_identify (session, cancellable, error)
         && enable (session, cancellable, error)
         && find_namespace (session, again, cancellable, error);
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
