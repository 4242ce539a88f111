/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-ids.h"

#include <string.h>

/**
 * tocsin_message_id_is_good: (skip)
 * @id: a Message-ID without its angle brackets
 * @length: how many bytes of it
 *
 * RFC 5322, section 3.6.4, generously: programs put into it what they like, but none a blank or a
 * bracket, and nobody can answer what is no ASCII.
 *
 * Returns: whether it can stand in a header.
 */
gboolean
tocsin_message_id_is_good (const char *id, gsize length)
{
  if (length == 0 || length > TOCSIN_MESSAGE_ID_MAX_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (id[i]) || id[i] == '<' || id[i] == '>')
      return FALSE;

  return TRUE;
}

/**
 * tocsin_message_ids_read: (skip)
 * @text: `<a@b> <c@d>`, perhaps with comments between them, or one id without brackets
 *
 * Returns: (transfer full): the good ones in order, in angle brackets.
 */
GStrv
tocsin_message_ids_read (const char *text)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  gboolean bare = strchr (text, '<') == NULL;

  while (*text != '\0')
    {
      gsize length;

      text += bare ? strspn (text, " \t,") : strcspn (text, "<");
      text += *text == '<';
      length = strcspn (text, bare ? " \t" : "<>");
      if (tocsin_message_id_is_good (text, length))
        {
          g_autofree char *id = g_strdup_printf ("<%.*s>", (int) length, text);

          g_strv_builder_add (ids, id);
        }
      text += length;
    }

  return g_strv_builder_end (ids);
}

/**
 * tocsin_message_ids_continue: (skip)
 * @references: (nullable): References of what is answered
 * @in_reply_to: (nullable): its In-Reply-To
 * @id: (nullable): its Message-ID
 *
 * The References of an answer (RFC 5322, section 3.6.4): those of what is answered, or else its
 * In-Reply-To if that is one, then itself. A long thread loses its middle: the first message names
 * it, the last ones are those that readers still have.
 *
 * Returns: (transfer full): ids with blanks between them, perhaps none.
 */
char *
tocsin_message_ids_continue (const char *references, const char *in_reply_to, const char *id)
{
  g_auto (GStrv) thread = tocsin_message_ids_read (references != NULL ? references : "");
  g_auto (GStrv) parents = tocsin_message_ids_read (in_reply_to != NULL ? in_reply_to : "");
  g_auto (GStrv) own = tocsin_message_ids_read (id != NULL ? id : "");
  gsize known = g_strv_length (thread);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize dropped = 0;

  if (known == 0 && g_strv_length (parents) == 1)
    {
      g_strfreev (thread);
      thread = g_steal_pointer (&parents);
      known = 1;
    }
  if (known + 1 > TOCSIN_REFERENCES_MAX)
    dropped = known + 1 - TOCSIN_REFERENCES_MAX;
  for (gsize i = 0; i < known; i++)
    if ((i == 0 || i > dropped) && g_strcmp0 (thread[i], own[0]) != 0)
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", thread[i]);
  if (own[0] != NULL)
    g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", own[0]);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
