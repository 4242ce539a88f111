/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "core/tocsin.h"
#include "tests/unit/settings/fixture.h"

/* A backend that is not ours, as dconf is on a desktop. */
static void
open_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSettingsBackend *backend = g_memory_settings_backend_new ();

  fixture->told = g_string_new (NULL);
  fixture->config = tocsin_config_new_for_backend (backend, &error);
  g_assert_no_error (error);
  g_object_unref (backend);
}

static void
close_memory (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->config);
  g_string_free (fixture->told, TRUE);
}

static void
add_both (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *work = tocsin_config_add_connection (
      fixture->config, "toy", "Work", KEYS ("port=1", "toy.colour=green"), &error);
  g_autofree char *bills = NULL;

  g_assert_no_error (error);
  bills = tocsin_config_add_task (
      fixture->config, "Bills",
      KEYS ("trigger=bell", "trigger.connection=work", "action.ring.times=3"), &error);
  g_assert_no_error (error);
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) work = NULL;
  g_autofree char *exported = NULL;

  fixture_listen (fixture);
  add_both (fixture);
  g_assert_cmpstr (fixture->told->str, ==, "connection work, task bills, ");
  work = tocsin_config_load_connection (fixture->config, "work", &error);
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (work), "toy.colour"), ==, "green");

  exported = tocsin_config_export (fixture->config, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (exported, ==,
                   "[connections/work]\nname=Work\nport=1\nprotocol=toy\n\n"
                   "[connections/work/toy]\ncolour=green\n\n"
                   "[tasks/bills]\nactions=ring\nname=Bills\ntrigger=bell\n\n"
                   "[tasks/bills/trigger]\nconnection=work\n\n"
                   "[tasks/bills/actions/ring]\ntimes=3\n");

  tocsin_config_remove (fixture->config, TOCSIN_CONFIG_TASK, "bills", &error);
  g_assert_no_error (error);
  tocsin_config_remove (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", &error);
  g_assert_no_error (error);
  g_assert_null (tocsin_config_list (fixture->config, TOCSIN_CONFIG_CONNECTION)[0]);
}

static GSettings *
settings_at (Fixture *fixture, const char *schema, const char *path)
{
  return g_settings_new_with_backend_and_path (schema, tocsin_config_get_backend (fixture->config),
                                               path);
}

/* What another program changes is told, whatever group it is in. */
static void
test_changes_of_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSettings) root = settings_at (fixture, "org.tocsin", "/org/tocsin/");
  g_autoptr (GSettings) encryption = settings_at (fixture, "org.tocsin.connection.encryption",
                                                  "/org/tocsin/connections/work/encryption/");
  g_autoptr (GSettings) home =
      settings_at (fixture, "org.tocsin.connection", "/org/tocsin/connections/home/");
  g_autoptr (GSettings) engine = settings_at (fixture, "org.tocsin.engine", "/org/tocsin/engine/");

  add_both (fixture);
  fixture_listen (fixture);
  g_settings_set_string (encryption, "mode", "none");
  fixture_wait (fixture, "connection work, ");
  g_settings_set_string (home, "protocol", "toy");
  g_settings_set_strv (root, "connections", KEYS ("work", "home"));
  fixture_wait (fixture, "connection home, ");
  g_settings_set_uint (home, "port", 4);
  fixture_wait (fixture, "connection home, ");
  g_settings_set_uint (engine, "workers", 4);
  fixture_wait (fixture, "engine , ");
  g_settings_set_strv (root, "connections", KEYS ("home", "work"));
  fixture_wait (fixture, "connection , ");
  g_settings_set_strv (root, "connections", KEYS ("work"));
  fixture_wait (fixture, "connection home, ");
}

/* What no schema check of GSettings stops: dconf may hold anything. */
static void
test_bad_value (Fixture *fixture, gconstpointer data)
{
  GSettingsBackend *backend = g_object_ref (tocsin_config_get_backend (fixture->config));
  g_autoptr (GVariant) password = g_variant_ref_sink (g_variant_new_string ("hunter2"));
  g_autofree char *problems = NULL;

  add_both (fixture);
  G_SETTINGS_BACKEND_GET_CLASS (backend)->write (
      backend, "/org/tocsin/connections/work/authentication/password", password, NULL);
  tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", KEYS ("port=2"), NULL);
  g_object_unref (fixture->config);
  fixture->config = tocsin_config_new_for_backend (backend, NULL);
  problems = fixture_problems (fixture);
  g_assert_nonnull (strstr (problems, "!work: "));
  g_assert_nonnull (strstr (problems, "/org/tocsin/connections/work/authentication/password"));
  g_assert_null (strstr (problems, "hunter2"));
  g_object_unref (backend);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/settings/session/edit", Fixture, NULL, open_memory, test_edit, close_memory);
  g_test_add ("/settings/session/changes-of-others", Fixture, NULL, open_memory,
              test_changes_of_others, close_memory);
  g_test_add ("/settings/session/bad-value", Fixture, NULL, open_memory, test_bad_value,
              close_memory);

  return g_test_run ();
}
