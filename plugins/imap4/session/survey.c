/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a session can tell of a folder and of its server, for a person who tries the settings. */
#include "plugins/imap4/session/survey.h"

#include "plugins/imap4/session/folders.h"
#include "plugins/imap4/session/quota.h"
#include "plugins/imap4/session/session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Clocks further apart than this make dates of mail and certificates hard to understand. */
#define MAX_CLOCK_DIFFERENCE (5 * 60)

/* RFC 4314, section 2.1: what each right is for, in the words of our actions. */
static const struct
{
  const char *rights; /* each of them is enough */
  const char *actions;
} needs[] = {
  { "s", N_ ("mark-read and mark-unread") },
  { "w", N_ ("flag, unflag and keyword") },
  { "td", N_ ("delete and move") },
};

/* What is said beside the answer to opening a folder. */
typedef struct
{
  TocsinImap4Session *session;
  char *rights;
} Look;

static gboolean
take_data (const Imap4Response *response, gpointer user_data, GError **error)
{
  Look *look = user_data;

  if (imap4_response_is (response, "QUOTA"))
    imap4_quota_take (tocsin_imap4_session_get_quotas (look->session), response);
  else if (imap4_response_is (response, "MYRIGHTS"))
    {
      Imap4Scanner scanner = response->rest;
      g_autoptr (Imap4Value) name = imap4_scanner_take_value (&scanner, NULL);

      imap4_scanner_skip_blanks (&scanner);
      g_free (look->rights);
      look->rights = imap4_scanner_take_word (&scanner);
    }

  return TRUE;
}

static Imap4Command *
command_about (TocsinImap4Session *session, const char *name, const char *id)
{
  Imap4Command *command = imap4_command_new ("%s ", name);

  imap4_command_add_folder (command, id, tocsin_imap4_session_is_utf8 (session));

  return command;
}

/* One round trip: none of the answers changes how another is to be read. */
static GPtrArray *
list_commands (TocsinImap4Session *session, const char *id)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_command_free);

  g_ptr_array_add (commands, imap4_folder_open_command (session, id, FALSE));
  /* RFC 9208, section 4.2; RFC 4314, section 3.5. */
  if (tocsin_imap4_session_has (session, "QUOTA"))
    g_ptr_array_add (commands, command_about (session, "GETQUOTAROOT", id));
  if (tocsin_imap4_session_has (session, "ACL"))
    g_ptr_array_add (commands, command_about (session, "MYRIGHTS", id));

  return commands;
}

static void
warn_of_rights (const char *rights, TocsinReport *report)
{
  g_autoptr (GString) missing = g_string_new (NULL);

  if (rights == NULL || *rights == '\0')
    return;

  tocsin_report_fact (report, "mailbox.rights", "%s", rights);
  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (strpbrk (rights, needs[i].rights) == NULL)
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", _ (needs[i].actions));
  if (missing->len > 0)
    tocsin_report_warn (report,
                        _ ("mailbox.no-permission: these actions will not work in this folder: %s"),
                        missing->str);
}

static void
tell_mailbox (TocsinImap4Session *session, const char *rights, TocsinReport *report)
{
  const Imap4Mailbox *mailbox = tocsin_imap4_session_get_mailbox (session);

  tocsin_report_fact (report, "mailbox.messages", "%" G_GUINT64_FORMAT, mailbox->exists);
  if (mailbox->uid_validity > 0)
    tocsin_report_fact (report, "mailbox.uidvalidity", "%" G_GUINT64_FORMAT, mailbox->uid_validity);
  else
    tocsin_report_warn (report,
                        _ ("The server gives the folder no UIDVALIDITY: mail in it can't be "
                           "told apart from session to session"));
  if (mailbox->uid_next > 0)
    tocsin_report_fact (report, "mailbox.uidnext", "%" G_GUINT64_FORMAT, mailbox->uid_next);
  if (mailbox->id != NULL)
    tocsin_report_fact (report, "mailbox.id", "%s", mailbox->id);
  /* EXAMINE is read-only whatever the rights; SELECT says what they are. */
  if (tocsin_imap4_session_needs_select (session) && !mailbox->writable)
    tocsin_report_warn (report,
                        _ ("mailbox.no-permission: this folder can be read but not changed; "
                           "actions that mark, move or delete mail will not work"));
  warn_of_rights (rights, report);
}

static void
add_nearest (TocsinImap4Session *session,
             const char *name,
             GCancellable *cancellable,
             GError *missing)
{
  g_autoptr (GPtrArray) folders = imap4_folders_list (session, cancellable, NULL);

  if (folders != NULL)
    tocsin_folder_advise (folders, name, missing);
}

