/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/table.h"

#define INTRODUCTION                                                                               \
  "# Attacks and faults, and what comes of them\n"                                                 \
  "\n"                                                                                             \
  "Made by `tests/protocol/attacks`, which plays each row against the product and fails where\n"   \
  "the seen code is not the expected one, where the client says anything that the row does not\n"  \
  "have, where a password, a proof or a user's name is found on the unencrypted line (as it is,\n" \
  "in base64, in hex or in UTF-16), or where words of somebody in between are shown as the\n"      \
  "server's. Ids of STARTTLS are those of “Why TLS is better without STARTTLS” (2021).\n"

typedef struct
{
  const char *chapter;
  const Row *row;
  const Protocol *protocol;
  const char *settings;
  char *seen;
  char *wrong;
} Line;

static GPtrArray *lines;
static GPtrArray *made;

static void
play_line (gconstpointer data)
{
  Line *line = (Line *) data;

  line->wrong = row_play (line->row, line->protocol, line->settings, &line->seen);
  if (!g_str_equal (line->seen, line->row->expected))
    g_test_fail_printf ("%s: expected %s, seen %s", line->row->what, line->row->expected,
                        line->seen);
  /* TAP has lines. */
  if (line->wrong != NULL)
    g_strdelimit (line->wrong, "\n", ';');
  if (line->wrong != NULL)
    g_test_fail_printf ("%s: %s", line->row->what, line->wrong);
}

void
table_add (const char *chapter, const Row *row, const Protocol *protocol, const char *settings)
{
  Line *line = g_new0 (Line, 1);
  g_autofree char *path = g_strdup_printf ("/attacks/%s/%s/%s", chapter, protocol->name, row->id);

  *line = (Line){ .chapter = chapter, .row = row, .protocol = protocol, .settings = settings };
  if (lines == NULL)
    lines = g_ptr_array_new ();
  g_ptr_array_add (lines, line);
  g_test_add_data_func (path, line, play_line);
}

void
table_add_all (const char *chapter,
               const Row *rows,
               gsize n_rows,
               const Protocol *protocol,
               const char *settings)
{
  for (gsize i = 0; i < n_rows; i++)
    table_add (chapter, &rows[i], protocol, settings);
}

static void
free_made (gpointer data)
{
  Row *row = data;

  g_free ((char *) row->id);
  g_free ((char *) row->what);
  g_free ((char *) row->script);
  g_free (row);
}

Row *
table_make_row (const Row *like, const char *word)
{
  Row *row = g_memdup2 (like, sizeof *like);

  row->id = g_strconcat (like->id, "/", word, NULL);
  row->what = g_strconcat (like->what, ": ", word, NULL);
  row->script = g_strdup (like->script);
  if (made == NULL)
    made = g_ptr_array_new_with_free_func (free_made);
  g_ptr_array_add (made, row);

  return row;
}

static const char *
given_away (const Line *line)
{
  if (line->wrong != NULL)
    return "**wrong**";

  return line->row->gives_away != NULL ? line->row->gives_away : "nothing";
}

static void
print_line (GString *text, const Line *line)
{
  g_string_append_printf (text, "| %s | %s | %s | %s | %s | %s |\n", line->row->id,
                          line->protocol->name, line->row->what, line->row->expected, line->seen,
                          given_away (line));
}

static char *
print (void)
{
  GString *text = g_string_new (INTRODUCTION);
  const char *chapter = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = g_ptr_array_index (lines, i);

      if (g_strcmp0 (chapter, line->chapter) != 0)
        g_string_append_printf (text,
                                "\n## %s\n\n| id | protocol | what happens | expected | seen | "
                                "given away |\n|---|---|---|---|---|---|\n",
                                line->chapter);
      chapter = line->chapter;
      print_line (text, line);
    }

  return g_string_free (text, FALSE);
}

static gboolean
was_played (void)
{
  for (guint i = 0; i < lines->len; i++)
    if (((Line *) g_ptr_array_index (lines, i))->seen == NULL)
      return FALSE;

  return TRUE;
}

static int
compare (const char *text, const char *written)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "attacks.md", NULL);
  g_autofree char *there = NULL;

  if (g_file_get_contents (path, &there, NULL, NULL) && g_str_equal (there, text))
    return 0;
  g_printerr ("docs/attacks.md is not the table of these rows: copy %s there\n", written);

  return 1;
}

static void
line_free (gpointer data, gpointer user_data)
{
  Line *line = data;

  g_free (line->seen);
  g_free (line->wrong);
  g_free (line);
}

int
table_finish (int status)
{
  g_autofree char *text = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "attacks.md", NULL);

  if (was_played ())
    {
      text = print ();
      g_file_set_contents (path, text, -1, NULL);
      g_print ("# the table: %s\n", path);
      if (status == 0)
        status = compare (text, path);
    }
  g_ptr_array_foreach (lines, line_free, NULL);
  g_ptr_array_unref (lines);
  g_clear_pointer (&made, g_ptr_array_unref);

  return status;
}
