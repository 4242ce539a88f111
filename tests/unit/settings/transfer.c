/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"
#include "tests/unit/settings/fixture.h"

static const char all[] = "# mine\n"
                          "[tocsin]\n"
                          "connections=work\n"
                          "tasks=bills\n"
                          "\n"
                          "[connections/work]\n"
                          "name=Work\n"
                          "protocol=toy\n"
                          "\n"
                          "[connections/work/authentication]\n"
                          "password=keyring:\n"
                          "\n"
                          "[tasks/bills]\n"
                          "actions=ring\n"
                          "name=Bills\n"
                          "trigger=bell\n"
                          "\n"
                          "[tasks/bills/actions/ring]\n"
                          "times=3\n"
                          "\n"
                          "[tasks/bills/trigger]\n"
                          "connection=work\n";

static char *export(Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  const char *names[] = { name, NULL };
  char *text = tocsin_config_export (fixture->config, names, &error);

  g_assert_no_error (error);
  return text;
}

static void
test_export (Fixture *fixture, gconstpointer text)
{
  g_autofree char *everything = export(fixture, NULL);
  g_autofree char *bills = export(fixture, "BILLS");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (everything, ==, strstr (all, "[connections/work]"));
  g_assert_cmpstr (bills, ==, strstr (all, "[tasks/bills]"));
  g_assert_null (tocsin_config_export (fixture->config, KEYS ("nothing"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
}

/* What was exported in one place is the same in another. */
static void
test_round_trip (Fixture *fixture, gconstpointer text)
{
  g_autofree char *exported = export(fixture, NULL);
  g_autoptr (GError) error = NULL;
  Fixture other = { 0 };
  g_auto (GStrv) report = NULL;
  g_autofree char *again = NULL;

  fixture_set_up (&other, NULL);
  report = tocsin_config_import (other.config, exported, -1, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report[0], ==, "add connections/work");
  g_assert_cmpstr (report[1], ==, "add tasks/bills");
  g_assert_null (report[2]);
  g_assert_false (g_file_test (other.path, G_FILE_TEST_EXISTS));

  g_clear_pointer (&report, g_strfreev);
  report = tocsin_config_import (other.config, exported, -1, FALSE, &error);
  g_assert_no_error (error);
  again = export(&other, NULL);
  g_assert_cmpstr (again, ==, exported);
  fixture_tear_down (&other, NULL);
}

/* The one named becomes what the text says, whole; the others and the comments stay. */
static void
test_change (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_auto (GStrv) report = tocsin_config_import (
      fixture->config, "[tasks/bills]\nname=Bills\ntrigger=gong\nenabled=no\n", -1, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (report[0], ==, "change tasks/bills");
  fixture_expect (fixture, "# mine\n[tocsin]\nconnections=work\ntasks=bills\n\n"
                           "[connections/work]\nname=Work\nprotocol=toy\n\n"
                           "[connections/work/authentication]\npassword=keyring:\n\n"
                           "[tasks/bills]\nname=Bills\ntrigger=gong\nenabled=false\n\n");
}

typedef struct
{
  const char *about;
  const char *text;
  int code;
  const char *says;
} Row;

static void
test_refused (Fixture *fixture, gconstpointer text)
{
  static const Row rows[] = {
    { "broken", "[tasks/x]\nhello\n", TOCSIN_ERROR_CONFIG_INVALID, "import:2: expected" },
    { "an unknown key", "[connections/x]\nprotocol=toy\nadress=1\n", TOCSIN_ERROR_CONFIG_INVALID,
      "connections/x: line 3: There is no setting “adress”; did you mean “address”?" },
    { "a bad value", "[connections/x]\nprotocol=toy\nport=99999\n", TOCSIN_ERROR_CONFIG_INVALID,
      "connections/x: line 3: port: “99999” is not" },
    { "a password", "[connections/x]\nprotocol=toy\n[connections/x/proxy]\npassword=hunter2\n",
      TOCSIN_ERROR_CONFIG_INVALID, "a secret is never a setting" },
    { "a missing plugin", "[tasks/x]\ntrigger=telex\n", TOCSIN_ERROR_PLUGIN_MISSING, "telex" },
    { "a connection in neither place", "[tasks/x]\ntrigger=bell\n[tasks/x/trigger]\nconnection=y\n",
      TOCSIN_ERROR_CONFIG_NOT_FOUND, "no connection “y”" },
    { "a name that is taken", "[connections/x]\nprotocol=toy\nname=WORK\n",
      TOCSIN_ERROR_CONFIG_INVALID, "already a connection called" },
    { "a group of nobody", "[else]\nx=1\n", TOCSIN_ERROR_CONFIG_INVALID, "[else] is neither" },
    { "a group that only looks right",
      "[tasks/x]\ntrigger=bell\nactions=ring\n"
      "[tasks/x/action/ring]\ntimes=2\n",
      TOCSIN_ERROR_CONFIG_INVALID, "There is no setting “action.ring.times”" },
    { "a path for an id", "[tasks/../x]\nname=x\n", TOCSIN_ERROR_CONFIG_INVALID, "is neither" },
    { "the second of two", "[connections/y]\nprotocol=toy\n[connections/x]\nport=1\n",
      TOCSIN_ERROR_CONFIG_INVALID, "no protocol" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].about);
      g_assert_null (tocsin_config_import (fixture->config, rows[i].text, -1, FALSE, &error));
      g_assert_error (error, TOCSIN_ERROR, rows[i].code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].says));
      g_assert_null (strstr (error->message, "hunter2"));
    }
  fixture_expect (fixture, all);
}

/* Names are what people write; what is stored is the id. */
static void
test_reference_by_name (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) report =
      tocsin_config_import (fixture->config,
                            "[tasks/x]\ntrigger=bell\n[tasks/x/trigger]\nconnection=New one\n"
                            "[connections/n]\nname=New one\nprotocol=toy\n",
                            -1, FALSE, &error);
  g_autoptr (TocsinTaskSettings) task = NULL;

  g_assert_no_error (error);
  task = tocsin_config_load_task (fixture->config, "x", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (task), "trigger.connection"), ==,
                   "n");
}

