/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/text.h"

#include "core/base/error.h"
#include "core/base/text-compose.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A name further away than this is no help but a riddle. */
#define NEAREST_DISTANCE 4

/* The first number that GLib (2.74) reads sets up a locale, and what a thread beside it does then
 * can leave an errno behind that makes g_ascii_string_to_unsigned() refuse a good number. So the
 * first one is read before there are threads. */
__attribute__ ((constructor)) static void
read_a_first_number (void)
{
  g_ascii_strtoull ("0", NULL, 10);
}

/* What moves the cursor, begins another line or turns the direction of reading. */
static gboolean
is_unseen (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* How much of @limit bytes does not cut a character of valid UTF-8 in two. */
static gsize
whole_characters (const char *text, gsize limit, gsize size)
{
  for (gsize back = 1; back <= MIN (limit, 3); back++)
    {
      const char *start = text + limit - back;
      gunichar c = g_utf8_get_char_validated (start, (gssize) (size - (limit - back)));

      if ((*start & 0xc0) == 0x80)
        continue;
      if (c < 0x110000 && (gsize) g_unichar_to_utf8 (c, NULL) > back)
        return limit - back;
      break;
    }

  return limit;
}

static char *
escape (const char *text, gssize length, gsize limit, const char *backslash)
{
  GString *out;
  const char *p, *end;
  gsize size;

  size = length < 0 ? strlen (text) : (gsize) length;
  end = text + (limit > 0 && limit < size ? whole_characters (text, limit, size) : size);
  out = g_string_sized_new ((gsize) (end - text) + 8);

  for (p = text; p < end;)
    {
      gunichar c = g_utf8_get_char_validated (p, end - p);

      if (c == (gunichar) -1 || c == (gunichar) -2 || c < 0x20 || c == 0x7f)
        {
          g_string_append_printf (out, "\\x%02X", (guchar) *p);
          p++;
          continue;
        }
      if (c == '\\')
        g_string_append (out, backslash);
      else if (is_unseen (c))
        g_string_append_printf (out, "\\u%04X", c);
      else
        g_string_append_unichar (out, c);
      p = g_utf8_next_char (p);
    }
  if (limit > 0 && size > limit)
    g_string_append (out, "…");

  return g_string_free (out, FALSE);
}

/**
 * tocsin_text_escape:
 * @text: bytes from a peer or a mail
 * @length: how many, or -1 up to the NUL
 * @limit: the longest result in bytes of @text, 0 for no limit
 *
 * Makes foreign bytes fit to be shown in a terminal or a log: control bytes, DEL, C1 controls and
 * broken UTF-8 become `\xHH`, a backslash is doubled, what is cut is marked with an ellipsis.
 *
 * Returns: (transfer full): valid UTF-8 on one line.
 */
char *
tocsin_text_escape (const char *text, gssize length, gsize limit)
{
  g_return_val_if_fail (text != NULL, NULL);

  return escape (text, length, limit, "\\\\");
}

/**
 * tocsin_text_show:
 * @text: a sentence or a query of our own, in which foreign text may stand
 * @limit: the longest result in bytes of @text, 0 for no limit
 *
 * As tocsin_text_escape(), for people who copy what they read: a backslash stays one, so that a
 * pattern can be used again, and what is escaped already is not escaped twice.
 *
 * Returns: (transfer full): valid UTF-8 on one line.
 */
char *
tocsin_text_show (const char *text, gsize limit)
{
  g_return_val_if_fail (text != NULL, NULL);

  return escape (text, -1, limit, "\\");
}

/**
 * tocsin_text_is_line_safe:
 * @text: (nullable): a value that is to stand in a protocol line
 *
 * Returns: whether it holds no CR and no LF; they would begin a command of somebody else's.
 */
gboolean
tocsin_text_is_line_safe (const char *text)
{
  return text == NULL || strpbrk (text, "\r\n") == NULL;
}

/**
 * tocsin_text_slug:
 * @name: a display name
 *
 * Returns: (transfer full): an identifier of `[a-z0-9-]+` made from it, "x" when nothing is left.
 */
char *
tocsin_text_slug (const char *name)
{
  g_autofree char *ascii = NULL;
  GString *slug;

  g_return_val_if_fail (name != NULL, NULL);

  ascii = g_str_to_ascii (name, NULL);
  slug = g_string_new (NULL);
  for (const char *p = ascii; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (slug, g_ascii_tolower (*p));
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  if (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  if (slug->len == 0)
    g_string_append_c (slug, 'x');

  return g_string_free (slug, FALSE);
}

static guint
edit_distance (const char *a, const char *b)
{
  gsize length = strlen (b);
  g_autofree guint *row = g_new (guint, length + 1);

  for (gsize j = 0; j <= length; j++)
    row[j] = j;

  for (gsize i = 0; a[i] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i + 1;
      for (gsize j = 0; j < length; j++)
        {
          guint above = row[j + 1];
          guint change = diagonal + (a[i] == b[j] ? 0 : 1);

          row[j + 1] = MIN (MIN (above, row[j]) + 1, change);
          diagonal = above;
        }
    }

  return row[length];
}

/**
 * tocsin_text_nearest:
 * @word: what was typed
 * @known: (array zero-terminated=1): what there is
 *
 * Returns: (nullable) (transfer none): the entry of @known that was probably meant.
 */
const char *
tocsin_text_nearest (const char *word, const char *const *known)
{
  const char *best = NULL;
  guint best_distance = NEAREST_DISTANCE;

  g_return_val_if_fail (word != NULL && known != NULL, NULL);

  for (; *known != NULL; known++)
    {
      gsize longer = MAX (strlen (word), strlen (*known));
      gsize shorter = MIN (strlen (word), strlen (*known));
      guint distance;

      /* Spares the work where the lengths alone say no; the word may be of any length. */
      if (longer - shorter >= NEAREST_DISTANCE)
        continue;
      distance = edit_distance (word, *known);

      if (distance < best_distance && distance < strlen (*known))
        {
          best = *known;
          best_distance = distance;
        }
    }

  return best;
}

static gboolean
parse_clock_form (const char *text, guint64 *seconds)
{
  g_auto (GStrv) fields = g_strsplit (text, ":", -1);
  guint count = g_strv_length (fields);

  if (count < 2 || count > 3)
    return FALSE;

  *seconds = 0;
  for (guint i = 0; i < count; i++)
    {
      guint64 field;

      if (!g_ascii_string_to_unsigned (fields[i], 10, 0, i == 0 ? 100000 : 59, &field, NULL))
        return FALSE;
      *seconds = *seconds * 60 + field;
    }

  /* Two fields are mm:ss. */
  return TRUE;
}

static guint64
unit_in_seconds (const char *unit)
{
  static const struct
  {
    const char *name;
    guint64 seconds;
  } units[] = {
    { "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 }, { "w", 604800 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (unit, units[i].name))
      return units[i].seconds;

  return 0;
}

/**
 * tocsin_text_parse_seconds:
 * @text: a time as people type it
 * @seconds: (out): the time in seconds
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Takes `90`, `90s`, `5m`, `2h`, `7d`, `1w` and `00:05:00`.
 *
 * Returns: whether it was one of them.
 */
gboolean
tocsin_text_parse_seconds (const char *text, guint *seconds, GError **error)
{
  guint64 value = 0;
  char *unit = NULL;

  g_return_val_if_fail (text != NULL && seconds != NULL, FALSE);

  if (strchr (text, ':') != NULL && parse_clock_form (text, &value) && value <= G_MAXUINT)
    {
      *seconds = (guint) value;
      return TRUE;
    }
  if (g_ascii_isdigit (text[0]))
    {
      guint64 factor;

      value = g_ascii_strtoull (text, &unit, 10);
      factor = unit_in_seconds (unit);
      if (factor > 0 && value <= G_MAXUINT / factor)
        {
          *seconds = (guint) (value * factor);
          return TRUE;
        }
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” is not a time: write seconds, or 30s, 5m, 2h, 7d, or 00:05:00"), text);
  return FALSE;
}

/**
 * tocsin_text_fold:
 * @text: UTF-8
 *
 * Returns: (transfer full): the form in which two texts compare equal whatever their case and
 *   whether an accent was typed as one character or two (Unicode case folding, then NFC), no more
 *   than %TOCSIN_TEXT_MAX_MARKS marks on a letter.
 */
char *
tocsin_text_fold (const char *text)
{
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  composed = tocsin_text_compose (text);
  folded = g_utf8_casefold (composed, -1);

  return tocsin_text_compose (folded);
}
