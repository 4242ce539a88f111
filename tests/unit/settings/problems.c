/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"
#include "tests/unit/settings/fixture.h"

/* One row a file; each line of says is in what is told about it. */
typedef struct
{
  const char *about;
  const char *text;
  const char *says[4];
} Row;

#define HEAD "[tocsin]\nconnections=work\ntasks=bills\n"
#define WORK "[connections/work]\nprotocol=toy\n"
#define BILLS "[tasks/bills]\ntrigger=bell\nactions=ring\n"

static const Row rows[] = {
  { "nothing wrong", HEAD WORK BILLS, { NULL } },
  { "an unknown key",
    HEAD "[connections/work]\nprotocol=toy\nadress=x\n" BILLS,
    { "work: tocsin.conf:6: there is no setting “adress”; did you mean “address”?" } },
  { "an unknown key in a group",
    HEAD WORK "[connections/work/encryption]\nmodus=none\n" BILLS,
    { "work: tocsin.conf:7: there is no setting “encryption/modus”; did you mean "
      "“encryption/mode”?" } },
  { "an unknown group",
    HEAD WORK "[connections/work/encrypton]\nmode=none\n" BILLS,
    { "work: tocsin.conf:7: there is no setting “encrypton/mode”; did you mean "
      "“encryption/mode”?" } },
  { "a group of nobody",
    HEAD WORK BILLS "[somewhere/else]\nx=1\n",
    { ": tocsin.conf:10: there is no setting “somewhere/else/x” here; it is kept" } },
  { "an unknown key of the engine",
    HEAD WORK BILLS "[engine]\nworker=1\n",
    { ": tocsin.conf:10: there is no setting “engine/worker”; did you mean “workers”?" } },
  { "an unknown key at the root",
    HEAD "task=x\n" WORK BILLS,
    { ": tocsin.conf:4: there is no setting “task”; did you mean “tasks”?" } },
  { "out of range",
    HEAD "[connections/work]\nport=99999\nprotocol=toy\n" BILLS,
    { "!work: tocsin.conf:5: port: “99999” is not a number from 0 to 65535" } },
  { "a bad choice in one, the rest goes on",
    HEAD WORK "[connections/work/encryption]\nmode=tls9\n" BILLS,
    { "!work: tocsin.conf:7: encryption.mode: “tls9” is not one of auto, implicit" } },
  { "a password",
    HEAD WORK "[connections/work/authentication]\npassword=hunter2\n" BILLS,
    { "!work: tocsin.conf:7: authentication.password: a secret is never a setting" } },
  { "no protocol",
    HEAD "[connections/work]\naddress=x\n" BILLS,
    { "!work: The connection “work” has no protocol" } },
  { "a missing trigger",
    HEAD WORK "[tasks/bills]\ntrigger=telex\n[tasks/bills/trigger]\nline=1\n",
    { "!bills: There is no trigger “telex” here; the settings below “trigger.” are kept" } },
  { "a missing action",
    HEAD WORK BILLS "[tasks/bills/actions/ring]\ntype=telex\nline=1\n",
    { "!bills: There is no action “telex” here" } },
  { "described and not listed",
    HEAD WORK BILLS "[connections/home]\nprotocol=toy\nport=1\n",
    { "home: tocsin.conf:10: “home” is described here but not listed" } },
  { "two of one name",
    "[tocsin]\nconnections=a,b\n[connections/a]\nprotocol=toy\nname=X\n[connections/"
    "b]\nprotocol=toy\n"
    "name=x\n",
    { "b: “a” and “b” are both called “x”" } },
  { "no identifier",
    "[tocsin]\nconnections=Work Mail\n",
    { "!Work Mail: connections: “Work Mail” is not an identifier" } },
  { "a connection that is not there",
    HEAD WORK BILLS "[tasks/bills/trigger]\nconnection=wrok\n",
    { "!bills: trigger.connection: There is no connection “wrok”" } },
  { "two things wrong are two problems",
    HEAD "[connections/work]\nport=x\nprotocol=toy\nadress=1\n[tasks/"
         "bills]\ntrigger=bell\nenabled=perhaps\n",
    { "!work: tocsin.conf:5: port: “x” is not", "!bills: tocsin.conf:10: enabled: “perhaps” is not",
      "work: tocsin.conf:7: there is no setting “adress”" } },
};

