/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

#define KEYS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static TocsinConnectionSettings *
connection (const char *const *assignments)
{
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings =
      tocsin_connection_settings_new_from_assignments ("work", "toy", assignments, &error);

  g_assert_no_error (error);
  return settings;
}

static TocsinTaskSettings *
task (const char *const *assignments)
{
  g_autoptr (GError) error = NULL;
  TocsinTaskSettings *settings =
      tocsin_task_settings_new_from_assignments ("bills", assignments, &error);

  g_assert_no_error (error);
  return settings;
}

static void
test_defaults (void)
{
  g_autoptr (TocsinConnectionSettings) settings = connection (KEYS ("address=mail.example.org"));
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);

  g_assert_cmpstr (tocsin_connection_settings_get_protocol (settings), ==, "toy");
  g_assert_cmpstr (tocsin_snapshot_get_plugin (snapshot), ==, "toy");
  g_assert_cmpstr (tocsin_snapshot_get_id (snapshot), ==, "work");
  g_assert_cmpstr (tocsin_snapshot_get_name (snapshot), ==, "work");
  g_assert_cmpstr (tocsin_snapshot_get_string (snapshot, "address"), ==, "mail.example.org");
  g_assert_true (tocsin_snapshot_is_set (snapshot, "address"));
  g_assert_false (tocsin_snapshot_is_set (snapshot, "port"));
  g_assert_cmpstr (tocsin_snapshot_get_string (snapshot, "encryption.mode"), ==, "auto");
  g_assert_cmpuint (tocsin_snapshot_get_uint (snapshot, "limits.linger"), ==, 5);
  g_assert_cmpuint (tocsin_snapshot_get_uint64 (snapshot, "limits.max-message-size"), ==, 64 << 20);
  g_assert_cmpuint (tocsin_snapshot_get_uint64 (snapshot, "limits.linger"), ==, 5);
  g_assert_true (tocsin_snapshot_get_boolean (snapshot, "identify"));
  g_assert_cmpstr (tocsin_snapshot_get_strv (snapshot, "encryption.versions")[1], ==, "tls1.3");
  g_assert_null (tocsin_snapshot_get_strv (snapshot, "proxy.headers")[0]);
  g_assert_cmpstr (tocsin_snapshot_get_string (snapshot, "toy.colour"), ==, "red");
  g_assert_false (tocsin_snapshot_has_key (snapshot, "toy.taste"));
  g_assert_false (tocsin_connection_settings_has_secret (settings, "authentication.password"));
}

/* A protocol without keys of its own may name another's as a child, and gets them unprefixed. */
static void
test_borrowed_group (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_settings_new_from_assignments (
      "w", "borrower", KEYS ("toy.colour=green"), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "toy.colour"), ==,
                   "green");
  g_assert_false (tocsin_snapshot_has_key (TOCSIN_SNAPSHOT (settings), "borrower.colour"));
}

static void
test_digest (void)
{
  g_autoptr (TocsinConnectionSettings) a =
      connection (KEYS ("address=a", "encryption.mode=starttls"));
  g_autoptr (TocsinConnectionSettings) b =
      connection (KEYS ("address=b", "encryption.mode=start-tls-required"));
  g_autoptr (TocsinConnectionSettings) c =
      connection (KEYS ("address=a", "encryption.mode=starttls", "proxy.port=0"));
  g_autofree char *whole_a = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (a), NULL);
  g_autofree char *whole_b = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (b), "");
  g_autofree char *whole_c = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (c), NULL);
  g_autofree char *group_a = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (a), "encryption");
  g_autofree char *group_b = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (b), "encryption");
  g_autofree char *proxy_b = tocsin_snapshot_digest (TOCSIN_SNAPSHOT (b), "proxy");

  g_assert_cmpstr (whole_a, !=, whole_b);
  g_assert_cmpstr (whole_a, ==, whole_c);
  g_assert_cmpstr (group_a, ==, group_b);
  g_assert_cmpstr (group_b, !=, proxy_b);
}

