/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/raw.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
add_response (GString *out, const Imap4Response *response)
{
  g_autofree char *text = imap4_frame_print (response->frame);

  if (out->len < IMAP4_RAW_MAX)
    g_string_append_len (out, text, (gssize) MIN (strlen (text), IMAP4_RAW_MAX - out->len));
  g_string_append_c (out, '\n');
}

static gboolean
take_data (const Imap4Response *response, gpointer user_data, GError **error)
{
  GString *out = user_data;

  if (out->len < IMAP4_RAW_MAX)
    add_response (out, response);

  return TRUE;
}

/**
 * imap4_raw_command:
 * @session: an open session; it is of no more use to others afterwards
 * @line: a command without its tag
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; a refusal is an answer like any other
 *
 * Returns: (transfer full): all that the server answered, line by line.
 */
char *
imap4_raw_command (TocsinImap4Session *session,
                   const char *line,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Imap4Listener listener = { take_data, NULL, out };
  g_autoptr (Imap4Command) command = NULL;
  g_autoptr (Imap4Response) answer = NULL;

  if (*line == '\0' || !tocsin_text_is_line_safe (line))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("a command is one line that is not empty"));
      return NULL;
    }
  command = imap4_command_new ("%s", line);
  answer = tocsin_imap4_session_ask (session, command, &listener, cancellable, error);
  /* Nobody knows what state it left the session in. */
  tocsin_session_mark_broken (TOCSIN_SESSION (session));
  if (answer == NULL)
    return NULL;
  add_response (out, answer);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
