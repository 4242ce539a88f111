/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/query/table/rows.h"

#include <string.h>

#define BETWEEN " | "
#define ALL "all"
#define ALL_EXCEPT "all except "
#define NONE "none"

static void
chapter_free (gpointer data)
{
  Chapter *self = data;

  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

static void
row_free (gpointer data)
{
  Row *self = data;

  g_free (self->text);
  g_clear_pointer (&self->query, tocsin_query_unref);
  g_free (self->answer);
  g_free (self->expected);
  g_free (self->why);
  g_free (self);
}

static gboolean *
read_answer (const char *answer, GPtrArray *names)
{
  gboolean except = g_str_has_prefix (answer, ALL_EXCEPT);
  gboolean *expected = g_new0 (gboolean, names->len);
  g_auto (GStrv) named = NULL;

  for (guint i = 0; i < names->len; i++)
    expected[i] = except || g_str_equal (answer, ALL);
  if (g_str_equal (answer, ALL) || g_str_equal (answer, NONE))
    return expected;

  named = g_strsplit (except ? answer + strlen (ALL_EXCEPT) : answer, " ", -1);
  for (char **name = named; *name != NULL; name++)
    {
      guint index;

      if (!g_ptr_array_find_with_equal_func (names, *name, g_str_equal, &index))
        g_error ("queries.txt: there is no message “%s”", *name);
      expected[index] = !except;
    }

  return expected;
}

/* Cuts at the last mark: a query may have some of its own. */
static char *
cut (char *line)
{
  char *mark = g_strrstr (line, BETWEEN);

  if (mark == NULL)
    g_error ("queries.txt: “%s” is not “query | messages | why”", line);
  *mark = '\0';

  return mark + strlen (BETWEEN);
}

static Row *
read_row (const char *line, const Chapter *chapter, GPtrArray *names)
{
  g_autofree char *rest = g_strdup (line);
  g_autoptr (GError) error = NULL;
  Row *self = g_new0 (Row, 1);

  self->chapter = chapter;
  self->why = g_strdup (cut (rest));
  self->answer = g_strdup (cut (rest));
  self->text = g_strdup (rest);
  self->expected = read_answer (self->answer, names);
  self->query = tocsin_query_parse (self->text, &error);
  if (self->query == NULL)
    {
      g_test_message ("“%s”: %s", self->text, error->message);
      g_test_fail ();
      row_free (self);
      return NULL;
    }

  return self;
}

static Chapter *
begin_chapter (GPtrArray *chapters, const char *title)
{
  Chapter *self = g_new0 (Chapter, 1);

  self->title = g_strdup (title);
  g_ptr_array_add (chapters, self);

  return self;
}

static GPtrArray *chapters;

static void
forget_chapters (void)
{
  g_clear_pointer (&chapters, g_ptr_array_unref);
}

/* All rows in order; one that is no query is a failure and left out. Chapters live until the
 * program ends. */
GPtrArray *
rows_read (GPtrArray *names)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "unit", "mail", "query", "table", "queries.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Chapter *chapter = NULL;
  Row *row;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  chapters = g_ptr_array_new_with_free_func (chapter_free);
  g_assert_cmpint (atexit (forget_chapters), ==, 0);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, "## "))
        chapter = begin_chapter (chapters, *line + strlen ("## "));
      else if (chapter == NULL || **line == '\0')
        continue;
      else if (chapter->text == NULL)
        chapter->text = g_strdup (*line);
      else if ((row = read_row (*line, chapter, names)) != NULL)
        g_ptr_array_add (rows, row);
    }

  return rows;
}