static void
test_task (void)
{
  g_autoptr (TocsinTaskSettings) settings =
      task (KEYS ("action.hush.type=hush", "trigger.folders=A,B", "action.late.times=3",
                  "trigger=bell", "action.late.type=ring"));
  TocsinSnapshot *trigger = tocsin_task_settings_get_trigger (settings);
  GPtrArray *actions = tocsin_task_settings_get_actions (settings);
  TocsinSnapshot *late;

  g_assert_cmpstr (tocsin_snapshot_get_plugin (trigger), ==, "bell");
  g_assert_cmpstr (tocsin_snapshot_get_id (trigger), ==, "bills");
  g_assert_cmpstr (tocsin_snapshot_get_strv (trigger, "folders")[1], ==, "B");
  g_assert_false (tocsin_snapshot_has_key (trigger, "enabled"));
  g_assert_true (tocsin_task_settings_get_enabled (settings));

  g_assert_cmpuint (actions->len, ==, 2);
  g_assert_cmpstr (tocsin_snapshot_get_id (actions->pdata[0]), ==, "hush");
  late = actions->pdata[1];
  g_assert_cmpstr (tocsin_snapshot_get_id (late), ==, "late");
  g_assert_cmpstr (tocsin_snapshot_get_plugin (late), ==, "ring");
  g_assert_cmpuint (tocsin_snapshot_get_uint (late, "times"), ==, 3);
  g_assert_cmpuint (tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (settings), "action.late.times"), ==,
                    3);
}

static void
test_generation (void)
{
  g_autoptr (TocsinTaskSettings) a = task (KEYS ("trigger=bell", "action.ring.times=3"));
  g_autoptr (TocsinTaskSettings) b = task (KEYS ("action.ring.times=3", "trigger=bell"));
  g_autoptr (TocsinTaskSettings) c = task (KEYS ("trigger=bell", "action.ring.times=4"));
  g_autoptr (TocsinTaskSettings) d =
      task (KEYS ("trigger=bell", "action.ring.times=3", "trigger.folders=X"));

  g_assert_cmpuint (tocsin_task_settings_get_generation (a), ==,
                    tocsin_task_settings_get_generation (b));
  g_assert_cmpuint (tocsin_task_settings_get_generation (a), !=,
                    tocsin_task_settings_get_generation (c));
  g_assert_cmpuint (tocsin_task_settings_get_generation (a), !=,
                    tocsin_task_settings_get_generation (d));
  g_assert_cmpuint (tocsin_task_settings_get_generation (a), <=, G_MAXINT64);
}

static void
test_missing_plugin (void)
{
  g_autoptr (GError) error = NULL;
  TocsinTaskSettings *settings;

  settings = tocsin_task_settings_new_from_assignments (
      "x", KEYS ("trigger=bell", "action.ring.times=1", "action.telex.line=9"), &error);
  g_assert_null (settings);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
  g_assert_nonnull (strstr (error->message, "telex"));
  g_clear_error (&error);

  settings = tocsin_task_settings_new_from_assignments ("x", KEYS ("trigger=telex"), &error);
  g_assert_null (settings);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING);
}

static void
test_resolve_secret (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      connection (KEYS ("authentication.password=env:TOCSIN_TEST_SECRET"));
  g_autoptr (TocsinSecret) secret = NULL;

  g_setenv ("TOCSIN_TEST_SECRET", "open sesame", TRUE);
  g_assert_true (tocsin_connection_settings_has_secret (settings, "authentication.password"));
  secret =
      tocsin_connection_settings_resolve_secret (settings, "authentication.password", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_secret_peek (secret), ==, "open sesame");
}

/* The caller's mistake, and not to be missed. */
static void
test_wrong_key (void)
{
  g_autoptr (TocsinConnectionSettings) settings = connection (KEYS ("address=a"));

  g_test_expect_message ("tocsin", G_LOG_LEVEL_CRITICAL, "*no setting “adress”*");
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "adress"), ==, "");
  g_test_expect_message ("tocsin", G_LOG_LEVEL_CRITICAL, "*“address” is of type s*");
  g_assert_cmpuint (tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (settings), "address"), ==, 0);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/snapshot/defaults", test_defaults);
  g_test_add_func ("/settings/snapshot/borrowed-group", test_borrowed_group);
  g_test_add_func ("/settings/snapshot/digest", test_digest);
  g_test_add_func ("/settings/snapshot/task", test_task);
  g_test_add_func ("/settings/snapshot/generation", test_generation);
  g_test_add_func ("/settings/snapshot/missing-plugin", test_missing_plugin);
  g_test_add_func ("/settings/snapshot/resolve-secret", test_resolve_secret);
  g_test_add_func ("/settings/snapshot/wrong-key", test_wrong_key);

  return g_test_run ();
}
