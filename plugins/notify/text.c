/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/notify/text.h"

/* What changes the direction of all that follows can make a text say something else. */
static gboolean
is_bidi_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/**
 * notify_text_expand:
 * @pattern: a pattern
 * @data: of the event
 * @lines: whether it may have several lines
 *
 * Returns: (transfer full): what is shown: no longer than a person reads, without what is no text.
 */
char *
notify_text_expand (TocsinTemplate *pattern, JsonObject *data, gboolean lines)
{
  g_autofree char *expanded =
      tocsin_template_expand (pattern, data, NULL, tocsin_template_encode_plain, NULL);
  g_autofree char *valid = g_utf8_make_valid (expanded, -1);
  g_autoptr (GString) text = g_string_new (NULL);
  guint most = lines ? NOTIFY_MAX_TEXT : NOTIFY_MAX_SUMMARY;
  guint length = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Unicode's own ends of a line and of a paragraph. */
      if (c == 0x2028 || c == 0x2029)
        c = '\n';
      if (c == '\n' && !lines)
        c = ' ';
      if ((g_unichar_iscntrl (c) && c != '\n') || is_bidi_control (c))
        continue;
      if (length++ == most)
        {
          g_string_append (text, "…");
          break;
        }
      g_string_append_unichar (text, c);
    }
  g_strstrip (text->str);

  return g_strdup (text->str);
}
