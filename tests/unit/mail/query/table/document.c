/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The table as people read it. */
#include "tests/unit/mail/query/table/document.h"

#include <string.h>

#define MESSAGES                                                                                   \
  "\n## The messages\n\n"                                                                          \
  "They are in `tests/unit/mail/query/table/messages`.\n\n"                                        \
  "| message | subject | from | what is special |\n|---|---|---|---|\n"

/* Within a table a bar would begin the next cell, in code as well. */
static void
append_cell (GString *out, const char *text)
{
  g_auto (GStrv) pieces = g_strsplit (text, "|", -1);
  g_autofree char *joined = g_strjoinv ("\\|", pieces);

  g_string_append (out, joined);
}

static void
append_code (GString *out, const char *text)
{
  if (*text == '\0')
    {
      g_string_append (out, "(nothing)");
      return;
    }
  g_string_append_c (out, '`');
  append_cell (out, text);
  g_string_append_c (out, '`');
}

static void
append_row (GString *out, const Row *row)
{
  g_string_append (out, "| ");
  append_code (out, row->text);
  g_string_append (out, " | ");
  append_cell (out, row->answer);
  g_string_append (out, " | ");
  append_cell (out, row->why);
  g_string_append (out, " |\n");
}

static void
append_chapter (GString *out, const Chapter *chapter)
{
  g_string_append_printf (out, "\n## %s\n\n%s\n\n| query | finds | why |\n|---|---|---|\n",
                          chapter->title, chapter->text);
}

/* Words of a mail, in which no sign has a meaning. */
static void
append_value (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (strchr ("\\`*_<>[]|", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
}

static void
append_message (GString *out, const TableMail *mail, guint index)
{
  g_autoptr (TocsinMessage) message = table_mail_fetch (mail, index, TOCSIN_MESSAGE_LAYERS_HEADERS);
  GPtrArray *from = tocsin_message_get_addresses (message, "From");
  const TocsinAddress *sender = from->len > 0 ? g_ptr_array_index (from, 0) : NULL;

  g_string_append_printf (out, "| %s | ", (char *) g_ptr_array_index (mail->names, index));
  append_value (out, tocsin_message_get_subject (message));
  g_string_append (out, " | ");
  if (sender != NULL)
    append_value (out, *sender->name != '\0' ? sender->name : sender->address);
  g_string_append_printf (out, " | %s |\n", (char *) g_ptr_array_index (mail->about, index));
}

static GString *
begin (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "mail", "query", "table",
                                                 "introduction.md", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return g_string_new (text);
}

char *
document_print (GPtrArray *rows, const TableMail *mail)
{
  GString *out = begin ();
  const Chapter *chapter = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      if (row->chapter != chapter)
        append_chapter (out, row->chapter);
      chapter = row->chapter;
      append_row (out, row);
    }
  g_string_append (out, MESSAGES);
  for (guint i = 0; i < mail->names->len; i++)
    append_message (out, mail, i);

  return g_string_free (out, FALSE);
}
