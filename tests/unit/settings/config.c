/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"
#include "tests/unit/settings/fixture.h"

static const char two[] = "# My settings\n"
                          "[tocsin]\n"
                          "connections=work,home\n"
                          "tasks=bills\n"
                          "\n"
                          "[connections/work]\n"
                          "protocol=toy\n"
                          "name=Work mail\n"
                          "address=mail.example.org   \n"
                          "timeout=5m\n"
                          "\n"
                          "[connections/work/encryption]\n"
                          "# old server\n"
                          "mode=SSL\n"
                          "\n"
                          "[connections/home]\n"
                          "protocol=toy\n"
                          "\n"
                          "[tasks/bills]\n"
                          "name=Bills\n"
                          "trigger=bell\n"
                          "actions=ring\n"
                          "\n"
                          "[tasks/bills/trigger]\n"
                          "connection=work\n"
                          "\n"
                          "[tasks/bills/actions/ring]\n"
                          "times=3\n";

static void
test_read (Fixture *fixture, gconstpointer text)
{
  const char *const *ids = tocsin_config_list (fixture->config, TOCSIN_CONFIG_CONNECTION);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) work =
      tocsin_config_load_connection (fixture->config, "work", &error);
  g_autoptr (TocsinTaskSettings) bills = tocsin_config_load_task (fixture->config, "bills", &error);
  g_autofree char *found =
      tocsin_config_find (fixture->config, TOCSIN_CONFIG_CONNECTION, "WORK MAIL", &error);
  g_autofree char *problems = fixture_problems (fixture);
  g_auto (GStrv) users = tocsin_config_get_users (fixture->config, "work");

  g_assert_no_error (error);
  g_assert_cmpstr (ids[0], ==, "work");
  g_assert_cmpstr (ids[1], ==, "home");
  g_assert_null (ids[2]);
  g_assert_cmpstr (tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (work)), ==, "Work mail");
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (work), "address"), ==,
                   "mail.example.org");
  g_assert_cmpuint (tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (work), "timeout"), ==, 300);
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (work), "encryption.mode"), ==,
                   "implicit");
  g_assert_cmpuint (
      tocsin_snapshot_get_uint (tocsin_task_settings_get_actions (bills)->pdata[0], "times"), ==,
      3);
  g_assert_cmpstr (found, ==, "work");
  g_assert_cmpstr (users[0], ==, "bills");
  g_assert_cmpstr (problems, ==, "");
}

static void
test_not_found (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      tocsin_config_find (fixture->config, TOCSIN_CONFIG_CONNECTION, "Work mial", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "Work mail"));
  g_clear_error (&error);
  g_assert_null (tocsin_config_load_task (fixture->config, "bill", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "bills"));
}

/* Nothing but what was asked for changes, and nothing changes that says the same already. */
static void
test_set (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *first = NULL;
  g_auto (GStrv) parts = g_strsplit (two, "# old server\nmode=SSL\n", 2);

  fixture_listen (fixture);
  tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                     KEYS ("timeout=300", "address=mail.example.org", "encryption.mode=starttls",
                           "encryption.verify=chain"),
                     &error);
  g_assert_no_error (error);
  expected = g_strconcat (parts[0], "# old server\nmode=starttls\nverify=chain\n", parts[1], NULL);
  fixture_expect (fixture, expected);
  g_assert_cmpstr (fixture->told->str, ==, "connection work, ");
}

