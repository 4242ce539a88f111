/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-mnemonic.h"

typedef struct
{
  const char *title;
  const char *marked;
} Case;

/* One page from top to bottom; “s” and “c” are the window's own. */
static const Case cases[] = {
  { "Name", "_Name" },
  { "Server", "S_erver" },
  { "Port", "_Port" },
  { "Proxy port", "P_roxy port" },
  { "Own address", "_Own address" },
  { "Own port", "O_wn port" },
  { "Über alles", "_Über alles" },
  { "snake_case", "sn_ake__case" },
  { "SCS", "SCS" },
  { "", "" },
};

static void
test_choose (void)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  g_hash_table_add (taken, GUINT_TO_POINTER ('s'));
  g_hash_table_add (taken, GUINT_TO_POINTER ('c'));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gunichar letter = tocsin_editor_mnemonic_choose (cases[i].title, taken);
      g_autofree char *marked = tocsin_editor_mnemonic_mark (cases[i].title, letter);

      g_assert_cmpstr (marked, ==, cases[i].marked);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/editor-mnemonic/choose", test_choose);

  return g_test_run ();
}
