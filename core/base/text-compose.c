/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* GLib moves all that follows for each accent that it composes, and sorts the marks on a letter one
 * by one. Both are quadratic: 4 MiB of accents would take hours. So a text is composed in pieces,
 * cut where nothing reaches across, with no more marks on a letter than any writing has. */
#include "core/base/text-compose.h"

#include "core/base/text.h"

#include <string.h>

/* Bytes of a piece, about. */
#define PIECE 512

/* Behind these there are only characters that NFC leaves alone. */
#define N_LISTED 0x30000

/* Characters that are no marks, and yet join the one before them (Unicode's NFC_QC=Maybe). */
static const gunichar joining[][2] = {
  { 0x09be, 0x09be },   { 0x09d7, 0x09d7 },   { 0x0b3e, 0x0b3e },   { 0x0b56, 0x0b57 },
  { 0x0bbe, 0x0bbe },   { 0x0bd7, 0x0bd7 },   { 0x0cc2, 0x0cc2 },   { 0x0cd5, 0x0cd6 },
  { 0x0d3e, 0x0d3e },   { 0x0d57, 0x0d57 },   { 0x0dcf, 0x0dcf },   { 0x0ddf, 0x0ddf },
  { 0x102e, 0x102e },   { 0x1161, 0x1175 },   { 0x11a8, 0x11c2 },   { 0x1b35, 0x1b35 },
  { 0x11127, 0x11127 }, { 0x1133e, 0x1133e }, { 0x11357, 0x11357 }, { 0x114b0, 0x114b0 },
  { 0x114ba, 0x114ba }, { 0x114bd, 0x114bd }, { 0x115af, 0x115af }, { 0x11930, 0x11930 },
};

static gboolean
joins (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (joining); i++)
    if (c >= joining[i][0] && c <= joining[i][1])
      return TRUE;

  return FALSE;
}

/* Whether NFC leaves a character as it is, and what stands before it, too. */
static gboolean
find_out (gunichar c)
{
  gunichar first, second, again;

  if (g_unichar_combining_class (c) != 0 || joins (c))
    return FALSE;

  /* What is taken apart and not put together again is another character. */
  return !g_unichar_decompose (c, &first, &second)
         || (g_unichar_compose (first, second, &again) && again == c);
}

/* A bit for each of the characters of which some are not stable, for asking takes long. */
static gpointer
list_stable (gpointer data)
{
  guint8 *bits = g_malloc0 (N_LISTED / 8);

  for (gunichar c = 0; c < N_LISTED; c++)
    if (find_out (c))
      bits[c / 8] |= 1 << c % 8;

  return bits;
}

/* Whether a text may be cut in front of a character. */
static gboolean
is_stable (const guint8 *bits, gunichar c)
{
  return c >= N_LISTED || (bits[c / 8] & 1 << c % 8) != 0;
}

static const guint8 *
get_bits (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, list_stable, NULL);
}

static gboolean
has_many_marks (const char *begin, const char *end)
{
  guint marks = 0;

  for (const char *p = begin; p < end && marks <= TOCSIN_TEXT_MAX_MARKS; p = g_utf8_next_char (p))
    marks = g_unichar_combining_class (g_utf8_get_char (p)) != 0 ? marks + 1 : 0;

  return marks > TOCSIN_TEXT_MAX_MARKS;
}

/* Copies a piece, at most %TOCSIN_TEXT_MAX_MARKS marks on a letter (UAX #15 takes 30 for enough).
 */
static char *
limit_marks (const char *begin, const char *end)
{
  GString *out = g_string_sized_new (end - begin);
  guint marks = 0;

  for (const char *p = begin; p < end; p = g_utf8_next_char (p))
    {
      marks = g_unichar_combining_class (g_utf8_get_char (p)) != 0 ? marks + 1 : 0;
      if (marks <= TOCSIN_TEXT_MAX_MARKS)
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }

  return g_string_free (out, FALSE);
}

/* Where the piece at @begin ends: before a stable character if there is one in time, or else at
 * least before a letter. */
static const char *
find_end (const guint8 *bits, const char *begin)
{
  for (const char *p = g_utf8_next_char (begin);; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0 || (p - begin >= PIECE && is_stable (bits, c))
          || (p - begin >= 4 * PIECE && g_unichar_combining_class (c) == 0))
        return p;
    }
}

static void
append_composed (GString *out, const char *begin, const char *end)
{
  g_autofree char *limited = has_many_marks (begin, end) ? limit_marks (begin, end) : NULL;
  g_autofree char *composed = limited != NULL
                                  ? g_utf8_normalize (limited, -1, G_NORMALIZE_NFC)
                                  : g_utf8_normalize (begin, end - begin, G_NORMALIZE_NFC);

  g_string_append (out, composed);
}

static char *
compose (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  const char *copied = text, *stable = text;
  const guint8 *bits = get_bits ();

  for (const char *p = text; *p != '\0';)
    {
      if (is_stable (bits, g_utf8_get_char (p)))
        {
          stable = p;
          p = g_utf8_next_char (p);
          continue;
        }
      g_string_append_len (out, copied, stable - copied);
      p = find_end (bits, stable);
      append_composed (out, stable, p);
      copied = stable = p;
    }
  g_string_append (out, copied);

  return g_string_free (out, FALSE);
}

/**
 * tocsin_text_is_composed:
 * @text: valid UTF-8
 *
 * Returns: whether tocsin_text_compose() surely leaves @text as it is. Some texts that it leaves so
 *   are not seen to be such, but few; this is much faster.
 */
gboolean
tocsin_text_is_composed (const char *text)
{
  const guint8 *bits;

  g_return_val_if_fail (text != NULL, TRUE);

  if (g_str_is_ascii (text))
    return TRUE;
  bits = get_bits ();
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_stable (bits, g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_text_compose:
 * @text: UTF-8
 *
 * Returns: (transfer full): the same in the form in which an accent is one with its letter where
 *   there is such a character (NFC), no more than %TOCSIN_TEXT_MAX_MARKS marks on a letter; what
 *   is no UTF-8 is replaced. Takes linear time.
 */
char *
tocsin_text_compose (const char *text)
{
  g_autofree char *valid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);

  return tocsin_text_is_composed (valid) ? g_steal_pointer (&valid) : compose (valid);
}
