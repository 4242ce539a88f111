/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/compose-text.h"

#include "core/mail/charset-encode.h"
#include "core/mail/flowed.h"
#include "core/mail/line-ends.h"

#include <string.h>

/* Bytes of a line that everybody shows as one (RFC 5322, section 2.1.1). */
#define SHORT_LINE 78

/* What decides how text is encoded. */
typedef struct
{
  gsize length;
  gsize longest;
  /* Bytes that quoted-printable makes three of. */
  gsize foreign;
  /* Control characters other than line ends and tabs; ESC, where the charset is made of it, isn't
   * one. */
  gsize controls;
  /* Old mail stores put a > before such a line. */
  gboolean has_from;
} Measure;

static Measure
measure (const char *bytes, gsize length, gboolean escapes)
{
  Measure result = { .length = length };
  gsize begin = 0;

  for (gsize i = 0; i <= length; i++)
    {
      guchar c = i < length ? (guchar) bytes[i] : '\n';

      result.foreign += c >= 0x80 || c == '=';
      result.controls +=
          (c < ' ' && c != '\n' && c != '\t' && !(escapes && c == '\033')) || c == 0x7f;
      if (c != '\n')
        continue;
      result.longest = MAX (result.longest, i - begin);
      result.has_from =
          result.has_from || (i - begin >= 5 && memcmp (bytes + begin, "From ", 5) == 0);
      begin = i + 1;
    }

  return result;
}

static gboolean
is_seven_bit (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) bytes[i] >= 0x80)
      return FALSE;

  return TRUE;
}

/* Base64 is shorter from a sixth on, but whoever looks at the message itself can read the other. */
static TocsinTransfer
choose_encoded (const Measure *size)
{
  return size->foreign + size->controls > size->length / 3 ? TOCSIN_TRANSFER_BASE64
                                                           : TOCSIN_TRANSFER_QUOTED_PRINTABLE;
}

static void
take_content (TocsinComposePart *part, char *bytes, gsize length)
{
  g_autoptr (GBytes) content = g_bytes_new_take (bytes, length);

  g_clear_pointer (&part->content, tocsin_raw_source_unref);
  part->content = tocsin_raw_source_new_from_bytes (content);
}

/* Paragraphs that are one long line each stay readable for those who know nothing of flowed text,
 * as no other encoding would. */
static gboolean
try_flowed (TocsinComposePart *part, const char *text)
{
  g_autofree char *flowed = tocsin_flowed_split (text);
  gsize length = strlen (flowed);
  Measure size = measure (flowed, length, FALSE);

  if (size.longest > TOCSIN_HEADER_LINE_MAX_LENGTH)
    return FALSE;

  take_content (part, g_steal_pointer (&flowed), length);
  tocsin_compose_part_set_parameter (part, "format", "flowed");

  return TRUE;
}

/* Base64 keeps what it is given, and text has CR LF for its line ends (RFC 2046, section 4.1.1). */
static void
take_canonical (TocsinComposePart *part, const char *bytes, gsize length)
{
  GString *out = g_string_sized_new (length + length / 32);

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\n')
        g_string_append_c (out, '\r');
      g_string_append_c (out, bytes[i]);
    }
  length = out->len;
  take_content (part, g_string_free (out, FALSE), length);
}

static void
take_text (TocsinComposePart *part, char *bytes, gsize length, gboolean ascii, const char *text)
{
  g_autofree char *owned = bytes;
  gboolean seven = is_seven_bit (bytes, length);
  Measure size = measure (bytes, length, seven && !ascii);
  gsize limit = ascii ? SHORT_LINE : TOCSIN_HEADER_LINE_MAX_LENGTH;

  part->transfer = TOCSIN_TRANSFER_7BIT;
  if (seven && size.controls == 0 && size.longest <= limit && !size.has_from)
    {
      take_content (part, g_steal_pointer (&owned), length);
      return;
    }
  if (ascii && g_str_equal (part->type, "text/plain") && size.controls == 0
      && try_flowed (part, text))
    return;

  part->transfer = seven && !ascii ? TOCSIN_TRANSFER_BASE64 : choose_encoded (&size);
  if (part->transfer == TOCSIN_TRANSFER_BASE64)
    take_canonical (part, bytes, length);
  else
    take_content (part, g_steal_pointer (&owned), length);
}

/**
 * tocsin_compose_text: (skip)
 * @text: valid UTF-8 with any line ends
 * @subtype: `plain` or `html`
 * @charset: the charset that is wanted; where it can't say @text, UTF-8 is taken
 *
 * Makes a part of text, in the plainest form that arrives as it is: ASCII in short lines as it
 * stands, plain ASCII in long ones as `format=flowed` (RFC 3676), else quoted-printable, or base64
 * where little of it is ASCII.
 *
 * Returns: (transfer full): the part.
 */
TocsinComposePart *
tocsin_compose_text (const char *text, const char *subtype, const char *charset)
{
  g_autofree char *type = g_strconcat ("text/", subtype, NULL);
  /* A message ends with the end of a line. */
  gboolean ended = *text == '\0' || strchr ("\r\n", text[strlen (text) - 1]) != NULL;
  g_autofree char *unix_text = g_strconcat (text, ended ? "" : "\n", NULL);
  TocsinComposePart *part = tocsin_compose_part_new (type);
  const char *chosen;
  char *bytes;
  gsize length = 0;

  tocsin_line_ends_make_unix (unix_text);
  chosen = tocsin_charset_choose (unix_text, strlen (unix_text), charset);
  bytes = tocsin_charset_from_utf8 (unix_text, strlen (unix_text), chosen, &length);
  tocsin_compose_part_set_parameter (part, "charset", chosen);
  take_text (part, bytes, length, g_str_is_ascii (unix_text), unix_text);

  return part;
}
