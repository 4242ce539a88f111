/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/file-name.h"

#include "core/base/text-compose.h"

#include <string.h>

/* A longer tail behind the last dot is no extension but a sentence. */
#define MAX_EXTENSION 16

static gboolean
is_separator (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return c == '/' || c == '\\' || type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR
         || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

static char *
replace_dangerous (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *normal = tocsin_text_compose (valid);
  GString *out = g_string_sized_new (strlen (normal));

  for (const char *p = normal; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Formatting characters are invisible or turn the order of letters around, so that a name
       * reads as one that ends in .pdf and ends in .exe. */
      if (g_unichar_type (c) == G_UNICODE_FORMAT)
        continue;
      if (is_separator (c))
        g_string_append_c (out, '_');
      else
        g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

/* Dots at the front hide a file or climb a directory; dots and blanks at the end are lost on file
 * systems that come from elsewhere. */
static const char *
skip_front (const char *text)
{
  while (*text == '.' || g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);

  return text;
}

static void
trim_end (char *text)
{
  for (;;)
    {
      const char *last = g_utf8_find_prev_char (text, text + strlen (text));

      if (last == NULL || (*last != '.' && !g_unichar_isspace (g_utf8_get_char (last))))
        return;
      text[last - text] = '\0';
    }
}

static const char *
find_extension (const char *name)
{
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name || strlen (dot) > MAX_EXTENSION)
    return name + strlen (name);

  return dot;
}

static gsize
floor_to_character (const char *text, gsize limit)
{
  while (limit > 0 && (text[limit] & 0xc0) == 0x80)
    limit--;

  return limit;
}

static char *
join_within_limit (const char *name, const char *suffix)
{
  const char *extension = find_extension (name);
  gsize room = TOCSIN_FILE_NAME_MAX_LENGTH - strlen (suffix) - strlen (extension);
  gsize stem = (gsize) (extension - name);

  if (stem > room)
    stem = floor_to_character (name, room);

  return g_strdup_printf ("%.*s%s%s", (int) stem, name, suffix, extension);
}

/**
 * tocsin_file_name_clean:
 * @text: what somebody calls a file: anything at all
 * @fallback: the name when nothing is left of it; itself clean, or empty
 *
 * The one encoder for names of files that come out of mail. What it returns is one component of a
 * path and nothing else: valid UTF-8 without separators, control and formatting characters, at
 * most %TOCSIN_FILE_NAME_MAX_LENGTH bytes long (an extension survives the cut); it begins neither
 * with a dot nor with a hyphen, which programs would take for an option.
 *
 * Returns: (transfer full): the name.
 */
char *
tocsin_file_name_clean (const char *text, const char *fallback)
{
  g_autofree char *replaced = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (text != NULL && fallback != NULL, NULL);

  replaced = replace_dangerous (text);
  plain = g_strdup (skip_front (replaced));
  trim_end (plain);
  if (plain[0] == '\0')
    return g_strdup (fallback);

  name = plain[0] == '-' ? g_strconcat ("_", plain, NULL) : g_steal_pointer (&plain);

  return join_within_limit (name, "");
}

/**
 * tocsin_file_name_number:
 * @name: a name made by tocsin_file_name_clean()
 * @number: a number
 *
 * Returns: (transfer full): another name like it: `invoice-2.pdf` for `invoice.pdf` and 2.
 */
char *
tocsin_file_name_number (const char *name, guint number)
{
  g_autofree char *suffix = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  suffix = g_strdup_printf ("-%u", number);

  return join_within_limit (name, suffix);
}
