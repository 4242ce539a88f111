/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What somebody meant who wrote a size or a number with other units or signs. */
#include "core/mail/query/guess.h"
#include "core/mail/query/number.h"

#include <string.h>

/* The signs of a comparison in any order, or in mathematics', as we write them. */
static char *
read_comparison (const char **typed)
{
  gboolean less = FALSE, greater = FALSE, equal = FALSE;

  for (;; (*typed) = g_utf8_next_char (*typed))
    switch (g_utf8_get_char (*typed))
      {
      case '<':
        less = TRUE;
        break;
      case '>':
        greater = TRUE;
        break;
      case '=':
        equal = TRUE;
        break;
      case 0x2264:
        less = equal = TRUE;
        break;
      case 0x2265:
        greater = equal = TRUE;
        break;
      case ' ':
        break;
      default:
        if (less == greater)
          return g_strdup ("");
        return g_strdup_printf ("%s%s", less ? "<" : ">", equal ? "=" : "");
      }
}

/* Marks between thousands go; a comma before other than three digits is a point. */
static gboolean
read_mantissa (const char **typed, double *value)
{
  const char *p = *typed;
  double place = 0;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  *value = 0;
  for (; g_ascii_isdigit (*p)
         || (*p != '\0' && strchr (".,_'", *p) != NULL && g_ascii_isdigit (p[1]));
       p++)
    {
      if (g_ascii_isdigit (*p))
        {
          *value = place > 0 ? *value + (*p - '0') * place : *value * 10 + (*p - '0');
          place /= 10;
        }
      else if (strspn (p + 1, "0123456789") != 3)
        place = 0.1;
    }
  if (*p == 'e' && g_ascii_isdigit (p[1]) && !g_ascii_isdigit (p[2]))
    {
      for (char times = p[1]; times > '0'; times--)
        *value *= 10;
      p += 2;
    }
  *typed = p;

  return TRUE;
}

static gboolean
read_word (const char **typed, double *value)
{
  static const char *const words[] = { "no",  "one",   "two",   "three", "four", "five",
                                       "six", "seven", "eight", "nine",  "ten" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (*typed, words[i]) == 0)
      {
        *value = (double) i;
        *typed += strlen (*typed);
        return TRUE;
      }

  return FALSE;
}

/* KB, KiB, Ko, kbyte, kilobytes … all of them count 1024, as the language does. */
static gboolean
read_unit (const char *typed, double *factor)
{
  static const struct
  {
    const char *unit;
    guint shift;
  } units[] = { { "", 0 },      { "b", 0 },    { "byte", 0 },  { "k", 10 },    { "kilo", 10 },
                { "ki", 10 },   { "m", 20 },   { "meg", 20 },  { "mega", 20 }, { "mi", 20 },
                { "g", 30 },    { "gig", 30 }, { "giga", 30 }, { "gi", 30 },   { "t", 40 },
                { "tera", 40 }, { "ti", 40 } };
  static const char *const ends[] = { "", "b", "o", "byte", "bytes", "s" };

  typed += strspn (typed, " ");
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (ends); k++)
      {
        g_autofree char *whole = g_strconcat (units[i].unit, ends[k], NULL);

        if (g_ascii_strcasecmp (typed, whole) != 0)
          continue;
        *factor = (double) ((guint64) 1 << units[i].shift);
        return TRUE;
      }

  return FALSE;
}

/* A name or a type where the size of an attachment should be. */
static char *
guess_attachment (const char *typed)
{
  gsize n = strlen (typed);

  if (strpbrk (typed, " \"()<>=") != NULL || (!g_ascii_isalpha (*typed) && *typed != '*'))
    return NULL;
  if (strchr (typed, '/') != NULL)
    return g_strconcat ("type:", typed, NULL);
  if (strpbrk (typed, ".*?") == NULL && n <= 4 && n >= 3)
    return g_strconcat ("filename:*.", typed, NULL);

  return g_strconcat ("filename:", typed, NULL);
}

/* `larger:<5M` was meant as smaller:5M; an attachment keeps its sign. */
static char *
write_term (const TocsinQueryFieldInfo *info,
            const char *comparison,
            const char *number,
            gboolean unit)
{
  switch (info->field)
    {
    case TOCSIN_QUERY_FIELD_LARGER:
    case TOCSIN_QUERY_FIELD_SMALLER:
      if (*comparison == '\0')
        return g_strdup_printf ("%s:%s", info->name, number);
      return g_strdup_printf ("%s:%s", *comparison == '<' ? "smaller" : "larger", number);

    case TOCSIN_QUERY_FIELD_ATTACHMENTS:
      return g_strdup_printf ("%s:%s%s", unit ? "attachment" : "attachments", comparison, number);

    default:
      return g_strdup_printf ("%s:%s%s", info->name, comparison, number);
    }
}

/**
 * tocsin_query_guess_number:
 * @info: a field that has sizes or numbers
 * @typed: its value, which is none
 *
 * Returns: (transfer full) (nullable): the term that was probably meant.
 */
char *
tocsin_query_guess_number (const TocsinQueryFieldInfo *info, const char *typed)
{
  const char *rest = typed;
  g_autofree char *comparison = read_comparison (&rest);
  g_autofree char *bare = g_strchomp (g_strdup (rest));
  g_autofree char *number = NULL;
  gsize n = strlen (bare);
  double value, factor = 1;

  /* `5+`, `5M>`: what should stand before stands behind. */
  if (n > 1 && strchr ("+><", bare[n - 1]) != NULL && *comparison == '\0')
    {
      g_free (comparison);
      comparison = g_strdup (bare[n - 1] == '+' ? ">=" : bare[n - 1] == '>' ? ">" : "<");
      bare[n - 1] = '\0';
    }
  rest = bare;
  if (!read_mantissa (&rest, &value) && !read_word (&rest, &value))
    return info->type == TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES || strchr (typed, '.') != NULL
               ? guess_attachment (typed)
               : NULL;
  if (!read_unit (rest, &factor) || value * factor > (double) ((guint64) 1 << 60))
    return NULL;
  if (factor == 1 && value != (double) (guint64) value)
    return NULL;
  number = tocsin_query_number_to_string (
      (guint64) (value * factor + 0.5),
      factor > 1 || info->type != TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT);

  return write_term (info, comparison, number, factor > 1);
}