static const char *
resolve_toys (const char *typed, gboolean *implicit_tls, gpointer user_data)
{
  *implicit_tls = g_str_equal (typed, "toys");

  return *implicit_tls ? "toy" : NULL;
}

static void
test_protocol_by_another_name (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) report = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;

  tocsin_config_set_protocol_resolver (fixture->config, resolve_toys, NULL);
  report = tocsin_config_import (fixture->config, "[connections/n]\nname=New\nprotocol=Toys\n", -1,
                                 FALSE, &error);
  g_assert_no_error (error);
  settings = tocsin_config_load_connection (fixture->config, "n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_connection_settings_get_protocol (settings), ==, "toy");
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "encryption.mode"), ==,
                   "implicit");
}

/* A thousand tasks come and go, and each operation looks at each of them a few times at most. */
static void
test_a_thousand (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) report = NULL;
  g_autofree char *exported = NULL;
  g_autoptr (TocsinConfig) again = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many,
                            "[tasks/t%u]\nname=T %u\ntrigger=bell\nactions=ring,hush\n"
                            "[tasks/t%u/trigger]\nconnection=work\n"
                            "[tasks/t%u/actions/ring]\ntimes=2\n",
                            i, i, i, i);
  report = tocsin_config_import (fixture->config, many->str, -1, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (report), ==, 1000);
  again = tocsin_config_new_for_file (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length ((GStrv) tocsin_config_list (again, TOCSIN_CONFIG_TASK)), ==,
                    1001);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/settings/transfer/export", all, test_export);
  fixture_add ("/settings/transfer/round-trip", all, test_round_trip);
  fixture_add ("/settings/transfer/change", all, test_change);
  fixture_add ("/settings/transfer/refused", all, test_refused);
  fixture_add ("/settings/transfer/reference-by-name", all, test_reference_by_name);
  fixture_add ("/settings/transfer/protocol-by-another-name", all, test_protocol_by_another_name);
  fixture_add ("/settings/transfer/a-thousand", all, test_a_thousand);

  return g_test_run ();
}
