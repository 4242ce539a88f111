/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/settings/key-file.h"

static TocsinKeyFile *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TocsinKeyFile *file = tocsin_key_file_parse (text, strlen (text), "x.conf", &error);

  g_assert_no_error (error);
  return file;
}

static void
expect_text (TocsinKeyFile *file, const char *text)
{
  g_autofree char *printed = tocsin_key_file_print (file, NULL);

  g_assert_cmpstr (printed, ==, text);
}

/* What nobody changes stays to the byte. */
static void
test_unchanged (void)
{
  static const char *const texts[] = {
    "",
    "# only a comment\n",
    "\n\n[a]\n\n\n; x\n  key  =  value  \n\n",
    "[a]\nx=1\n[b/c]\n\n\ny=[2]\n#end\n",
    "[a]\r\nx=1\r\n\r\n[b]\r\n",
    "[a b]\nk\xc3\xa4y=\xe2\x82\xac\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TocsinKeyFile) file = parse (texts[i]);

      expect_text (file, texts[i]);
    }
}

static void
test_values (void)
{
  g_autoptr (TocsinKeyFile) file = parse ("#\n[a]\n x = 1 = 2 \n\ny=\r\n[b]\nx=#no comment");
  guint line = 0;

  g_assert_cmpstr (tocsin_key_file_get (file, "a", "x", &line), ==, "1 = 2");
  g_assert_cmpuint (line, ==, 3);
  g_assert_cmpstr (tocsin_key_file_get (file, "a", "y", &line), ==, "");
  g_assert_cmpuint (line, ==, 5);
  g_assert_cmpstr (tocsin_key_file_get (file, "b", "x", &line), ==, "#no comment");
  g_assert_null (tocsin_key_file_get (file, "b", "y", NULL));
  g_assert_null (tocsin_key_file_get (file, "c", "x", NULL));
  g_assert_cmpuint (tocsin_key_file_get_group_line (file, "b"), ==, 6);
}

typedef struct
{
  const char *about;
  const char *text;
  gssize length;
  const char *says;
} Broken;

static const Broken broken[] = {
  { "no equals sign", "[a]\nx=1\nhello\n", -1, "x.conf:3: expected KEY=VALUE" },
  { "no key", "[a]\n=1\n", -1, "x.conf:2: expected KEY=VALUE" },
  { "a key before any group", "x=1\n", -1, "x.conf:1: a setting stands below" },
  { "an open group", "[a\n", -1, "x.conf:1: a group" },
  { "a group without a name", "[]\n", -1, "x.conf:1: a group" },
  { "something behind a group", "[a] x\n", -1, "x.conf:1: a group" },
  { "a group twice", "[a]\n[b]\n[a]\n", -1, "x.conf:3: the group [a] has already begun in line 1" },
  { "a key twice", "[a]\nx=1\n\nx=2\n", -1, "x.conf:4: “x” has already been set in line 2" },
  { "a path for a key", "[tocsin]\nconnections/work/port=1\n", -1, "x.conf:2: a key has no /" },
  { "a NUL", "[a]\nx=1\0 2\n", 11, "x.conf:2: the line holds a NUL" },
  { "not UTF-8", "[a]\nx=\xff\n", -1, "x.conf:2: the line is not UTF-8" },
  { "half a character at the end", "[a]\nx=\xc3", -1, "x.conf:2: the line is not UTF-8" },
};

static void
test_broken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      const Broken *row = &broken[i];
      gsize length = row->length < 0 ? strlen (row->text) : (gsize) row->length;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", row->about);
      g_assert_null (tocsin_key_file_parse (row->text, length, "x.conf", &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_true (g_str_has_prefix (error->message, row->says));
    }
}

/* A line that is no setting may be a password in the wrong place. */
static void
test_broken_line_is_not_repeated (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_key_file_parse ("[a]\nhunter2\n", 12, "x.conf", &error));
  g_assert_null (strstr (error->message, "hunter2"));
}

static void
test_limits (void)
{
  g_autoptr (GString) line = g_string_new ("[a]\nx=");
  gsize room = TOCSIN_KEY_FILE_MAX_LINE - 2;
  g_autofree char *value = g_strnfill (room, 'v');
  g_autofree char *huge = g_strnfill (TOCSIN_KEY_FILE_MAX_SIZE + 1, '\n');
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinKeyFile) file = NULL;

  g_string_append (line, value);
  file = parse (line->str);
  g_assert_cmpstr (tocsin_key_file_get (file, "a", "x", NULL), ==, value);

  g_string_append_c (line, 'v');
  g_assert_null (tocsin_key_file_parse (line->str, line->len, "x.conf", &error));
  g_assert_true (g_str_has_prefix (error->message, "x.conf:2: the line is longer"));
  g_clear_error (&error);

  g_assert_null (tocsin_key_file_parse (huge, TOCSIN_KEY_FILE_MAX_SIZE + 1, "x.conf", &error));
  g_assert_true (g_str_has_prefix (error->message, "x.conf: the file is larger"));
}

