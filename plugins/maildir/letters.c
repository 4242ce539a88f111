/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The flags in the name of a file: letters behind its “2,”, in the order of the alphabet, as the
 * convention has it. What stands behind the letters and we know nothing of stays. */
#include "plugins/maildir/letters.h"

#include "core/mail/maildir-entry.h"

#include <string.h>

#define SEPARATOR ':'
#define VERSION "2,"

/* Where the letters of a name begin, or an empty text. */
static const char *
find_letters (const char *name)
{
  const char *info = tocsin_maildir_entry_find_info (name);

  return *info != '\0' && g_str_has_prefix (info + 1, VERSION) ? info + 1 + strlen (VERSION) : "";
}

/**
 * maildir_letters_has:
 * @name: a file's name
 * @letter: a letter
 *
 * Returns: whether it is among its flags.
 */
gboolean
maildir_letters_has (const char *name, char letter)
{
  for (const char *p = find_letters (name); g_ascii_isalpha (*p); p++)
    if (*p == letter)
      return TRUE;

  return FALSE;
}

/**
 * maildir_letters_change:
 * @name: a file's name
 * @letter: a letter
 * @sets: whether it is to be there
 *
 * Returns: (transfer full): the name with that letter, or without it.
 */
char *
maildir_letters_change (const char *name, char letter, gboolean sets)
{
  const char *info = tocsin_maildir_entry_find_info (name);
  const char *letters = find_letters (name);
  gboolean present[128] = { FALSE };
  GString *changed = g_string_new_len (name, info - name);

  g_string_append_c (changed, *info != '\0' ? *info : SEPARATOR);
  g_string_append (changed, VERSION);
  for (; g_ascii_isalpha (*letters); letters++)
    present[(guchar) *letters] = TRUE;
  present[(guchar) letter] = sets;
  for (guint i = 0; i < G_N_ELEMENTS (present); i++)
    if (present[i])
      g_string_append_c (changed, (char) i);
  g_string_append (changed, letters);

  return g_string_free (changed, FALSE);
}

/**
 * maildir_letters_drop_keywords:
 * @name: a file's name
 *
 * Returns: (transfer full): the name without the letters whose meaning is another in each folder.
 */
char *
maildir_letters_drop_keywords (const char *name)
{
  const char *letters = find_letters (name);
  GString *changed = g_string_new_len (name, *letters != '\0' ? letters - name : -1);

  for (; *letters != '\0' && g_ascii_isalpha (*letters); letters++)
    if (!g_ascii_islower (*letters))
      g_string_append_c (changed, *letters);
  g_string_append (changed, letters);

  return g_string_free (changed, FALSE);
}
