/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/query.h"
#include "tests/live/imap4/filled.h"
#include "tests/unit/mail/place.h"

#include <json-glib/json-glib.h>
#include <locale.h>

/* `tocsin mail search`, as a person types it, lists what matches the letters themselves, oldest
 * first. */

#define LETTERS 30
#define QUERIES 25

static void
set_home (GSubprocessLauncher *launcher, const char *home)
{
  static const char *const names[] = { "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR" };

  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_subprocess_launcher_setenv (launcher, names[i], home, TRUE);
}

/* @arguments (element-type utf8): owned by nobody here, without the program. Returns what it said.
 */
static char *
run (const char *home, GPtrArray *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program =
      g_build_filename (g_getenv ("TOCSIN_BUILD_ROOT"), "ui", "cli", "tocsin", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_ptr_array_insert (arguments, 0, program);
  g_ptr_array_add (arguments, NULL);
  set_home (launcher, home);
  g_subprocess_launcher_unsetenv (launcher, "GSETTINGS_BACKEND");
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  return output;
}

static GPtrArray *
words (const char *first, ...)
{
  GPtrArray *all = g_ptr_array_new ();
  va_list args;

  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (all, (char *) word);
  va_end (args);

  return all;
}

static void
add_connection (MailServer *server, const char *home)
{
  g_autofree char *address = g_strconcat ("address=", mail_server_get (server, "HOST"), NULL);
  g_autofree char *port = g_strconcat ("port=", mail_server_get (server, "TLS_PORT"), NULL);
  g_autofree char *password = g_strconcat (
      "authentication.password=file:", mail_server_get (server, "PASSWORD_FILE"), NULL);
  g_autofree char *authority =
      g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL);
  g_autoptr (GPtrArray) arguments =
      words ("connection", "add", "imap4", "work", address, port, "encryption.mode=implicit",
             "authentication.username=alice", password, authority, NULL);
  g_autofree char *output = run (home, arguments);
}

/* The letters found, as mailbox_match() marks them; they must stand in order. */
static char *
search (const Filled *filled, const char *home, const char *query)
{
  g_autoptr (GPtrArray) arguments =
      words ("mail", "search", "--folder", filled->folder, "--json", "--", "work", query, NULL);
  g_autofree char *output = run (home, arguments);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  char *marks = g_strnfill (filled->mailbox->letters->len, 'n');
  guint next = 0;

  node = json_from_string (output, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonObject *found = json_array_get_object_element (json_node_get_array (node), i);
      gpointer index;

      g_assert_true (g_hash_table_lookup_extended (
          filled->indexes, json_object_get_string_member (found, "ref"), NULL, &index));
      g_assert_cmpuint (GPOINTER_TO_UINT (index), >=, next);
      next = GPOINTER_TO_UINT (index) + 1;
      marks[next - 1] = 'y';
    }

  return marks;
}

static void
test_command (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (Dice) dice = dice_new (42);
  g_autoptr (Filled) filled = NULL;
  g_autoptr (TocsinMailStore) store = NULL;
  char *home;
  g_autofree char *port = NULL;

  if (server == NULL)
    return;
  home = place_new ();
  port = g_strdup_printf ("port=%u", mail_server_get_tls_port (server));
  store = account_open (server, "alice", port, "encryption.mode=implicit", NULL);
  dice_make_findable (dice);
  filled = filled_new (server, dice, 0, LETTERS, FALSE);
  filled_open (filled, store);
  add_connection (server, home);

  for (guint i = 0; i < QUERIES; i++)
    {
      g_autofree char *text = query_make (dice, filled->mailbox);
      g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);
      g_autofree char *expected = mailbox_match (filled->mailbox, query, g_get_real_time ());
      g_autofree char *found = search (filled, home, text);

      g_test_message ("%s", text);
      g_assert_cmpstr (found, ==, expected);
    }
  tocsin_connection_close (TOCSIN_CONNECTION (store));
  place_remove (home);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap4/property/command", test_command);

  return g_test_run ();
}
