/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/pieces.h"

#include "core/base/text.h"

#include <string.h>

static const struct
{
  const char *why;
  const char *value;
  TocsinQueryPiecesKind kind;
  gboolean unicode;
  const char *pieces;
} rows[] = {
  { "a word", "rechnung", TOCSIN_QUERY_PIECES_HEADER, FALSE, "rechnung" },
  { "case is folded", "RechnunG", TOCSIN_QUERY_PIECES_HEADER, FALSE, "rechnung" },
  { "blanks may be anything", "due \t to date", TOCSIN_QUERY_PIECES_HEADER, FALSE, "date due to" },
  { "the longest three", "a bb ccc dddd", TOCSIN_QUERY_PIECES_HEADER, FALSE, "dddd ccc bb" },
  { "each once", "abc abc", TOCSIN_QUERY_PIECES_HEADER, FALSE, "abc" },
  { "an s is a long s", "invoices", TOCSIN_QUERY_PIECES_HEADER, FALSE, "nvoice" },
  { "not to who knows Unicode", "xnvoices", TOCSIN_QUERY_PIECES_HEADER, TRUE, "xnvoice" },
  { "a k is a Kelvin sign", "booking", TOCSIN_QUERY_PIECES_HEADER, FALSE, "boo ing" },
  { "ss is one letter", "grosser", TOCSIN_QUERY_PIECES_HEADER, TRUE, "gro er" },
  { "letters in a ligature", "office", TOCSIN_QUERY_PIECES_HEADER, FALSE, "ce o" },
  { "it may begin within one", "lling", TOCSIN_QUERY_PIECES_HEADER, FALSE, "ling" },
  { "a mark belongs to its letter", "cafe\u0301", TOCSIN_QUERY_PIECES_HEADER, FALSE, "caf" },
  { "the rest of a word", "Bücher", TOCSIN_QUERY_PIECES_HEADER, FALSE, "cher b" },
  { "all of it", "Bücher", TOCSIN_QUERY_PIECES_HEADER, TRUE, "bücher" },
  { "a mark that is put into order", "Tiệng", TOCSIN_QUERY_PIECES_HEADER, TRUE, "g" },
  { "a letter that may be held back", "שלום abc", TOCSIN_QUERY_PIECES_HEADER, TRUE, "abc" },
  { "nothing is sure", "請求書", TOCSIN_QUERY_PIECES_HEADER, FALSE, "" },
  { "all of it", "請求書", TOCSIN_QUERY_PIECES_HEADER, TRUE, "請求書" },
  { "stars and quotes", "a*b\"c\\d(e", TOCSIN_QUERY_PIECES_HEADER, FALSE, "a b c" },
  { "an address in a header", "<joe@example.com>", TOCSIN_QUERY_PIECES_HEADER, FALSE,
    "joe@example.com" },
  { "an address may be taken apart", "joe@example.com", TOCSIN_QUERY_PIECES_ADDRESS, FALSE,
    "example com joe" },
  { "a name", "Ada Lovelace", TOCSIN_QUERY_PIECES_ADDRESS, FALSE, "lovelace ada" },
  { "nothing", "", TOCSIN_QUERY_PIECES_HEADER, FALSE, "" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) pieces =
          tocsin_query_pieces_split (rows[i].value, rows[i].kind, rows[i].unicode);
      g_autofree char *joined = g_strjoinv (" ", pieces);

      g_test_message ("%s: %s", rows[i].why, rows[i].value);
      g_assert_cmpstr (joined, ==, rows[i].pieces);
    }
}

static void
test_long (void)
{
  g_autofree char *value = g_strnfill (5000, 'x');
  g_auto (GStrv) pieces = tocsin_query_pieces_split (value, TOCSIN_QUERY_PIECES_HEADER, FALSE);

  g_assert_cmpuint (g_strv_length (pieces), ==, 1);
  g_assert_cmpuint (strlen (pieces[0]), ==, TOCSIN_QUERY_PIECES_MAX_LENGTH);
}

/* What a server that knows the letters of ASCII makes of a text. */
static char *
map_ascii (const char *text)
{
  return g_ascii_strdown (text, -1);
}

/* RFC 5051, section 2: title case, then decomposition. */
static char *
map_unicode (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
      gsize n = g_unichar_fully_decompose (g_unichar_totitle (g_utf8_get_char (p)), TRUE, parts,
                                           G_N_ELEMENTS (parts));

      for (gsize i = 0; i < n; i++)
        g_string_append_unichar (out, parts[i]);
    }

  return g_string_free (out, FALSE);
}

static void
check_found (const char *text, const char *value, gboolean unicode)
{
  g_auto (GStrv) pieces = tocsin_query_pieces_split (value, TOCSIN_QUERY_PIECES_HEADER, unicode);
  g_autofree char *seen = unicode ? map_unicode (text) : map_ascii (text);

  for (gsize i = 0; pieces[i] != NULL; i++)
    {
      g_autofree char *asked = unicode ? map_unicode (pieces[i]) : map_ascii (pieces[i]);

      if (strstr (seen, asked) == NULL)
        g_error ("“%s” matches “%s”, and “%s” does not find it", value, text, pieces[i]);
    }
}

/* Every value that matches @text: all substrings of what it is folded to. */
static guint
check_values (const char *text)
{
  g_autofree char *folded = tocsin_text_fold (text);
  glong length = g_utf8_strlen (folded, -1);
  guint checked = 0;

  for (glong from = 0; from < length; from++)
    for (glong until = from + 1; until <= length; until++)
      {
        g_autofree char *value = g_utf8_substring (folded, from, until);

        check_found (text, value, FALSE);
        check_found (text, value, TRUE);
        checked++;
      }

  return checked;
}

/* Every character that is folded to something else, beside letters that it might join. */
static void
test_sound (void)
{
  static const char *const frames[] = { "%s", "be%s", "%sbe", "be%sbe", "f%sfi", "s%ss", "a%si" };
  guint checked = 0;

  for (gunichar c = 0x80; c < 0x30000; c++)
    {
      char text[7] = "";
      g_autofree char *folded = NULL;

      if (!g_unichar_isdefined (c) || g_unichar_type (c) == G_UNICODE_SURROGATE)
        continue;
      text[g_unichar_to_utf8 (c, text)] = '\0';
      folded = tocsin_text_fold (text);
      if (g_str_equal (folded, text))
        continue;
      for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
        {
          g_auto (GStrv) halves = g_strsplit (frames[i], "%s", 2);
          g_autofree char *framed = g_strconcat (halves[0], text, halves[1], NULL);

          checked += check_values (framed);
        }
    }
  g_assert_cmpuint (checked, >, 50000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query/pieces/table", test_table);
  g_test_add_func ("/query/pieces/long", test_long);
  g_test_add_func ("/query/pieces/sound", test_sound);

  return g_test_run ();
}
