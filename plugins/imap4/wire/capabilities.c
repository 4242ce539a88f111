/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/capabilities.h"

#include <string.h>

struct _Imap4Capabilities
{
  GHashTable *words;
};

/**
 * imap4_capabilities_new:
 * @words: what follows the word CAPABILITY
 *
 * Returns: (transfer full): the set of them.
 */
Imap4Capabilities *
imap4_capabilities_new (const char *words)
{
  Imap4Capabilities *self = g_new0 (Imap4Capabilities, 1);
  g_auto (GStrv) list = g_strsplit_set (words, " \t", -1);

  self->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; list[i] != NULL; i++)
    {
      /* Quirk 15: "LITERAL +" with a space. */
      if (list[i + 1] != NULL && strcmp (list[i + 1], "+") == 0)
        {
          g_autofree char *joined = g_strconcat (list[i], "+", NULL);

          imap4_capabilities_add (self, joined);
          i++;
        }
      else if (*list[i] != '\0')
        imap4_capabilities_add (self, list[i]);
    }

  return self;
}

/**
 * imap4_capabilities_free:
 * @self: (transfer full): capabilities
 */
void
imap4_capabilities_free (Imap4Capabilities *self)
{
  g_hash_table_unref (self->words);
  g_free (self);
}

/**
 * imap4_capabilities_has:
 * @self: (nullable): capabilities; %NULL has none
 * @word: in upper case
 *
 * Returns: whether the server has it.
 */
gboolean
imap4_capabilities_has (const Imap4Capabilities *self, const char *word)
{
  return self != NULL && g_hash_table_contains (self->words, word);
}

/**
 * imap4_capabilities_dup_value:
 * @self: (nullable): capabilities
 * @name: in upper case, such as `APPENDLIMIT`
 *
 * Returns: (transfer full) (nullable): what stands behind `NAME=`.
 */
char *
imap4_capabilities_dup_value (const Imap4Capabilities *self, const char *name)
{
  g_autofree char *prefix = g_strconcat (name, "=", NULL);
  GHashTableIter iter;
  gpointer word;

  if (self == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (g_str_has_prefix (word, prefix))
      return g_strdup ((const char *) word + strlen (prefix));

  return NULL;
}

/**
 * imap4_capabilities_add:
 * @self: capabilities
 * @word: in any case
 */
void
imap4_capabilities_add (Imap4Capabilities *self, const char *word)
{
  g_hash_table_add (self->words, g_ascii_strup (word, -1));
}

/**
 * imap4_capabilities_remove:
 * @self: capabilities
 * @word: in upper case, something that turned out not to work
 */
void
imap4_capabilities_remove (Imap4Capabilities *self, const char *word)
{
  g_hash_table_remove (self->words, word);
}

/**
 * imap4_capabilities_imply_rev2:
 * @self: capabilities of a session that speaks IMAP4rev2
 *
 * Adds what IMAP4rev2 has without saying so (RFC 9051, appendix E).
 */
void
imap4_capabilities_imply_rev2 (Imap4Capabilities *self)
{
  static const char *const implied[] = { "ENABLE",      "ESEARCH",   "IDLE",        "LIST-EXTENDED",
                                         "LIST-STATUS", "LITERAL-",  "MOVE",        "SASL-IR",
                                         "NAMESPACE",   "SEARCHRES", "SPECIAL-USE", "STATUS=SIZE",
                                         "UIDPLUS",     "UNSELECT" };

  for (guint i = 0; i < G_N_ELEMENTS (implied); i++)
    imap4_capabilities_add (self, implied[i]);
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
sorted_words (const Imap4Capabilities *self)
{
  GPtrArray *words = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, self->words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    g_ptr_array_add (words, word);
  g_ptr_array_sort (words, compare_words);

  return words;
}

/**
 * imap4_capabilities_get_mechanisms:
 * @self: capabilities
 *
 * Returns: (transfer full): the SASL mechanisms offered.
 */
GStrv
imap4_capabilities_get_mechanisms (const Imap4Capabilities *self)
{
  g_autoptr (GPtrArray) words = sorted_words (self);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < words->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (words, i), "AUTH="))
      g_strv_builder_add (builder, (const char *) g_ptr_array_index (words, i) + strlen ("AUTH="));

  return g_strv_builder_end (builder);
}

/**
 * imap4_capabilities_to_string:
 * @self: capabilities
 *
 * Returns: (transfer full): the words in alphabetical order.
 */
char *
imap4_capabilities_to_string (const Imap4Capabilities *self)
{
  g_autoptr (GPtrArray) words = sorted_words (self);

  g_ptr_array_add (words, NULL);

  return g_strjoinv (" ", (char **) words->pdata);
}
