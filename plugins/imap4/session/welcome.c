/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is said before and after signing in: TLS, who we are, what is to be enabled, where the
 * user's folders are. */
#include "plugins/imap4/session/welcome.h"

#include "core/base/error.h"
#include "plugins/imap4/wire/listed.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

static TocsinReport *
report_of (TocsinImap4Session *session)
{
  return tocsin_session_get_report (TOCSIN_SESSION (session));
}

static gboolean
learn_capabilities (TocsinImap4Session *session,
                    TocsinStep step,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autofree char *words = NULL;

  tocsin_report_begin (report_of (session), step);
  if (!tocsin_imap4_session_ensure_capabilities (session, cancellable, error))
    return FALSE;
  words = tocsin_imap4_session_list_capabilities (session);
  tocsin_report_fact (report_of (session), "capabilities", "%s", words);

  return TRUE;
}

static gboolean
start_tls (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  Imap4Chat *chat = tocsin_imap4_session_get_chat (session);
  g_autoptr (Imap4Command) command = imap4_command_new ("STARTTLS");
  g_autoptr (Imap4Response) answer = NULL;

  tocsin_report_begin (report_of (session), TOCSIN_STEP_STARTTLS);
  answer = tocsin_imap4_session_ask (session, command, NULL, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (!imap4_trouble_check (answer, IMAP4_PHASE_PLAIN, "STARTTLS", error))
    {
      if (error != NULL)
        (*error)->code = TOCSIN_ERROR_TLS_REFUSED;
      return FALSE;
    }
  if (!tocsin_line_stream_start_tls (imap4_chat_get_stream (chat), report_of (session), cancellable,
                                     error))
    return FALSE;

  /* Nothing that was said before TLS counts any more. */
  imap4_chat_reset (chat);
  imap4_chat_set_untrusted (chat, FALSE);
  imap4_mailbox_clear (tocsin_imap4_session_get_mailbox (session));
  tocsin_imap4_session_drop_capabilities (session);

  return learn_capabilities (session, TOCSIN_STEP_CAPABILITIES_AGAIN, cancellable, error);
}

static gboolean
refuse_preauth (GError **error)
{
  g_autoptr (GError) preauth = NULL;

  g_set_error_literal (&preauth, TOCSIN_ERROR, TOCSIN_ERROR_TLS_PREAUTH,
                       _ ("the server took the session as signed in before TLS began, which makes "
                          "TLS impossible; this may be an attack"));
  tocsin_error_set_hint (preauth, _ ("use encryption.mode=implicit"));
  g_propagate_error (error, g_steal_pointer (&preauth));

  return FALSE;
}

static gboolean
refuse_without_starttls (GError **error)
{
  g_autoptr (GError) missing = NULL;

  g_set_error_literal (&missing, TOCSIN_ERROR, TOCSIN_ERROR_TLS_UNAVAILABLE,
                       _ ("the server offers no STARTTLS; nothing was sent without TLS"));
  tocsin_error_set_hint (missing, _ ("try encryption.mode=implicit, with port 993"));
  g_propagate_error (error, g_steal_pointer (&missing));

  return FALSE;
}

/**
 * imap4_welcome_secure:
 * @session: a session that was greeted
 * @cancellable: (nullable): to stop it
 * @error: where to put one of the `tls.*` errors, or what else went wrong
 *
 * Turns TLS on where it is wanted and not on yet, and learns what the server can do.
 *
 * Returns: whether the line is as safe as the settings ask.
 */
gboolean
imap4_welcome_secure (TocsinImap4Session *session, GCancellable *cancellable, GError **error)
{
  TocsinEncryption mode =
      tocsin_endpoint_get_encryption (tocsin_session_get_endpoint (TOCSIN_SESSION (session)));
  gboolean preauthenticated = tocsin_imap4_session_is_preauthenticated (session);

  if (mode == TOCSIN_ENCRYPTION_STARTTLS && preauthenticated)
    return refuse_preauth (error);
  if (!learn_capabilities (session, TOCSIN_STEP_CAPABILITIES, cancellable, error))
    return FALSE;
  if (mode == TOCSIN_ENCRYPTION_IMPLICIT || mode == TOCSIN_ENCRYPTION_NONE)
    return TRUE;

  if (tocsin_imap4_session_has (session, "STARTTLS") && !preauthenticated)
    return start_tls (session, cancellable, error);
  if (mode == TOCSIN_ENCRYPTION_STARTTLS)
    return refuse_without_starttls (error);

  tocsin_report_warn (report_of (session),
                      _ ("the server offers no STARTTLS; the session goes on in plain text"));

  return TRUE;
}

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
