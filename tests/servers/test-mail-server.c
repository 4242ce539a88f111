/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/servers/mail-server.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The fixtures' own test: what live tests lean on does what it says. */

static char *
read_greeting_at (MailServer *server, const char *port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) input = NULL;

  connection = g_socket_client_connect_to_host (
      client, mail_server_get (server, "HOST"),
      (guint16) g_ascii_strtoull (mail_server_get (server, port), NULL, 10), NULL, NULL);
  if (connection == NULL)
    return NULL;
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  return g_data_input_stream_read_line (input, NULL, NULL, NULL);
}

static char *
read_greeting (MailServer *server)
{
  return read_greeting_at (server, "PORT");
}

static char *
ask (MailServer *server, const char *user, const char *command)
{
  g_autofree char *commands = g_strdup_printf ("a %s\r\nb LOGOUT\r\n", command);

  return mail_server_imap (server, user, commands);
}

static void
test_away_and_back (gconstpointer kind)
{
  g_autoptr (MailServer) server = mail_server_start (kind, NULL);
  g_autofree char *port = NULL, *before = NULL, *away = NULL, *after = NULL, *mail = NULL;

  if (server == NULL)
    return;
  port = g_strdup (mail_server_get (server, "PORT"));
  before = read_greeting (server);
  g_assert_true (g_str_has_prefix (before, "* OK"));
  mail_server_stop (server);
  away = read_greeting (server);
  g_assert_null (away);
  mail_server_deliver (server, "alice", "INBOX", "Subject: while you were away\n\nRing me.\n");
  mail_server_restart (server);
  g_assert_cmpstr (mail_server_get (server, "PORT"), ==, port);
  after = read_greeting (server);
  g_assert_true (g_str_has_prefix (after, "* OK"));
  mail = ask (server, "alice", "STATUS INBOX (MESSAGES)");
  g_assert_nonnull (strstr (mail, "(MESSAGES 1)"));
}

static void
test_delivery (gconstpointer kind)
{
  g_autoptr (MailServer) server = mail_server_start (kind, NULL);
  g_autofree char *list = NULL, *status = NULL;

  if (server == NULL)
    return;
  mail_server_deliver (server, "bob", "Bills", "Subject: one\n\n1\n");
  mail_server_deliver (server, "bob", "Bills", "Subject: two\r\n\r\n2\r\n");
  list = ask (server, "bob", "LIST \"\" Bills");
  g_assert_nonnull (strstr (list, "Bills\r\n"));
  status = ask (server, "bob", "STATUS Bills (MESSAGES)");
  g_assert_nonnull (strstr (status, "(MESSAGES 2)"));
}

static void
test_starting_mail (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", "--messages", "250", NULL);
  g_autofree char *status = NULL;

  if (server == NULL)
    return;
  status = ask (server, "carol", "STATUS INBOX (MESSAGES)");
  g_assert_nonnull (strstr (status, "(MESSAGES 250)"));
}

static void
test_capability (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("dovecot", "--capability", "IMAP4rev1", "--no-plaintext", NULL);
  g_autofree char *greeting = NULL;

  if (server == NULL)
    return;
  greeting = read_greeting (server);
  g_assert_nonnull (strstr (greeting, "LOGINDISABLED"));
  g_assert_null (strstr (greeting, "IDLE"));
}

static void
test_pop3 (gconstpointer kind)
{
  g_autoptr (MailServer) server = mail_server_start (kind, "--pop3", NULL);
  g_autofree char *greeting = NULL;

  if (server == NULL)
    return;
  greeting = read_greeting_at (server, "POP3_PORT");
  g_assert_true (g_str_has_prefix (greeting, "+OK"));
  g_assert_cmpstr (mail_server_get (server, "POP3S_PORT"), !=, "0");
}

static void
test_lmtp (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", "--lmtp", NULL);
  g_autofree char *greeting = NULL;

  if (server == NULL)
    return;
  greeting = read_greeting_at (server, "LMTP_PORT");
  g_assert_true (g_str_has_prefix (greeting, "220"));
}

#define NOTE "TOCSIN_TEST_NOTE"
#define PATIENCE_MS (30 * 1000)

/* Watches a process that is no child of ours. */
static void
wait_until_gone (pid_t pid)
{
  struct pollfd gone = { .fd = (int) syscall (SYS_pidfd_open, pid, 0), .events = POLLIN };

  if (gone.fd < 0)
    return;
  g_assert_cmpint (poll (&gone, 1, PATIENCE_MS), ==, 1);
  close (gone.fd);
}

/* A test that crashes frees nothing; its server ends all the same. */
static void
test_owner_gone (gconstpointer kind)
{
  g_autofree char *note = NULL, *pid = NULL;

  if (g_test_subprocess ())
    {
      MailServer *server = mail_server_start (kind, NULL);

      g_file_set_contents (g_getenv (NOTE), server ? mail_server_get (server, "PID") : "", -1,
                           NULL);
      _exit (0);
    }
  note = g_strdup_printf ("%s/tocsin-note-%d", g_get_tmp_dir (), (int) getpid ());
  g_setenv (NOTE, note, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_assert_true (g_file_get_contents (note, &pid, NULL, NULL));
  g_unlink (note);
  if (*pid == '\0')
    g_test_skip_printf ("%s is not installed", (const char *) kind);
  else
    wait_until_gone ((pid_t) g_ascii_strtoll (pid, NULL, 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/servers/dovecot/away-and-back", "dovecot", test_away_and_back);
  g_test_add_data_func ("/servers/dovecot/delivery", "dovecot", test_delivery);
  g_test_add_data_func ("/servers/cyrus/away-and-back", "cyrus", test_away_and_back);
  g_test_add_data_func ("/servers/cyrus/delivery", "cyrus", test_delivery);
  g_test_add_data_func ("/servers/dovecot/owner-gone", "dovecot", test_owner_gone);
  g_test_add_data_func ("/servers/cyrus/owner-gone", "cyrus", test_owner_gone);
  g_test_add_func ("/servers/dovecot/starting-mail", test_starting_mail);
  g_test_add_func ("/servers/dovecot/capability", test_capability);
  g_test_add_data_func ("/servers/dovecot/pop3", "dovecot", test_pop3);
  g_test_add_data_func ("/servers/cyrus/pop3", "cyrus", test_pop3);
  g_test_add_func ("/servers/dovecot/lmtp", test_lmtp);

  return g_test_run ();
}