static void
check_row (Fixture *fixture, const Row *row)
{
  g_autofree char *problems = NULL;
  g_auto (GStrv) lines = NULL;
  guint count = 0;

  fixture_write (fixture, row->text);
  tocsin_config_reload (fixture->config);
  problems = fixture_problems (fixture);
  lines = g_strsplit (problems, "\n", -1);
  for (; count < G_N_ELEMENTS (row->says) && row->says[count] != NULL; count++)
    {
      g_assert_nonnull (lines[count]);
      g_assert_true (g_str_has_prefix (lines[count], row->says[count]));
    }
  g_assert_true (lines[count] == NULL || lines[count][0] == '\0');
  g_assert_null (strstr (problems, "hunter2"));
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture = { 0 };

      g_test_message ("%s", rows[i].about);
      fixture_set_up (&fixture, NULL);
      check_row (&fixture, &rows[i]);
      fixture_tear_down (&fixture, NULL);
    }
}

/* What nobody knows is still there after a write. */
static void
test_unknown_is_kept (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (text, BILLS, 2);
  g_autofree char *expected =
      g_strconcat (parts[0], "\n[connections/work/limits]\nlinger=1\n\n", BILLS, parts[1], NULL);

  tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", KEYS ("limits.linger=1"),
                     &error);
  g_assert_no_error (error);
  fixture_expect (fixture, expected);
}

/* A bad value shuts its own connection out, and can be put right by the command line. */
static void
test_repair (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_config_load_connection (fixture->config, "work", &error);

  g_assert_null (settings);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&error);

  tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", KEYS ("port=1"), &error);
  g_assert_no_error (error);
  settings = tocsin_config_load_connection (fixture->config, "work", &error);
  g_assert_no_error (error);
}

/* A value that becomes bad while running leaves the last good ones in force. */
static void
test_last_good (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autofree char *problems = NULL;

  fixture_listen (fixture);
  fixture_write (fixture, HEAD "[connections/work]\nprotocol=toy\nport=99999\n" BILLS);
  tocsin_config_reload (fixture->config);
  problems = fixture_problems (fixture);
  settings = tocsin_config_load_connection (fixture->config, "work", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (settings), "port"), ==, 0);
  g_assert_true (g_str_has_prefix (problems, "!work: tocsin.conf:6: port"));
  g_assert_cmpstr (fixture->told->str, ==, "");
}

/* A list that can not be read must not look like one from which everything was taken. */
static void
test_broken_list (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *problems = NULL;

  fixture_listen (fixture);
  fixture_write (fixture, "[tocsin]\nconnections=['work'\ntasks=bills\n" WORK BILLS);
  tocsin_config_reload (fixture->config);
  problems = fixture_problems (fixture);
  g_assert_true (
      g_str_has_prefix (problems, "!: tocsin.conf:2: connections: “['work'” is not a list"));
  g_assert_cmpstr (tocsin_config_list (fixture->config, TOCSIN_CONFIG_CONNECTION)[0], ==, "work");
  g_assert_cmpstr (fixture->told->str, ==, "");
  g_assert_null (tocsin_config_add_connection (fixture->config, "toy", "New", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

/* What can be no id is told, and not lost by a program that writes the list. */
static void
test_bad_id (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_config_add_connection (fixture->config, "toy", "New", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "“Work Mail”"));
  fixture_expect (fixture, text);
}

/* Every line of a file of another program would be a problem. */
static void
test_many (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GString) other = g_string_new ("[other]\n");
  g_autoptr (GPtrArray) problems = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (other, "key%u=1\n", i);
  fixture_write (fixture, other->str);
  tocsin_config_reload (fixture->config);
  problems = tocsin_config_get_problems (fixture->config);
  g_assert_cmpuint (problems->len, ==, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/problems/rows", test_rows);
  fixture_add ("/settings/problems/unknown-is-kept",
               HEAD WORK "adress=x\n" BILLS "[tasks/bills/actions/ring]\ntype=telex\nline=1\n"
                         "[nobody]\nx=1\n",
               test_unknown_is_kept);
  fixture_add ("/settings/problems/repair",
               HEAD "[connections/work]\nport=99999\nprotocol=toy\n" BILLS, test_repair);
  fixture_add ("/settings/problems/last-good", HEAD WORK BILLS, test_last_good);
  fixture_add ("/settings/problems/broken-list", HEAD WORK BILLS, test_broken_list);
  fixture_add ("/settings/problems/bad-id", "[tocsin]\nconnections=Work Mail,home\n", test_bad_id);
  fixture_add ("/settings/problems/many", NULL, test_many);

  return g_test_run ();
}
