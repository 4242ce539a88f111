/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What phones, word processors and habits put into a query that looks right and would find nothing:
 * better to say so than to search for it. Every one of these may stand in quotes. */
#include "core/mail/query/typo.h"

#include "core/mail/query/field-info.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_invisible (gunichar c)
{
  /* Joiners are part of Persian words and of emoji. */
  if (c == 0x200c || c == 0x200d)
    return FALSE;

  return g_unichar_type (c) == G_UNICODE_FORMAT || c == 0x034f || c == 0x115f || c == 0x1160
         || c == 0x3164 || c == 0xffa0;
}

/**
 * tocsin_query_typo_find_invisible:
 * @text: valid UTF-8
 *
 * Returns: (transfer none) (nullable): the first character in it that nobody sees, such as a soft
 *   hyphen, a zero-width space or a mark of direction that was copied along.
 */
const char *
tocsin_query_typo_find_invisible (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (is_invisible (g_utf8_get_char (text)))
      return text;

  return NULL;
}

/**
 * tocsin_query_typo_explain_begin:
 * @text: where a word begins
 *
 * Returns: (transfer none) (nullable): what was expected instead of its first character.
 */
const char *
tocsin_query_typo_explain_begin (const char *text)
{
  switch (g_utf8_get_char (text))
    {
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x201f:
    case 0x00ab:
    case 0x00bb:
    case 0xff02:
      return _ ("expected straight quotes (\") instead of these");

    case '\'':
    case '`':
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x201b:
    case 0x2039:
    case 0x203a:
      return _ ("expected double quotes (\") around a text instead of single ones");

    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
    case 0xfe63:
    case 0xff0d:
      return _ ("expected a plain minus (-) to negate a term instead of a dash (a dash itself goes "
                "in quotes)");

    case 0xff08:
    case 0xff09:
      return _ ("expected plain brackets, ( and ), instead of wide ones");

    case ':':
      return _ ("expected the name of a field right before the colon, with no blank between them");

    default:
      return NULL;
    }
}

/* The length of the letters a field's name is made of. */
static gsize
name_length (const char *word)
{
  gsize n = 0;

  while (g_ascii_isalnum (word[n]) || word[n] == '-')
    n++;

  return n;
}

/**
 * tocsin_query_typo_explain_word:
 * @word: a word that is not in quotes
 *
 * Returns: (transfer full) (nullable): what was expected instead of a word such as `from=ada` or
 *   `larger>5M`.
 */
char *
tocsin_query_typo_explain_word (const char *word)
{
  gsize n = name_length (word);
  g_autofree char *name = g_strndup (word, n);
  const TocsinQueryFieldInfo *info = n > 0 ? tocsin_query_field_find (name) : NULL;
  gunichar mark = g_utf8_get_char (word + n);

  if (info == NULL || word[n] == '\0')
    return NULL;
  /* A colon as it is typed among Chinese or Japanese letters. */
  if (mark != 0xff1a && mark != 0xfe55 && strchr ("=<>", word[n]) == NULL)
    return NULL;

  return g_strdup_printf (_ ("expected a plain colon behind “%s”, as in “%s:…”, or quotes around "
                             "the whole text"),
                          name, name);
}
