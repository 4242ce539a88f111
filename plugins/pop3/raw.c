/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/raw.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Which commands have answers of several lines: nothing in the answer says so. */
static gboolean
has_lines (const char *line)
{
  static const struct
  {
    const char *name;
    gboolean always; /* or only without an argument */
  } commands[] = {
    { "CAPA", TRUE },  { "RETR", TRUE },  { "TOP", TRUE },   { "LIST", FALSE },
    { "UIDL", FALSE }, { "AUTH", FALSE }, { "LANG", FALSE },
  };
  gsize length = strcspn (line, " ");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strlen (commands[i].name) == length
        && g_ascii_strncasecmp (line, commands[i].name, length) == 0)
      return commands[i].always || line[length + strspn (line + length, " ")] == '\0';

  return FALSE;
}

static gboolean
keep (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  GString *out = user_data;

  g_string_append_len (out, bytes,
                       (gssize) MIN (length, POP3_RAW_MAX - MIN (out->len, POP3_RAW_MAX)));

  return TRUE;
}

static char *
ask (TocsinPop3Session *session, const char *line, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Pop3Reply) reply = tocsin_pop3_session_ask (session, line, cancellable, error);
  g_autofree char *first = NULL;

  if (reply == NULL)
    return NULL;
  first = pop3_reply_print (reply);
  g_string_append_printf (out, "%s\n", first);
  if (reply->kind != POP3_REPLY_OK || !has_lines (line))
    return g_string_free (g_steal_pointer (&out), FALSE);
  if (!tocsin_line_stream_read_dotted (
          pop3_chat_get_stream (tocsin_pop3_session_get_chat (session)), 0, keep, text, cancellable,
          error))
    return NULL;
  g_string_replace (text, "\r\n", "\n", 0);
  g_string_append_printf (out, "%s.\n", text->str);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * pop3_raw_command:
 * @session: an open session; it is of no more use to others afterwards
 * @line: a command
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; a refusal is an answer like any other
 *
 * What is marked with DELE is not removed: the session is cut, not ended.
 *
 * Returns: (transfer full): all that the server answered, line by line.
 */
char *
pop3_raw_command (TocsinPop3Session *session,
                  const char *line,
                  GCancellable *cancellable,
                  GError **error)
{
  char *answer;

  if (*line == '\0' || !tocsin_text_is_line_safe (line))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("a command is one line that is not empty"));
      return NULL;
    }
  answer = ask (session, line, cancellable, error);
  /* Nobody knows what state it left the session in. */
  tocsin_session_mark_broken (TOCSIN_SESSION (session));

  return answer;
}
