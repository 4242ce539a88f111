/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/settings/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"

static TocsinConfig *
open_config (const char *path)
{
  g_autoptr (GError) error = NULL;
  TocsinConfig *config = tocsin_config_new_for_file (path, &error);

  g_assert_no_error (error);
  return config;
}

void
fixture_set_up (Fixture *fixture, gconstpointer text)
{
  fixture->folder = g_dir_make_tmp ("tocsin-settings-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "tocsin.conf", NULL);
  fixture->told = g_string_new (NULL);
  if (text != NULL)
    fixture_write (fixture, text);
  fixture->config = open_config (fixture->path);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer text)
{
  g_assert_finalize_object (fixture->config);
  remove_all (fixture->folder);
  g_string_free (fixture->told, TRUE);
  g_free (fixture->path);
  g_free (fixture->folder);
}

void
fixture_write (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, text, -1, &error);
  g_assert_no_error (error);
}

/* The moment a task was enabled is another in each run. */
static void
cut_moments (char *content)
{
  char *start;

  while ((start = strstr (content, "enabled-since=")) != NULL)
    {
      char *end = strchr (start, '\n') + 1;

      memmove (start, end, strlen (end) + 1);
    }
}

void
fixture_expect (Fixture *fixture, const char *text)
{
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  cut_moments (content);
  g_assert_cmpstr (content, ==, text);
}

static void
note_change (TocsinConfig *config, TocsinConfigKind kind, const char *id, Fixture *fixture)
{
  static const char *const names[] = { "connection", "task", "engine" };

  g_string_append_printf (fixture->told, "%s %s, ", names[kind], id);
}

void
fixture_listen (Fixture *fixture)
{
  g_signal_connect (fixture->config, "changed", G_CALLBACK (note_change), fixture);
}

/* Until something was told, however long the machine takes; then compares. */
void
fixture_wait (Fixture *fixture, const char *told)
{
  while (fixture->told->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->told->str, ==, told);
  g_string_truncate (fixture->told, 0);
}

char *
fixture_problems (Fixture *fixture)
{
  g_autoptr (GPtrArray) problems = tocsin_config_get_problems (fixture->config);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      TocsinConfigProblem *problem = problems->pdata[i];
      const char *message = problem->error->message;

      /* The folder has another name each time. */
      if (fixture->folder != NULL && g_str_has_prefix (message, fixture->folder))
        message += strlen (fixture->folder) + 1;
      g_string_append_printf (text, "%s%s: %s\n", problem->is_fatal ? "!" : "", problem->id,
                              message);
    }
  g_test_message ("%s", text->str);

  return g_string_free (text, FALSE);
}
