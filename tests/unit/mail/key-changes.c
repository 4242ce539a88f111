/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/key-changes.h"

#include "core/base/error.h"

#include <string.h>

static GPtrArray *
make_refs (const char *keys)
{
  g_auto (GStrv) words = g_strsplit (keys, " ", -1);
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", *word));

  return refs;
}

/* As it comes out of a journal: bytes that lie anywhere. */
static GVariant *
store_and_load (GVariant *cursor)
{
  g_autofree char *text = g_variant_print (cursor, TRUE);
  g_autoptr (GError) error = NULL;
  GVariant *loaded = g_variant_parse (g_variant_get_type (cursor), text, NULL, NULL, &error);

  g_assert_no_error (error);

  return loaded;
}

static void
test_looks (void)
{
  static const struct
  {
    const char *present;
    gboolean complete;
    guint limit;
    const char *fresh;
    const char *why;
  } rows[] = {
    { "a b", TRUE, 0, "", "the first look only says where it begins" },
    { "a b", TRUE, 0, "", "nothing new" },
    { "c a b d", TRUE, 0, "c d", "new ones, in their order" },
    { "c a b d", TRUE, 0, "", "told once" },
    { "e f g a", TRUE, 2, "e f…", "no more than asked for" },
    { "e f g a", TRUE, 2, "g", "and the rest the next time" },
    { "e f", FALSE, 0, "", "what may have been overlooked is not gone" },
    { "e f g a", TRUE, 0, "", "so it is not new when it is back" },
    { "e f", TRUE, 0, "", "what is surely gone is forgotten" },
    { "e f g", TRUE, 0, "g", "and new if it ever comes back" },
    { "h e", FALSE, 0, "h", "a look that overlooks something finds what is new" },
    { "e f g h", TRUE, 0, "", "and remembers both" },
    { "", TRUE, 0, "", "an empty folder" },
    { "x x y", TRUE, 2, "x x…", "one key twice does no harm" },
    { "x x y", TRUE, 2, "y", "and is told once" },
  };
  g_autoptr (GVariant) cursor = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) refs = make_refs (rows[i].present);
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) fresh = g_string_new (NULL);
      g_autoptr (TocsinMailChanges) changes =
          tocsin_key_changes_new (refs, cursor, rows[i].complete, rows[i].limit, &error);

      g_test_message ("%s", rows[i].why);
      g_assert_no_error (error);
      for (guint j = 0; j < changes->refs->len; j++)
        g_string_append_printf (fresh, "%s%s", j > 0 ? " " : "",
                                ((TocsinMessageRef *) changes->refs->pdata[j])->key);
      g_string_append (fresh, changes->more ? "…" : "");
      g_assert_cmpstr (fresh->str, ==, rows[i].fresh);
      g_clear_pointer (&cursor, g_variant_unref);
      cursor = store_and_load (changes->cursor);
    }
}

/* A hundred thousand names that differ in a digit take less than a megabyte, and none is taken for
 * another. */
static void
test_many (void)
{
  enum
  {
    MANY = 100000
  };
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  g_autoptr (TocsinMailChanges) before = NULL;
  g_autoptr (TocsinMailChanges) after = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *key = g_strdup_printf ("1795279049.M%06uP1.host,S=4096,W=4196", i);

      g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", key));
    }
  before = tocsin_key_changes_new (refs, NULL, TRUE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_variant_n_children (before->cursor), ==, MANY);
  g_assert_cmpuint (g_variant_get_size (before->cursor), <, 1024 * 1024);

  g_ptr_array_insert (refs, 0, tocsin_message_ref_new ("INBOX", "1795279049.M100000P1.host"));
  after = tocsin_key_changes_new (refs, before->cursor, TRUE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->refs->len, ==, 1);
}

static void
test_foreign_cursor (void)
{
  g_autoptr (GPtrArray) refs = make_refs ("a");
  g_autoptr (GVariant) cursor = g_variant_ref_sink (g_variant_new_string ("newer"));
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_key_changes_new (refs, cursor, TRUE, 0, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER);
}

/* What the server says is gone is new again should it ever come back, and costs nothing until. */
static void
test_forget (void)
{
  static const char *const gone[] = { "b", "never told", NULL };
  g_autoptr (GPtrArray) refs = make_refs ("a b c");
  g_autoptr (TocsinMailChanges) before = tocsin_key_changes_new (refs, NULL, TRUE, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) told = tocsin_key_changes_forget (before->cursor, gone, &error);
  g_autoptr (TocsinMailChanges) after = NULL;
  g_autoptr (GVariant) foreign = g_variant_ref_sink (g_variant_new_string ("newer"));

  g_assert_no_error (error);
  g_assert_cmpuint (g_variant_n_children (told), ==, 2);
  after = tocsin_key_changes_new (refs, told, FALSE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->refs->len, ==, 1);
  g_assert_cmpstr (((TocsinMessageRef *) g_ptr_array_index (after->refs, 0))->key, ==, "b");

  g_assert_null (tocsin_key_changes_forget (foreign, gone, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/key-changes/looks", test_looks);
  g_test_add_func ("/mail/key-changes/many", test_many);
  g_test_add_func ("/mail/key-changes/foreign-cursor", test_foreign_cursor);

  g_test_add_func ("/mail/key-changes/forget", test_forget);

  return g_test_run ();
}
