/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Questions that send nothing: VRFY and EXPN (RFC 5321, section 3.5), and whatever an expert types.
 */
#include "plugins/smtp/session/inquiry.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
check_line (const char *text, GError **error)
{
  if (*text != '\0' && tocsin_text_is_line_safe (text))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("a command is one line that is not empty"));
  return FALSE;
}

/* RFC 6531, section 3.7.4. */
static gboolean
check_alphabet (TocsinSmtpSession *session, const char *about, GError **error)
{
  if (g_str_is_ascii (about) || tocsin_smtp_session_has (session, SMTP_FEATURE_SMTPUTF8))
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8,
                       _ ("the server knows no addresses beyond ASCII (SMTPUTF8)"));
  return FALSE;
}

/**
 * smtp_inquiry_ask:
 * @session: an open session
 * @command: VRFY or EXPN
 * @about: an address or a name
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, or the server's no
 *
 * Returns: (transfer full): what the server knows, line by line.
 */
GStrv
smtp_inquiry_ask (TocsinSmtpSession *session,
                  const char *command,
                  const char *about,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (SmtpReply) reply = { 0 };

  if (!check_line (about, error) || !check_alphabet (session, about, error))
    return NULL;
  smtp_chat_begin (tocsin_smtp_session_get_chat (session), 0);
  smtp_chat_put_line (tocsin_smtp_session_get_chat (session), "%s %s%s", command, about,
                      g_str_is_ascii (about) ? "" : " SMTPUTF8");
  if (!tocsin_smtp_session_read (session, &reply, cancellable, error)
      || !smtp_trouble_check (&reply, SMTP_PHASE_COMMAND, command, error))
    return NULL;

  return g_strsplit (smtp_reply_get_text (&reply), "\n", -1);
}

/**
 * smtp_inquiry_raw:
 * @session: an open session; it is of no more use to others afterwards
 * @line: a command
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; a refusal is an answer like any other
 *
 * Returns: (transfer full): all that the server answered, line by line.
 */
char *
smtp_inquiry_raw (TocsinSmtpSession *session,
                  const char *line,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (SmtpReply) reply = { 0 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  gboolean answered;

  if (!check_line (line, error))
    return NULL;
  answered =
      smtp_chat_ask (tocsin_smtp_session_get_chat (session), line, &reply, cancellable, error);
  /* Nobody knows what state it left the session in. */
  tocsin_session_mark_broken (TOCSIN_SESSION (session));
  if (!answered)
    return NULL;

  lines = g_strsplit (smtp_reply_get_text (&reply), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (out, "%03u%s%s%s%s\n", reply.code, lines[i + 1] != NULL ? "-" : " ",
                            reply.enhanced, reply.enhanced[0] != '\0' ? " " : "", lines[i]);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
