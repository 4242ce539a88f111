/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/cause.h"

#include "core/base/error.h"

/* A code that is new in the core must get its sentence here. */
static void
test_every_code_has_a_title (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  const char *none = tocsin_cause_get_title (foreign);

  for (int code = 0; code <= TOCSIN_ERROR_LAST; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (TOCSIN_ERROR, code, "x");
      const char *title = tocsin_cause_get_title (error);

      if (g_str_equal (title, none))
        g_test_fail_printf ("%s has no title", tocsin_error_get_code_name (error));
      g_assert_false (g_str_has_suffix (title, "."));
      g_hash_table_add (seen, (gpointer) title);
    }
  /* Only what is one and the same to a person shares a title. */
  g_assert_cmpuint (g_hash_table_size (seen), >=, TOCSIN_ERROR_LAST);
}

static void
test_server_words (void)
{
  g_autoptr (GError) error =
      g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "refused");
  g_autoptr (GError) proxy = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_PROXY_AUTH, "refused");
  g_autofree char *of_server = NULL;
  g_autofree char *of_proxy = NULL;

  g_assert_null (tocsin_cause_dup_server_words (error));
  tocsin_error_set_server_text (error, "no \x1b[31m way");
  of_server = tocsin_cause_dup_server_words (error);
  g_assert_nonnull (strstr (of_server, "server says"));
  g_assert_null (strchr (of_server, '\x1b'));

  tocsin_error_set_server_text (proxy, "who are you?");
  of_proxy = tocsin_cause_dup_server_words (proxy);
  g_assert_nonnull (strstr (of_proxy, "proxy says"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/cause/every-code-has-a-title", test_every_code_has_a_title);
  g_test_add_func ("/desktop/cause/server-words", test_server_words);

  return g_test_run ();
}
