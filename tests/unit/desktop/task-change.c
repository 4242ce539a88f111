/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/task-change.h"

#include "core/base/error.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

/* A file of settings with a connection and a task on it. */
typedef struct
{
  char *directory;
  TocsinConfig *config;
  TocsinRegistry *registry;
} Fixture;

static const char *const none[] = { NULL };

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const mail[] = { "address=/nowhere", NULL };
  static const char *const task[] = {
    "trigger.connection=office",
    "trigger.query=subject:invoice",
    "action.save.directory=/srv",
    "action.log.file=/tmp/x.log",
    "burst-limit=7",
    "actions=save,log",
    NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;

  self->directory = g_dir_make_tmp ("tocsin-change-XXXXXX", &error);
  g_assert_no_error (error);
  file = g_build_filename (self->directory, "tocsin.conf", NULL);
  self->config = tocsin_config_new_for_file (file, &error);
  g_assert_no_error (error);
  self->registry = tocsin_registry_new ();
  tocsin_registry_load (self->registry);
  g_free (tocsin_config_add_connection (self->config, "maildir", "office", mail, &error));
  g_assert_no_error (error);
  g_free (tocsin_config_add_task (self->config, "Invoices", task, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->directory, "tocsin.conf", NULL);
  g_autofree char *lock = g_strconcat (file, ".lock", NULL);

  g_clear_object (&self->config);
  g_clear_object (&self->registry);
  g_remove (file);
  g_remove (lock);
  g_rmdir (self->directory);
  g_free (self->directory);
}

static char *
save (Fixture *self,
      const char *id,
      const char *name,
      const char *const *assignments,
      const char *const *resets,
      GError **error)
{
  g_autoptr (TocsinTaskChange) change = tocsin_task_change_new (id, name, assignments, resets);

  return tocsin_task_change_save (change, self->config, self->registry, error);
}

/* `KEY=VALUE` of all that is set, in order, for one look. */
static char *
dump (Fixture *self, const char *id)
{
  g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (self->config, id, NULL);
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  const char *const *keys = tocsin_snapshot_list_keys (snapshot);
  GString *out = g_string_new (NULL);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = tocsin_snapshot_get_text (snapshot, keys[i]);

      if (tocsin_snapshot_is_set (snapshot, keys[i]) && !g_str_equal (keys[i], "enabled-since"))
        g_string_append_printf (out, "%s=%s\n", keys[i], text);
    }

  return g_string_free (out, FALSE);
}

static void
test_new (Fixture *self, gconstpointer data)
{
  static const char *const assignments[] = { "trigger.connection=office",
                                             "action.log.file=/tmp/x.log", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = save (self, NULL, "All Mail", assignments, none, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "all-mail");
  text = dump (self, id);
  g_assert_nonnull (strstr (text, "name=All Mail\n"));
  g_assert_nonnull (strstr (text, "trigger.connection=office\n"));
}

/* Only what was changed is written, and a draft shows the whole as it would be. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  static const char *const assignments[] = { "trigger.query=subject:bill", "actions=log,save",
                                             NULL };
  static const char *const resets[] = { "burst-limit", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTaskChange) change =
      tocsin_task_change_new ("invoices", "Bills", assignments, resets);
  g_autofree char *before = dump (self, "invoices");
  g_autofree char *draft_before = NULL;
  g_autofree char *query = NULL;
  g_autofree char *id = NULL;
  g_autofree char *after = NULL;
  g_autoptr (TocsinTask) draft =
      tocsin_task_change_make_task (change, self->config, self->registry, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_task_get_id (draft), ==, "invoices");
  g_assert_cmpstr (tocsin_task_get_name (draft), ==, "Bills");
  query = tocsin_query_to_string (tocsin_task_get_mail_rule (draft)->query);
  g_assert_cmpstr (query, ==, "subject:bill");
  g_assert_cmpuint (tocsin_task_get_n_actions (draft), ==, 2);
  g_assert_cmpstr (tocsin_task_get_action_id (draft, 0), ==, "log");
  g_assert_cmpuint (
      tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (tocsin_task_get_settings (draft)), "burst-limit"),
      ==, 1000);
  draft_before = dump (self, "invoices");
  g_assert_cmpstr (before, ==, draft_before);

  id = tocsin_task_change_save (change, self->config, self->registry, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "invoices");
  after = dump (self, "invoices");
  g_assert_nonnull (strstr (after, "name=Bills\n"));
  g_assert_nonnull (strstr (after, "trigger.query=subject:bill\n"));
  g_assert_nonnull (strstr (after, "action.save.directory=/srv\n"));
  g_assert_null (strstr (after, "burst-limit"));
}

/* An action that is taken away takes its settings along. */
static void
test_removed_action (Fixture *self, gconstpointer data)
{
  static const char *const assignments[] = { "actions=log", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = save (self, "invoices", "Invoices", assignments, none, &error);
  g_autofree char *after = NULL;

  g_assert_no_error (error);
  after = dump (self, id);
  g_assert_nonnull (strstr (after, "action.log.file=/tmp/x.log\n"));
  g_assert_null (strstr (after, "save"));
}

/* What a plugin would refuse at night is refused now, with the key, and nothing is written. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *assignment;
    const char *named;
  } cases[] = {
    { "trigger.query=fro:x", "query" },     { "trigger.connection=nowhere", "nowhere" },
    { "trigger.check=sometimes", "check" }, { "burst-limit=many", "burst-limit" },
    { "expires=soon", "expires" },          { "action.save.directory=", "directory" },
  };
  g_autofree char *before = dump (self, "invoices");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const assignments[] = { cases[i].assignment, NULL };
      g_autoptr (GError) error = NULL;
      g_autofree char *id = save (self, "invoices", "Renamed", assignments, none, &error);
      g_autofree char *after = dump (self, "invoices");

      g_test_message ("%s: %s", cases[i].assignment, error != NULL ? error->message : "taken");
      g_assert_null (id);
      g_assert_nonnull (strstr (error->message, cases[i].named));
      g_assert_cmpstr (before, ==, after);
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/desktop/task-change/new", test_new);
  ADD ("/desktop/task-change/changed", test_changed);
  ADD ("/desktop/task-change/removed-action", test_removed_action);
  ADD ("/desktop/task-change/refused", test_refused);

  return g_test_run ();
}
