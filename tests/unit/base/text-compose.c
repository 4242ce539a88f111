/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/text-compose.h"

#include <string.h>

#define ROUNDS 4000

static void
test_table (void)
{
  static const char *const pairs[][2] = {
    { "Gr\u00f6\u00dfe", "Gr\u00f6\u00dfe" },
    { "e\u0301", "\u00e9" },
    { "\u212b", "\u00c5" },
    { "\u1112\u1161\u11ab", "\ud55c" },
    { "\ufb1d", "\u05d9\u05b4" },
    { "\u0bc6\u0bbe", "\u0bca" },
    { "a\xff", "a\ufffd" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *composed = tocsin_text_compose (pairs[i][0]);

      g_assert_cmpstr (composed, ==, pairs[i][1]);
    }
}

static gunichar
pick (GRand *rand)
{
  /* Letters, marks of several classes, and what joins, is taken apart or replaced. */
  static const gunichar some[] = { 'a',    'e',    0xe9,   0x301,  0x323,  0x327,  0x345,   0x3b1,
                                   0x1f00, 0x212b, 0x1112, 0x1161, 0x11ab, 0xd558, 0xac01,  0x9c7,
                                   0x9be,  0xbc6,  0xbbe,  0x915,  0x93c,  0x958,  0xfb1d,  0x5d9,
                                   0x5b4,  0x2000, 0xf900, 0x4e00, 0x3099, 0x304b, 0x1f926, 0x340 };

  return g_rand_int_range (rand, 0, 8) > 0 ? some[g_rand_int_range (rand, 0, G_N_ELEMENTS (some))]
                                           : (gunichar) g_rand_int_range (rand, 1, 0x3100);
}

/* The same as GLib makes of it, however the text is cut. */
static void
test_as_glib (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *composed = NULL;
      g_autofree char *expected = NULL;
      guint marks = 0;

      for (guint n = g_rand_int_range (rand, 0, i % 100 == 0 ? 4000 : 12); n > 0; n--)
        {
          gunichar c = pick (rand);

          marks = g_unichar_combining_class (c) != 0 ? marks + 1 : 0;
          if (marks < 15)
            g_string_append_unichar (text, c);
        }
      composed = tocsin_text_compose (text->str);
      expected = g_utf8_normalize (text->str, -1, G_NORMALIZE_NFC);
      g_assert_cmpstr (composed, ==, expected);
      g_assert_true (!tocsin_text_is_composed (text->str) || g_str_equal (text->str, expected));
      g_assert_true (!tocsin_text_is_composed ("e\u0301"));
    }
}

/* In GLib's own way this would take hours. */
static void
test_long (void)
{
  static const char *const units[][2] = { { "e\u0301", "\u00e9" },
                                          { "\u1112\u1161\u11ab", "\ud55c" },
                                          { "\u212b", "\u00c5" } };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *composed = NULL;
      gsize length = strlen (units[i][1]);

      for (guint n = 0; n < 200000; n++)
        g_string_append (text, units[i][0]);
      composed = tocsin_text_compose (text->str);
      g_assert_cmpuint (strlen (composed), ==, 200000 * length);
      g_assert_true (g_str_has_prefix (composed, units[i][1]));
      g_assert_true (g_str_has_suffix (composed, units[i][1]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text-compose/table", test_table);
  g_test_add_func ("/base/text-compose/as-glib", test_as_glib);
  g_test_add_func ("/base/text-compose/long", test_long);

  return g_test_run ();
}
