/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/excerpt.h"

#include "core/mail/query/query.h"

#include <string.h>

/* Characters shown before what matched. */
#define BEFORE 30

/* Characters that are folded at once to find out where a word stands. */
#define WINDOW 4096

static const char *
go_back (const char *text, const char *p, guint count)
{
  for (; count > 0 && p > text; count--)
    p = g_utf8_prev_char (p);

  return p;
}

/**
 * tocsin_query_excerpt_cut:
 * @text: valid UTF-8
 * @begin: the byte where a match begins
 * @end: the byte behind it, not before @begin
 *
 * Returns: the match with a little of what stands around it, on one line, no more than
 *   %TOCSIN_QUERY_MAX_EXCERPT characters, with dots where something was left out; to be freed.
 */
TocsinQueryExcerpt
tocsin_query_excerpt_cut (const char *text, gsize begin, gsize end)
{
  const char *p = go_back (text, text + begin, BEFORE);
  gboolean cut = p > text;
  g_autoptr (GString) out = g_string_new (cut ? "…" : NULL);
  TocsinQueryExcerpt excerpt = { 0 };
  guint count = cut ? 1 : 0;

  for (; *p != '\0' && count < TOCSIN_QUERY_MAX_EXCERPT - 1; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (p == text + begin)
        excerpt.begin = excerpt.end = out->len;
      /* What matched comes first; of what follows it as much as was shown before it. */
      if (p >= text + end && g_utf8_strlen (text + end, p - text - end) >= BEFORE)
        break;
      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        c = ' ';
      if (c == ' ' && (out->len == 0 || out->str[out->len - 1] == ' '))
        continue;
      g_string_append_unichar (out, c);
      if (p >= text + begin && p < text + end)
        excerpt.end = out->len;
      count++;
    }
  if (*p != '\0')
    g_string_append (out, "…");
  g_strchomp (out->str);
  excerpt.text = g_strdup (out->str);
  excerpt.end = MIN (excerpt.end, strlen (excerpt.text));
  excerpt.begin = MIN (excerpt.begin, excerpt.end);

  return excerpt;
}

typedef struct
{
  const char *folded;
  TocsinQueryFold fold;
} Wanted;

/* Whether the characters from @begin to @end hold the word. */
static gboolean
holds (const char *text, glong begin, glong end, const Wanted *wanted)
{
  g_autofree char *part = g_utf8_substring (text, begin, end);
  g_autofree char *haystack = wanted->fold (part);

  return strstr (haystack, wanted->folded) != NULL;
}

/* Folding keeps the order of things: the least end at which the word is still there, and for that
 * the greatest begin, are found by halving. Both are bytes of @text. */
static void
locate (const char *text,
        const char *window,
        glong length,
        const Wanted *wanted,
        gsize *from,
        gsize *until)
{
  glong low = 0, begin = 0, end = length;

  while (low < end)
    {
      glong middle = low + (end - low) / 2;

      if (holds (window, 0, middle, wanted))
        end = middle;
      else
        low = middle + 1;
    }
  for (glong high = end; begin < high;)
    {
      glong middle = begin + (high - begin + 1) / 2;

      if (holds (window, middle, end, wanted))
        begin = middle;
      else
        high = middle - 1;
    }
  *from = (gsize) (g_utf8_offset_to_pointer (window, begin) - text);
  *until = (gsize) (g_utf8_offset_to_pointer (window, end) - text);
}

/**
 * tocsin_query_excerpt_find:
 * @text: valid UTF-8
 * @folded: what was found in its folded form, folded
 * @fold: (scope call): how it was folded
 *
 * Returns: where it stands in @text, as by tocsin_query_excerpt_cut(); to be freed.
 */
TocsinQueryExcerpt
tocsin_query_excerpt_find (const char *text, const char *folded, TocsinQueryFold fold)
{
  Wanted wanted = { folded, fold };
  glong reach = WINDOW + 4 * (glong) strlen (folded);
  glong left = g_utf8_strlen (text, -1);
  gsize begin, end;

  /* Windows lap over, so that no word is cut by the edges of all that it reaches into. */
  for (const char *window = text; left > 0;)
    {
      glong length = MIN (left, reach), step = MIN (left, reach / 2);

      if (holds (window, 0, length, &wanted))
        {
          locate (text, window, length, &wanted, &begin, &end);
          return tocsin_query_excerpt_cut (text, begin, end);
        }
      window = g_utf8_offset_to_pointer (window, step);
      left -= step;
    }

  return tocsin_query_excerpt_cut (text, 0, 0);
}

/**
 * tocsin_query_excerpt_mark:
 * @text: valid UTF-8
 * @folded: what may stand in its folded form, folded
 * @fold: (scope call): how it was folded
 *
 * Returns: the begin of @text, with the place of @folded in it if it is there; to be freed.
 */
TocsinQueryExcerpt
tocsin_query_excerpt_mark (const char *text, const char *folded, TocsinQueryFold fold)
{
  Wanted wanted = { folded, fold };
  TocsinQueryExcerpt excerpt = tocsin_query_excerpt_cut (text, 0, 0);
  glong length = g_utf8_strlen (excerpt.text, -1);

  if (holds (excerpt.text, 0, length, &wanted))
    locate (excerpt.text, excerpt.text, length, &wanted, &excerpt.begin, &excerpt.end);

  return excerpt;
}
