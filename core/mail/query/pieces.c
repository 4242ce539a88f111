/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What of a value a server can be asked for.
 *
 * Texts are compared here after Unicode case folding, composition and folding of blanks. What a
 * server owes us is much less: a substring, and the case of ASCII letters
 * ignored. So a value is cut into pieces that stand in every text that matches it, letter by
 * letter: none that blanks may part, and none that folding can bring forth from something else (a
 * "ﬁ" has an f and an i, a Kelvin sign is a k). */
#include "core/mail/query/pieces.h"

#include "core/base/text.h"

#include <string.h>

/* Marks above a letter, the last in order. */
#define COMBINING_CLASS_ABOVE 230

/* Characters whose folding makes several: "ß", ligatures, iota subscripts. They are in these ranges
 * (CaseFolding.txt, status F). */
static const struct
{
  gunichar first;
  gunichar last;
} expanding[] = { { 0x80, 0x590 }, { 0x1e90, 0x2000 }, { 0xfb00, 0xfb20 } };

static gpointer
list_fragile (gpointer data)
{
  GHashTable *fragile = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (expanding); i++)
    for (gunichar c = expanding[i].first; c < expanding[i].last; c++)
      {
        char text[7] = "";
        g_autofree char *folded = NULL;

        text[g_unichar_to_utf8 (c, text)] = '\0';
        folded = tocsin_text_fold (text);
        if (g_utf8_strlen (folded, -1) < 2)
          continue;
        for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
          g_hash_table_add (fragile, GUINT_TO_POINTER (g_utf8_get_char (p)));
      }

  return fragile;
}

/* Whether a letter that is not ASCII may be part of what something else is folded to. */
static gboolean
is_fragile (gunichar c)
{
  static GOnce once = G_ONCE_INIT;

  return g_hash_table_contains (g_once (&once, list_fragile, NULL), GUINT_TO_POINTER (c));
}

/* The C library's windows-1255 holds each letter back until it knows whether a point follows;
 * servers on it do not ask for the last one of an encoded word. */
static gboolean
is_held_back (gunichar c)
{
  return g_unichar_get_script (c) == G_UNICODE_SCRIPT_HEBREW;
}

/* Whether a mark of the letter changes places with another one when both are put into order (UAX
 * #15): a text in which they are not, is found here and not by a server that leaves them. */
static gboolean
has_moving_mark (gunichar c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n = g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));

  for (gsize i = 0; i < n; i++)
    if (g_unichar_combining_class (parts[i]) != 0
        && g_unichar_combining_class (parts[i]) != COMBINING_CLASS_ABOVE)
      return TRUE;

  return FALSE;
}

/* Blanks, and marks that servers and their quoting may trip over, end a piece. In addresses so does
 * whatever may have blanks and comments around it, or is a part of its own in an ENVELOPE. */
static gboolean
is_plain (gunichar c, TocsinQueryPiecesKind kind, gboolean unicode)
{
  if (c >= 0x80)
    return unicode && g_unichar_isalpha (c) && !is_fragile (c) && !has_moving_mark (c)
           && !is_held_back (c);
  if (g_ascii_isalnum ((char) c))
    return TRUE;

  return strchr (kind == TOCSIN_QUERY_PIECES_ADDRESS ? "-_+" : "-_+.@:/=#", (char) c) != NULL;
}

/* Letters that other characters fold to (long s, Kelvin sign), wherever they stand. Who knows
 * Unicode knows these. */
static gboolean
has_twin (char c)
{
  return c == 's' || c == 'k';
}

/* "ff", "fi", "fl", "ss", "st": together in one ligature, or one letter. */
static gboolean
is_ligature (gunichar a, gunichar b)
{
  return (a == 'f' && (b == 'f' || b == 'i' || b == 'l')) || (a == 's' && (b == 's' || b == 't'));
}

/* The value begins or ends in the middle of something that folds to several: of "ﬁ", or of a letter
 * and the mark behind it. */
static gboolean
is_open_end (const gunichar *text, glong length, glong i)
{
  if (i == 0 && strchr ("filtns", (char) text[i]) != NULL)
    return TRUE;
  if (i == 1 && text[0] == 'f' && (text[1] == 'i' || text[1] == 'l'))
    return TRUE;

  if (i + 1 == length && (text[i] == 'f' || text[i] == 's'))
    return TRUE;

  return (i + 1 == length || text[i + 1] >= 0x80) && strchr ("aijhtwy", (char) text[i]) != NULL;
}

static gboolean
is_safe (const gunichar *text, glong length, glong i, TocsinQueryPiecesKind kind, gboolean unicode)
{
  gunichar c = text[i];

  if (!is_plain (c, kind, unicode))
    return FALSE;
  if (c >= 0x80)
    return TRUE;
  if ((!unicode && has_twin ((char) c)) || (c == 'n' && i > 0 && text[i - 1] >= 0x80))
    return FALSE;
  if ((i > 0 && is_ligature (text[i - 1], c)) || (i + 1 < length && is_ligature (c, text[i + 1])))
    return FALSE;

  return !is_open_end (text, length, i);
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  const char *left = *(const char *const *) a, *right = *(const char *const *) b;
  gsize left_length = strlen (left), right_length = strlen (right);

  return left_length != right_length ? (left_length < right_length ? 1 : -1) : strcmp (left, right);
}

static void
add_piece (GPtrArray *pieces, const gunichar *text, glong length)
{
  g_autofree char *piece =
      g_ucs4_to_utf8 (text, MIN (length, TOCSIN_QUERY_PIECES_MAX_LENGTH), NULL, NULL, NULL);

  if (piece != NULL && !g_ptr_array_find_with_equal_func (pieces, piece, g_str_equal, NULL))
    g_ptr_array_add (pieces, g_steal_pointer (&piece));
}

/**
 * tocsin_query_pieces_split:
 * @value: what is looked for, as typed
 * @kind: where
 * @unicode: whether the server compares by `i;unicode-casemap` (RFC 5051), so that more than ASCII
 *   can be asked for
 *
 * Returns: (transfer full): substrings that every matching text has, the longest first; none when
 *   nothing is sure.
 */
GStrv
tocsin_query_pieces_split (const char *value, TocsinQueryPiecesKind kind, gboolean unicode)
{
  g_autofree char *folded = tocsin_text_fold (value != NULL ? value : "");
  glong length;
  g_autofree gunichar *text = g_utf8_to_ucs4_fast (folded, -1, &length);
  GPtrArray *pieces = g_ptr_array_new ();
  glong from = 0;

  for (glong i = 0; i <= length; i++)
    {
      if (i < length && is_safe (text, length, i, kind, unicode))
        continue;
      if (i > from)
        add_piece (pieces, text + from, i - from);
      from = i + 1;
    }
  g_ptr_array_sort (pieces, compare_lengths);
  while (pieces->len > TOCSIN_QUERY_PIECES_MAX)
    g_free (g_ptr_array_remove_index (pieces, pieces->len - 1));
  g_ptr_array_add (pieces, NULL);

  return (GStrv) g_ptr_array_free (pieces, FALSE);
}
