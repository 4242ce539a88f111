/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/corpus.h"

#include <string.h>

/* A message of the corpus by its name, without the .eml. */
TocsinMessage *
corpus_load (const char *name)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autofree char *file = g_strconcat (name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "mail", "data", file, NULL);
  g_autoptr (GError) error = NULL;

  tocsin_message_load_file (message, path, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&message);
}

TocsinMessage *
corpus_from_text (const char *text)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  tocsin_message_load_bytes (message, bytes, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&message);
}

/* The names of all messages of the corpus. */
GPtrArray *
corpus_list (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "unit", "mail", "data", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".eml"))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (".eml")));
  g_assert_cmpuint (names->len, >=, 60);

  return names;
}
