/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-text.h"

#include "core/mail/charset.h"
#include "core/mail/flowed.h"
#include "core/mail/html-text.h"
#include "core/mail/line-ends.h"
#include "core/mail/message.h"

#include <string.h>

static gboolean
has_parameter (const TocsinPart *part, const char *name, const char *value)
{
  return g_ascii_strcasecmp (tocsin_part_get_parameter (part, name), value) == 0;
}

static char *
to_text (const TocsinPart *part, const GByteArray *content, const char *code_page)
{
  const char *bytes = (const char *) content->data;
  gboolean is_html = g_str_equal (part->type, "text/html");
  const char *declared = tocsin_charset_is_ascii (part->charset) ? NULL : part->charset;
  g_autofree char *sniffed = NULL;
  g_autofree char *utf8 = NULL;

  /* Servers write out RFC 2045's default where nothing was declared. */
  if (is_html && declared == NULL && content->len > 0)
    sniffed = tocsin_charset_find_in_html (bytes, content->len);
  utf8 = tocsin_charset_to_utf8 (bytes, content->len, content->len >= TOCSIN_MESSAGE_MAX_TEXT,
                                 declared != NULL ? declared : sniffed, code_page);
  if (is_html)
    return tocsin_html_to_text (utf8);

  tocsin_line_ends_make_unix (utf8);
  if (has_parameter (part, "format", "flowed"))
    return tocsin_flowed_join (utf8, has_parameter (part, "delsp", "yes"));

  return g_steal_pointer (&utf8);
}

/**
 * tocsin_message_text_append:
 * @text: what a reader is shown so far
 * @part: the next part of it
 * @content: its decoded content
 * @code_page: (nullable): charset to assume when it declares none or a wrong one
 *
 * Returns: whether all of it was added; no when %TOCSIN_MESSAGE_MAX_TEXT was reached.
 */
gboolean
tocsin_message_text_append (GString *text,
                            const TocsinPart *part,
                            const GByteArray *content,
                            const char *code_page)
{
  g_autofree char *piece = to_text (part, content, code_page);
  gboolean complete = content->len < TOCSIN_MESSAGE_MAX_TEXT;

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');
  g_string_append (text, piece);
  if (text->len > TOCSIN_MESSAGE_MAX_TEXT)
    {
      const char *last = g_utf8_find_prev_char (text->str, text->str + TOCSIN_MESSAGE_MAX_TEXT + 1);

      g_string_truncate (text, last - text->str);
      complete = FALSE;
    }

  return complete;
}