static void
test_set_is_atomic (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                                     KEYS ("address=other", "port=99999"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  fixture_expect (fixture, two);
}

static void
test_add (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
      tocsin_config_add_connection (fixture->config, "TOY", "Büro!", KEYS ("address=a"), &error);
  g_autofree char *again = NULL;
  g_autofree char *task = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "buro");
  again = tocsin_config_add_connection (fixture->config, "toy", "Buro", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, "buro-2");
  task = tocsin_config_add_task (
      fixture->config, "Ring",
      KEYS ("trigger=bell", "trigger.connection=BÜRO!", "action.ring.times=2"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (task, ==, "ring");
  fixture_expect (fixture, "[tocsin]\nconnections=buro,buro-2\ntasks=ring\n\n"
                           "[connections/buro]\naddress=a\nname=Büro!\nprotocol=toy\n\n"
                           "[connections/buro-2]\nname=Buro\nprotocol=toy\n\n"
                           "[tasks/ring]\nactions=ring\nname=Ring\ntrigger=bell\n\n"
                           "[tasks/ring/actions/ring]\ntimes=2\n\n"
                           "[tasks/ring/trigger]\nconnection=buro\n");
}

typedef struct
{
  const char *about;
  const char *name;
  const char *assignment;
  int code;
} Refused;

static void
test_add_refused (Fixture *fixture, gconstpointer text)
{
  static const Refused rows[] = {
    { "a name that is taken, in another case", "BILLS", "trigger=bell",
      TOCSIN_ERROR_CONFIG_INVALID },
    { "no name", "", "trigger=bell", TOCSIN_ERROR_CONFIG_INVALID },
    { "a name of two lines", "a\nb", "trigger=bell", TOCSIN_ERROR_CONFIG_INVALID },
    { "a connection that is not there", "New", "trigger.connection=away",
      TOCSIN_ERROR_CONFIG_NOT_FOUND },
    { "a trigger that is not there", "New", "trigger=telex", TOCSIN_ERROR_PLUGIN_MISSING },
    { "an action that is not there", "New", "actions=telex", TOCSIN_ERROR_PLUGIN_MISSING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      const char *assignments[] = { "trigger=bell", rows[i].assignment, NULL };

      g_test_message ("%s", rows[i].about);
      g_assert_null (tocsin_config_add_task (fixture->config, rows[i].name, assignments, &error));
      g_assert_error (error, TOCSIN_ERROR, rows[i].code);
    }
  fixture_expect (fixture, two);
}

static void
test_reset_and_rename (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  tocsin_config_reset (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                       KEYS ("address", "encryption.mode", "port"), &error);
  g_assert_no_error (error);
  tocsin_config_rename (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", "Office", &error);
  g_assert_no_error (error);
  found = tocsin_config_find (fixture->config, TOCSIN_CONFIG_CONNECTION, "office", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "work");
  g_assert_false (
      tocsin_config_rename (fixture->config, TOCSIN_CONFIG_CONNECTION, "home", "OFFICE", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

static void
test_copy (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (TocsinConnectionSettings) copy = NULL;

  tocsin_config_set (fixture->config, TOCSIN_CONFIG_CONNECTION, "work",
                     KEYS ("authentication.password=keyring:", "proxy.password=env:X"), &error);
  id =
      tocsin_config_copy (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", "Work mail 2", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "work-mail-2");
  copy = tocsin_config_load_connection (fixture->config, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (copy), "encryption.mode"), ==,
                   "implicit");
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (copy), "authentication.password"),
                   ==, "keyring:work/authentication.password");
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (copy), "proxy.password"), ==,
                   "env:X");
  g_assert_false (tocsin_snapshot_is_set (TOCSIN_SNAPSHOT (copy), "port"));
}

static void
test_remove (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  fixture_listen (fixture);
  g_assert_false (tocsin_config_remove (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "bills"));
  g_clear_error (&error);

  tocsin_config_remove (fixture->config, TOCSIN_CONFIG_TASK, "bills", &error);
  g_assert_no_error (error);
  tocsin_config_remove (fixture->config, TOCSIN_CONFIG_CONNECTION, "work", &error);
  g_assert_no_error (error);
  fixture_expect (fixture, "# My settings\n[tocsin]\nconnections=home\ntasks=[]\n\n"
                           "[connections/work/encryption]\n# old server\n\n"
                           "[connections/home]\nprotocol=toy\n\n");
  g_assert_cmpstr (fixture->told->str, ==, "task bills, connection work, ");
}

/* Another trigger, another kind of action, an action less: no key of the old one stays. */
static void
test_orphans (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  tocsin_config_edit (fixture->config, TOCSIN_CONFIG_TASK, "bills",
                      KEYS ("trigger=gong", "trigger.every=5m", "action.hush.type=hush"), NULL,
                      KEYS ("ring"), &error);
  g_assert_no_error (error);
  g_file_get_contents (fixture->path, &content, NULL, NULL);
  g_assert_null (strstr (content, "connection=work"));
  g_assert_null (strstr (content, "times"));
  g_assert_nonnull (strstr (content, "every=5m"));
  g_assert_nonnull (strstr (content, "actions=hush"));

  g_assert_false (tocsin_config_edit (fixture->config, TOCSIN_CONFIG_TASK, "bills", NULL, NULL,
                                      KEYS ("ring"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
}

static guint64
enabled_since (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTaskSettings) task = tocsin_config_load_task (fixture->config, id, &error);

  g_assert_no_error (error);
  return tocsin_snapshot_get_uint64 (TOCSIN_SNAPSHOT (task), "enabled-since");
}

static void
set_bills (Fixture *fixture, const char *assignment)
{
  const char *assignments[] = { assignment, NULL };
  g_autoptr (GError) error = NULL;

  tocsin_config_set (fixture->config, TOCSIN_CONFIG_TASK, "bills", assignments, &error);
  g_assert_no_error (error);
}

/* “From now on” is counted from the moment a task was enabled, and from no other change. */
static void
test_enabled_since (Fixture *fixture, gconstpointer text)
{
  guint64 before = (guint64) g_get_real_time ();
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
      tocsin_config_add_task (fixture->config, "New", KEYS ("trigger=bell"), &error);
  g_autofree char *off = NULL;
  g_autofree char *copy = NULL;
  guint64 first;

  g_assert_no_error (error);
  g_assert_cmpuint (enabled_since (fixture, id), >=, before);
  off =
      tocsin_config_add_task (fixture->config, "Off", KEYS ("trigger=bell", "enabled=no"), &error);
  g_assert_cmpuint (enabled_since (fixture, off), ==, 0);

  set_bills (fixture, "burst-limit=5");
  g_assert_cmpuint (enabled_since (fixture, "bills"), ==, 0);
  set_bills (fixture, "enabled=no");
  g_assert_cmpuint (enabled_since (fixture, "bills"), ==, 0);
  set_bills (fixture, "enabled=yes");
  first = enabled_since (fixture, "bills");
  g_assert_cmpuint (first, >=, before);
  set_bills (fixture, "enabled=yes");
  g_assert_cmpuint (enabled_since (fixture, "bills"), ==, first);
  copy = tocsin_config_copy (fixture->config, TOCSIN_CONFIG_TASK, "bills", "Copy", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (enabled_since (fixture, copy), >=, first);
}

static void
test_engine (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSnapshot) engine = NULL;

  fixture_listen (fixture);
  tocsin_config_set (fixture->config, TOCSIN_CONFIG_ENGINE, "", KEYS ("workers=4", "reconcile=1h"),
                     &error);
  g_assert_no_error (error);
  engine = tocsin_config_load_engine (fixture->config, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tocsin_snapshot_get_uint (engine, "workers"), ==, 4);
  g_assert_cmpuint (tocsin_snapshot_get_uint (engine, "reconcile"), ==, 3600);
  g_assert_cmpstr (fixture->told->str, ==, "engine , ");
  g_assert_false (
      tocsin_config_set (fixture->config, TOCSIN_CONFIG_ENGINE, "", KEYS ("worker=4"), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

static const char *
resolve_toy (const char *typed, gboolean *implicit_tls, gpointer user_data)
{
  *implicit_tls = g_str_equal (typed, "toys");

  return *implicit_tls || g_str_equal (typed, "plaything") ? "toy" : NULL;
}

static void
test_protocol_by_another_name (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (TocsinConnectionSettings) added = NULL;
  g_autoptr (TocsinConnectionSettings) written = NULL;

  tocsin_config_set_protocol_resolver (fixture->config, resolve_toy, NULL);
  id = tocsin_config_add_connection (fixture->config, "Toys", "New", NULL, &error);
  g_assert_no_error (error);
  added = tocsin_config_load_connection (fixture->config, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_connection_settings_get_protocol (added), ==, "toy");
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (added), "encryption.mode"), ==,
                   "implicit");

  fixture_write (fixture, "[tocsin]\nconnections=a\n[connections/a]\nprotocol=TOYS\n");
  tocsin_config_reload (fixture->config);
  written = tocsin_config_load_connection (fixture->config, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_connection_settings_get_protocol (written), ==, "toy");
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (written), "encryption.mode"), ==,
                   "implicit");
}

static gboolean
remembers_new (TocsinConfigKind kind, const char *id, gpointer user_data)
{
  return g_str_equal (id, "new");
}

static void
test_id_of_the_past (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  tocsin_config_set_id_in_use (fixture->config, remembers_new, NULL);
  id = tocsin_config_add_connection (fixture->config, "toy", "New", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "new-2");
}

static void
test_default_path (void)
{
  g_autofree char *standard = NULL;
  g_autofree char *named = NULL;

  g_unsetenv ("TOCSIN_CONFIG");
  standard = tocsin_config_default_path ();
  g_assert_true (g_str_has_suffix (standard, "/tocsin/tocsin.conf"));
  g_setenv ("TOCSIN_CONFIG", "/somewhere/else.conf", TRUE);
  named = tocsin_config_default_path ();
  g_assert_cmpstr (named, ==, "/somewhere/else.conf");
  g_unsetenv ("TOCSIN_CONFIG");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/settings/config/read", two, test_read);
  fixture_add ("/settings/config/not-found", two, test_not_found);
  fixture_add ("/settings/config/set", two, test_set);
  fixture_add ("/settings/config/set-is-atomic", two, test_set_is_atomic);
  fixture_add ("/settings/config/add", NULL, test_add);
  fixture_add ("/settings/config/add-refused", two, test_add_refused);
  fixture_add ("/settings/config/reset-and-rename", two, test_reset_and_rename);
  fixture_add ("/settings/config/copy", two, test_copy);
  fixture_add ("/settings/config/remove", two, test_remove);
  fixture_add ("/settings/config/orphans", two, test_orphans);
  fixture_add ("/settings/config/enabled-since", two, test_enabled_since);
  fixture_add ("/settings/config/engine", two, test_engine);
  fixture_add ("/settings/config/protocol-by-another-name", two, test_protocol_by_another_name);
  fixture_add ("/settings/config/id-of-the-past", two, test_id_of_the_past);
  g_test_add_func ("/settings/config/default-path", test_default_path);

  return g_test_run ();
}