static gboolean
open_and_tell (TocsinImap4Session *session,
               const char *id,
               const char *name,
               TocsinReport *report,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) commands = list_commands (session, id);
  g_autoptr (GPtrArray) answers = NULL;
  g_autofree char *rights = NULL;
  Look look = { session, NULL };
  Imap4Listener listener = { take_data, NULL, &look };
  g_autoptr (GError) failure = NULL;

  answers = tocsin_imap4_session_ask_all (session, commands, &listener, cancellable, &failure);
  rights = look.rights;
  if (answers != NULL
      && imap4_folder_opened (session, id, g_ptr_array_index (answers, 0), &failure))
    {
      tell_mailbox (session, rights, report);
      return TRUE;
    }
  if (answers != NULL && failure->code == TOCSIN_ERROR_MAILBOX_MISSING)
    add_nearest (session, name, cancellable, failure);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/*< private >
 * imap4_survey_look_at:
 * @session: an open session
 * @folder: (nullable): as a person names it; %NULL for INBOX
 * @report: (nullable): who watches
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_MAILBOX_MISSING with the nearest names, or what else is wrong
 *
 * Opens the folder as reading does and tells what there is to know about it; with INBOX in one
 * round trip.
 *
 * Returns: whether it can be read.
 */
gboolean
imap4_survey_look_at (TocsinSession *session,
                      const char *folder,
                      TocsinReport *report,
                      GCancellable *cancellable,
                      GError **error)
{
  TocsinImap4Session *self = TOCSIN_IMAP4_SESSION (session);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (TocsinFolder) found = NULL;

  tocsin_report_fact (report, "mailbox.name", "%s", folder != NULL ? folder : "INBOX");
  if (folder == NULL || g_ascii_strcasecmp (folder, "INBOX") == 0)
    return open_and_tell (self, "INBOX", "INBOX", report, cancellable, error);

  folders = imap4_folders_list (self, cancellable, error);
  if (folders == NULL)
    return FALSE;
  found = tocsin_folder_find (folders, folder, error);

  return found != NULL && open_and_tell (self, found->id, folder, report, cancellable, error);
}

static void
tell_features (TocsinImap4Session *session, TocsinReport *report)
{
  static const char *const features[] = {
    "IDLE",      "NOTIFY",   "MOVE",          "UIDPLUS",     "CONDSTORE",
    "QRESYNC",   "ESEARCH",  "LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE",
    "OBJECTID",  "LITERAL+", "LITERAL-",      "UTF8=ACCEPT", "ENABLE",
    "NAMESPACE", "ID",       "QUOTA",         "IMAP4REV2",   "X-GM-EXT-1",
  };
  g_autoptr (GString) has = g_string_new (NULL);
  g_autoptr (GString) lacks = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    {
      GString *list = tocsin_imap4_session_has (session, features[i]) ? has : lacks;

      g_string_append_printf (list, "%s%s", list->len > 0 ? " " : "", features[i]);
    }
  tocsin_report_fact (report, "features", "%s", has->str);
  tocsin_report_fact (report, "features.missing", "%s", lacks->str);
  if (!tocsin_imap4_session_has (session, "IDLE") && !tocsin_imap4_session_has (session, "NOTIFY"))
    tocsin_report_warn (report, _ ("The server can't say by itself that mail has come (no IDLE, no "
                                   "NOTIFY): folders are looked at from time to time"));
}

static void
tell_limits (TocsinImap4Session *session, TocsinReport *report)
{
  const TocsinEndpointLimits *limits =
      tocsin_endpoint_get_limits (tocsin_session_get_endpoint (TOCSIN_SESSION (session)));
  g_autofree char *append = tocsin_imap4_session_dup_capability_value (session, "APPENDLIMIT");

  imap4_quota_tell (tocsin_imap4_session_get_quotas (session), report);
  if (append != NULL)
    tocsin_report_fact (report, "limits.append", "%s", append);
  tocsin_report_fact (report, "limits.sessions", "%u", limits->pool_size);
  tocsin_report_fact (report, "limits.message", "%" G_GUINT64_FORMAT, limits->max_message_size);
}

/* Only a server that says what its clock shows can be compared with; nothing else that it sends is
 * its time now: INTERNALDATE is that of a message, and TLS has none since 1.3. */
static void
tell_clock (TocsinImap4Session *session, TocsinReport *report)
{
  gint64 difference;
  const char *source = tocsin_imap4_session_get_clock (session, &difference);
  gint64 seconds = difference / G_USEC_PER_SEC;

  if (source == NULL)
    {
      tocsin_report_fact (report, "clock.difference", "%s",
                          _ ("the server does not tell the time"));
      return;
    }
  tocsin_report_fact (report, "clock.difference", "%+" G_GINT64_FORMAT " s (%s)", seconds, source);
  if (ABS (seconds) > MAX_CLOCK_DIFFERENCE)
    tocsin_report_warn (report,
                        _ ("The server's clock and this machine's are more than %d minutes "
                           "apart: set this one right, if it is wrong"),
                        MAX_CLOCK_DIFFERENCE / 60);
}

/*< private >
 * imap4_survey_describe:
 * @session: an open session
 * @report: (nullable): who watches
 *
 * Tells what the server is, can do and allows.
 */
void
imap4_survey_describe (TocsinSession *session, TocsinReport *report)
{
  TocsinImap4Session *self = TOCSIN_IMAP4_SESSION (session);

  if (tocsin_imap4_session_get_server (self) != NULL)
    tocsin_report_fact (report, "server", "%s", tocsin_imap4_session_get_server (self));
  tell_features (self, report);
  tell_limits (self, report);
  tell_clock (self, report);
}
