/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

/* One row an assignment: what is refused, with what words; NULL where it is taken. */
typedef struct
{
  const char *about;
  const char *assignment;
  const char *says;
} Row;

static const Row connection_rows[] = {
  { "a plain key", "address=a", NULL },
  { "an equals sign in the value", "description=a=b", NULL },
  { "no equals sign", "address", "KEY=VALUE" },
  { "no key", "=x", "KEY=VALUE" },
  { "a misspelt key names the nearest", "adress=a", "“address”" },
  { "a misspelt group too", "encrypton.mode=none", "“encryption.mode”" },
  { "nothing like it", "frobnicate=1", "no setting" },
  { "another plugin's group", "telex.line=1", "no setting" },
  { "a number", "port=993", NULL },
  { "the largest port", "port=65535", NULL },
  { "one too many", "port=65536", "from 0 to 65535" },
  { "negative", "port=-1", "from 0 to 65535" },
  { "no number", "port=imap", "from 0 to 65535" },
  { "a time where there is none", "port=5m", "from 0 to 65535" },
  { "a time", "timeout=5m", NULL },
  { "a time by the clock", "timeout=00:05:00", NULL },
  { "a time out of range", "timeout=2d", "86400" },
  { "no time", "timeout=soon", "time such as" },
  { "a choice", "encryption.mode=none", NULL },
  { "a choice in capitals", "encryption.mode=STARTTLS", NULL },
  { "an alias", "encryption.mode=ssl-tls", NULL },
  { "a bad choice", "encryption.mode=tls9", "one of auto, implicit, starttls" },
  { "a list of choices", "encryption.versions=tls1.3", NULL },
  { "choices in another case", "authentication.mechanisms=plain,Login", NULL },
  { "a bad choice in a list", "encryption.versions=tls1.3,tls9", "“tls9”" },
  { "a boolean", "transcript=on", NULL },
  { "no boolean", "transcript=maybe", "true or false" },
  { "a line break", "address=a\r\nNOOP", "line break" },
  { "a line break in a list", "proxy.headers=['A: b\\r\\nC: d']", "line break" },
  { "a line break where it may be", "description=a\nb", NULL },
  { "a reference", "authentication.password=keyring:", NULL },
  { "a password", "authentication.password=hunter2", "never a setting" },
  { "a relative path", "authentication.password=file:secret", "whole path" },
  { "a token's key", "encryption.client-key=pkcs11:token=x", NULL },
  { "a PIN in a token's address", "encryption.client-key=pkcs11:token=x?pin-value=1",
    "never a setting" },
  { "a token for a password", "authentication.password=pkcs11:token=x", "private key" },
  { "the plugin's own", "toy.colour=green", NULL },
  { "a bad one of its own", "toy.colour=blue", "one of red, green" },
};

static const Row task_rows[] = {
  { "the trigger's", "trigger.folders=A", NULL },
  { "the trigger's, misspelt", "trigger.folder=A", "“trigger.folders”" },
  { "an action by its kind", "action.ring.times=2", NULL },
  { "an action's key out of range", "action.ring.times=11", "from 1 to 10" },
  { "an action's key that it has not", "action.ring.time=2", "“action.ring.times”" },
  { "text may have lines", "action.ring.text=a\nb", NULL },
  { "GVariant text for a type of its own", "action.ring.pairs={'a': 'b'}", NULL },
  { "not of that type", "action.ring.pairs=a", "GVariant text of type a{ss}" },
  { "an action that is not there", "action.telex.line=1", "telex" },
  { "an id that is none", "action.Ring!.times=1", "a-z" },
  { "an action twice", "actions=ring,ring", "twice" },
  { "a path for an id", "actions=../x", "a-z" },
};

static void
check (const Row *row, gpointer settings, GError *error)
{
  g_test_message ("%s: %s", row->about, error != NULL ? error->message : "taken");
  if (row->says == NULL)
    {
      g_assert_no_error (error);
      g_assert_nonnull (settings);
      return;
    }

  g_assert_null (settings);
  g_assert_nonnull (error);
  g_assert_true (error->domain == TOCSIN_ERROR);
  g_assert_nonnull (strstr (error->message, row->says));
}

static void
test_connection_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (connection_rows); i++)
    {
      const char *assignments[] = { connection_rows[i].assignment, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinConnectionSettings) settings =
          tocsin_connection_settings_new_from_assignments ("w", "toy", assignments, &error);

      check (&connection_rows[i], settings, error);
    }
}

static void
test_task_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (task_rows); i++)
    {
      const char *assignments[] = { task_rows[i].assignment, "trigger=bell", NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTaskSettings) settings =
          tocsin_task_settings_new_from_assignments ("t", assignments, &error);

      check (&task_rows[i], settings, error);
    }
}

/* Neither in the message nor in the hint. */
static void
test_password_is_not_repeated (void)
{
  static const char *const tries[] = {
    "authentication.password=hunter2", "authentication.bearer-token=hunter2",
    "authentication.password=hunter2\n", "encryption.client-key=hunter2", "proxy.password='hunter2'"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      const char *assignments[] = { tries[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (
          tocsin_connection_settings_new_from_assignments ("w", "toy", assignments, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_null (strstr (error->message, "hunter2"));
      if (tocsin_error_get_hint (error) != NULL)
        g_assert_null (strstr (tocsin_error_get_hint (error), "hunter2"));
    }
}

static void
test_values (void)
{
  const char *assignments[] = { "timeout=00:05:00",
                                "encryption.mode=SSL",
                                "authentication.mechanisms=plain, scram-sha-256",
                                "proxy.exceptions=['a,b', 'c']",
                                "description='quoted'",
                                "transcript=YES",
                                "proxy.headers=",
                                NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("w", "toy", assignments, &error);
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);

  g_assert_no_error (error);
  g_assert_cmpuint (tocsin_snapshot_get_uint (snapshot, "timeout"), ==, 300);
  g_assert_cmpstr (tocsin_snapshot_get_string (snapshot, "encryption.mode"), ==, "implicit");
  g_assert_cmpstr (tocsin_snapshot_get_strv (snapshot, "authentication.mechanisms")[1], ==,
                   "SCRAM-SHA-256");
  g_assert_cmpstr (tocsin_snapshot_get_strv (snapshot, "proxy.exceptions")[0], ==, "a,b");
  g_assert_cmpstr (tocsin_snapshot_get_string (snapshot, "description"), ==, "'quoted'");
  g_assert_true (tocsin_snapshot_get_boolean (snapshot, "transcript"));
  g_assert_null (tocsin_snapshot_get_strv (snapshot, "proxy.headers")[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/assignments/connection", test_connection_rows);
  g_test_add_func ("/settings/assignments/task", test_task_rows);
  g_test_add_func ("/settings/assignments/password-is-not-repeated", test_password_is_not_repeated);
  g_test_add_func ("/settings/assignments/values", test_values);

  return g_test_run ();
}
