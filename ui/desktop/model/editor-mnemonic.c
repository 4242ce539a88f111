/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-mnemonic.h"

static gboolean
is_free (gunichar letter, GHashTable *taken)
{
  return g_unichar_isalnum (letter)
         && !g_hash_table_contains (taken, GUINT_TO_POINTER (g_unichar_tolower (letter)));
}

/* The first letter that is free; at first only those that begin a word. */
static gunichar
find_letter (const char *title, gboolean beginnings, GHashTable *taken)
{
  gboolean begins = TRUE;

  for (const char *at = title; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if ((begins || !beginnings) && is_free (letter, taken))
        return g_unichar_tolower (letter);
      begins = !g_unichar_isalnum (letter);
    }

  return 0;
}

/**
 * tocsin_editor_mnemonic_choose:
 * @title: what is to be reached by the keyboard
 * @taken: the letters that are something else's, as pointers; gets the one that is chosen
 *
 * Returns: a letter of @title, in lower case; 0 when none is left
 */
gunichar
tocsin_editor_mnemonic_choose (const char *title, GHashTable *taken)
{
  gunichar letter = find_letter (title, TRUE, taken);

  if (letter == 0)
    letter = find_letter (title, FALSE, taken);
  if (letter != 0)
    g_hash_table_add (taken, GUINT_TO_POINTER (letter));

  return letter;
}

/**
 * tocsin_editor_mnemonic_mark:
 * @title: a title
 * @letter: its letter, or 0
 *
 * Returns: (transfer full): @title with an underline before the letter, as GTK wants it
 */
char *
tocsin_editor_mnemonic_mark (const char *title, gunichar letter)
{
  GString *marked = g_string_new (NULL);
  gboolean done = letter == 0;

  for (const char *at = title; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar here = g_utf8_get_char (at);

      if (!done && g_unichar_tolower (here) == letter)
        {
          g_string_append_c (marked, '_');
          done = TRUE;
        }
      if (here == '_')
        g_string_append_c (marked, '_');
      g_string_append_unichar (marked, here);
    }

  return g_string_free (marked, FALSE);
}