/* One row a change: the text before and after. An empty value takes the key out. */
typedef struct
{
  const char *about;
  const char *before;
  const char *group;
  const char *key;
  const char *value;
  const char *after;
} Change;

static const Change changes[] = {
  { "into nothing", "", "a", "x", "1", "[a]\nx=1\n" },
  { "below a comment", "# mine\n", "a", "x", "1", "# mine\n\n[a]\nx=1\n" },
  { "over a value", "[a]\n#c\n x = 0 \ny=2\n", "a", "x", "1", "[a]\n#c\nx=1\ny=2\n" },
  { "at the end of its group", "[a]\nx=1\n\n# of b\n[b]\nz=1\n", "a", "y", "2",
    "[a]\nx=1\ny=2\n\n# of b\n[b]\nz=1\n" },
  { "below the group's comment", "[a]\n# of a\n\n[b]\n", "a", "x", "1",
    "[a]\n# of a\nx=1\n\n[b]\n" },
  { "a new group at the end", "[a]\nx=1\n", "b", "y", "2", "[a]\nx=1\n\n[b]\ny=2\n" },
  { "no newline at the end", "[a]\nx=1", "b", "y", "2", "[a]\nx=1\n\n[b]\ny=2\n" },
  { "a new group beside its kin", "[tasks/a]\nx=1\n\n[tasks/b]\nx=1\n", "tasks/a/trigger", "y", "2",
    "[tasks/a]\nx=1\n\n[tasks/a/trigger]\ny=2\n\n[tasks/b]\nx=1\n" },
  { "kin by name, not by prefix", "[tasks/a]\nx=1\n\n[tasks/ab]\nx=1\n", "tasks/a/trigger", "y",
    "2", "[tasks/a]\nx=1\n\n[tasks/a/trigger]\ny=2\n\n[tasks/ab]\nx=1\n" },
  { "out of its group", "[a]\nx=1\ny=2\n", "a", "x", NULL, "[a]\ny=2\n" },
  { "the last of its group", "[a]\nx=1\n\n[b]\ny=2\n", "a", "x", NULL, "[b]\ny=2\n" },
  { "the last beside a comment", "[a]\n# why\nx=1\n", "a", "x", NULL, "[a]\n# why\n" },
  { "what is not there", "[a]\nx=1\n", "a", "y", NULL, "[a]\nx=1\n" },
};

static void
test_changes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      const Change *row = &changes[i];
      g_autoptr (TocsinKeyFile) file = parse (row->before);

      g_test_message ("%s", row->about);
      if (row->value != NULL)
        tocsin_key_file_set (file, row->group, row->key, row->value);
      else
        tocsin_key_file_unset (file, row->group, row->key);
      expect_text (file, row->after);
      g_assert_cmpstr (tocsin_key_file_get (file, row->group, row->key, NULL), ==, row->value);
    }
}

/* Bytes at random: no crash, and what is taken is printed as it was. */
static void
test_noise (void)
{
  static const char alphabet[] = "[]=#;ab \t\r\n\n\n\xc3\xa4\xff";

  for (guint i = 0; i < 20000; i++)
    {
      char text[32];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof text);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinKeyFile) file = NULL;
      g_autofree char *printed = NULL;
      gsize printed_length;

      for (gsize j = 0; j < length; j++)
        text[j] = alphabet[g_test_rand_int_range (0, sizeof alphabet)];
      file = tocsin_key_file_parse (text, length, "x.conf", &error);
      g_assert_true ((file == NULL) == (error != NULL));
      if (file == NULL)
        continue;
      printed = tocsin_key_file_print (file, &printed_length);
      /* A missing end of the last line is put there. */
      g_assert_cmpmem (printed, MIN (printed_length, length), text, length);
      g_assert_cmpuint (printed_length - length, <=, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/key-file/unchanged", test_unchanged);
  g_test_add_func ("/settings/key-file/values", test_values);
  g_test_add_func ("/settings/key-file/broken", test_broken);
  g_test_add_func ("/settings/key-file/broken-line-is-not-repeated",
                   test_broken_line_is_not_repeated);
  g_test_add_func ("/settings/key-file/limits", test_limits);
  g_test_add_func ("/settings/key-file/changes", test_changes);
  g_test_add_func ("/settings/key-file/noise", test_noise);

  return g_test_run ();
}
