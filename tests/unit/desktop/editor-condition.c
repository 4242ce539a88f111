/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-condition.h"

#include "core/base/error.h"

typedef struct
{
  const char *about;
  const char *text;
  gboolean holds;
} Case;

/* What the keys are; "list" is one of two elements, "nothing" an empty text. */
static const Case cases[] = {
  { "nothing asked", "", TRUE },
  { "a value", "method=auto", TRUE },
  { "another value", "method=none", FALSE },
  { "one of several", "method=password|auto", TRUE },
  { "none of several", "method=password|none", FALSE },
  { "not a value", "method!=none", TRUE },
  { "not one of several", "method!=none|auto", FALSE },
  { "both", "method=auto nothing=", TRUE },
  { "only one of both", "method=auto nothing!=", FALSE },
  { "over two lines", "method=auto\n  nothing=", TRUE },
  { "empty", "nothing=", TRUE },
  { "not empty", "method!=", TRUE },
  { "an empty list", "empty=", TRUE },
  { "no empty list", "list=", FALSE },
  { "a list holds it", "list=copy|move", TRUE },
  { "a list does not", "list=move|delete", FALSE },
  { "a key that there is not", "colour=red", FALSE },
  { "a key that there is not is nothing else", "colour!=red", TRUE },
};

static GStrv
look_up (const char *key, gpointer data)
{
  if (g_str_equal (key, "method"))
    return g_strsplit ("auto", ",", -1);
  if (g_str_equal (key, "nothing"))
    return g_strdupv ((char *[]){ (char *) "", NULL });
  if (g_str_equal (key, "list"))
    return g_strsplit ("flag,copy", ",", -1);
  if (g_str_equal (key, "empty"))
    return g_new0 (char *, 1);

  return NULL;
}

static void
test_holds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinEditorCondition) condition =
          tocsin_editor_condition_parse (cases[i].text, &error);

      g_test_message ("%s", cases[i].about);
      g_assert_no_error (error);
      g_assert_cmpint (tocsin_editor_condition_holds (condition, look_up, NULL), ==,
                       cases[i].holds);
    }
  g_assert_true (tocsin_editor_condition_holds (NULL, look_up, NULL));
}

static void
test_mistakes (void)
{
  static const char *const mistakes[] = { "method", "=auto", "!=auto", "a=b c" };

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", mistakes[i]);
      g_assert_null (tocsin_editor_condition_parse (mistakes[i], &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
    }
}

static void
test_keys (void)
{
  g_autoptr (TocsinEditorCondition) condition =
      tocsin_editor_condition_parse ("method=auto|none username!=", NULL);
  g_auto (GStrv) keys = tocsin_editor_condition_list_keys (condition);

  g_assert_cmpuint (g_strv_length (keys), ==, 2);
  g_assert_cmpstr (keys[0], ==, "method");
  g_assert_cmpstr (keys[1], ==, "username");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/editor-condition/holds", test_holds);
  g_test_add_func ("/desktop/editor-condition/mistakes", test_mistakes);
  g_test_add_func ("/desktop/editor-condition/keys", test_keys);

  return g_test_run ();
}
