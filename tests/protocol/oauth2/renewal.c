/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Of a provider that takes each refresh token once, a new one must not be lost. */
#include <glib/gstdio.h>
#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/oauth2/refresh-store.h"
#include "core/net/oauth2/token-broker.h"
#include "tests/protocol/scripted-server.h"

static char *state;

typedef struct
{
  char *file; /* where the settings say that the refresh token is */
  ScriptedServer *server;
  GCancellable *cancellable;
} Fixture;

static void
setup (Fixture *self, gconstpointer data)
{
  self->file = g_build_filename (state, "refresh", NULL);
  self->server = scripted_server_new ();
  self->cancellable = g_cancellable_new ();
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_object_unref (self->cancellable);
  g_free (self->file);
}

static TocsinConnectionSettings *
make_settings_at (const char *port, const char *reference)
{
  g_autofree char *authority =
      g_strconcat ("authentication.authority=http://127.0.0.1:", port, NULL);
  g_autofree char *token = g_strconcat ("authentication.refresh-token=", reference, NULL);
  const char *const assignments[] = { authority,
                                      token,
                                      "authentication.oauth2-provider=google",
                                      "authentication.oauth2-grant=refresh-token",
                                      "authentication.client-id=me",
                                      "authentication.scope=mail",
                                      "encryption.allow-cleartext=true",
                                      NULL };
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings =
      tocsin_connection_settings_new_from_assignments ("renewal", "test", assignments, &error);

  g_assert_no_error (error);

  return settings;
}

static char *
get_port (Fixture *self)
{
  return g_strdup_printf ("%u", scripted_server_get_port (self->server));
}

static TocsinConnectionSettings *
make_settings (Fixture *self, const char *reference)
{
  g_autofree char *port = get_port (self);

  return make_settings_at (port, reference);
}

static void
expect_request (Fixture *self, const char *token)
{
  g_autofree char *body =
      g_strdup_printf ("grant_type=refresh_token&refresh_token=%s&scope=mail&client_id=me", token);
  g_autofree char *text =
      g_strdup_printf ("POST /token HTTP/1.1\r\n"
                       "Host: 127.0.0.1:%u\r\n"
                       "Accept: application/json\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\n"
                       "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                       "User-Agent: Tocsin\r\n"
                       "Connection: Keep-Alive\r\n\r\n%s",
                       scripted_server_get_port (self->server), strlen (body), body);

  scripted_server_connection (self->server);
  scripted_server_expect (self->server, text);
}

static void
send_answer (Fixture *self, const char *refresh)
{
  g_autofree char *more =
      refresh != NULL ? g_strdup_printf (",\"refresh_token\":\"%s\"", refresh) : g_strdup ("");
  g_autofree char *body = g_strdup_printf (
      "{\"access_token\":\"access\",\"token_type\":\"Bearer\",\"expires_in\":3600%s}", more);
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 200 OK\r\n"
                                           "Content-Type: application/json\r\n"
                                           "Connection: close\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                           strlen (body), body);

  scripted_server_send (self->server, text);
  scripted_server_hang_up (self->server);
}

static TocsinSecret *
obtain (TocsinConnectionSettings *settings, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinTokenBroker) broker = tocsin_token_broker_get (settings, NULL, error);

  g_assert_no_error (*error);

  return tocsin_token_broker_obtain (broker, cancellable, error);
}

static gpointer
call_off (gpointer data)
{
  Fixture *self = data;

  scripted_server_sync (self->server);
  g_cancellable_cancel (self->cancellable);
  scripted_server_go (self->server);

  return NULL;
}

/* What was asked before the end came is heard out: the old token may be worth nothing any more. */
static void
test_called_off (Fixture *self, gconstpointer data)
{
  g_autofree char *reference = g_strconcat ("file:", self->file, NULL);
  g_autoptr (TocsinConnectionSettings) settings = make_settings (self, reference);
  g_autoptr (TocsinSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  GThread *thread;

  g_assert_true (g_file_set_contents_full (self->file, "first", -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                           0600, NULL));
  expect_request (self, "first");
  scripted_server_wait (self->server);
  send_answer (self, "second");
  scripted_server_start (self->server);
  thread = g_thread_new ("call-off", call_off, self);
  token = obtain (settings, self->cancellable, &error);
  g_thread_join (thread);
  scripted_server_finish (self->server);

  g_assert_true (g_file_get_contents (self->file, &kept, NULL, NULL));
  g_assert_cmpstr (g_strchomp (kept), ==, "second");
}

static char *
choose_stand_in (TocsinConnectionSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinGrant) grant = tocsin_grant_new (settings, NULL, &error);

  g_assert_no_error (error);

  return tocsin_refresh_store_choose_path (grant, ".token");
}

/* A token for which there was no room is kept as soon as there is, though it is not replaced. */
static void
test_no_room (Fixture *self, gconstpointer data)
{
  g_autoptr (TocsinConnectionSettings) settings = make_settings (self, "env:RENEWAL_TOKEN");
  g_autoptr (TocsinConnectionSettings) again = NULL;
  g_autofree char *stand_in = choose_stand_in (settings);
  g_autoptr (TocsinSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  g_assert_cmpint (g_mkdir_with_parents (stand_in, 0700), ==, 0);
  expect_request (self, "first");
  send_answer (self, "second");
  expect_request (self, "second");
  send_answer (self, NULL);
  scripted_server_start (self->server);

  g_assert_null (obtain (settings, NULL, &error));
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_cmpint (g_rmdir (stand_in), ==, 0);
  /* Another way there has another broker, which does not rest after the failure. */
  again = tocsin_connection_settings_new_from_part (
      TOCSIN_SNAPSHOT (settings), "test",
      (const char *const[]){ "encryption.versions=tls1.2", NULL }, &error);
  g_assert_no_error (error);
  token = obtain (again, NULL, &error);
  g_assert_no_error (error);
  scripted_server_finish (self->server);

  g_assert_true (g_file_get_contents (stand_in, &kept, NULL, NULL));
  g_assert_true (g_str_has_suffix (g_strchomp (kept), "\nsecond"));
}

static GSubprocess *
start_another (Fixture *self, const char *reference)
{
  g_autofree char *port = get_port (self);
  g_autoptr (GError) error = NULL;
  GSubprocess *other = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "renew",
                                         port, reference, NULL);

  g_assert_no_error (error);

  return other;
}

static int
watch_locks (void)
{
  g_autofree char *folder = g_build_filename (state, "tokens", NULL);
  int watch = inotify_init1 (IN_CLOEXEC);

  g_assert_cmpint (inotify_add_watch (watch, folder, IN_OPEN), >=, 0);

  return watch;
}

/* Whoever opens it is about to take it. */
static void
wait_for_lock (int watch)
{
  union
  {
    struct inotify_event event;
    char bytes[sizeof (struct inotify_event) + NAME_MAX + 1];
  } opened;

  do
    g_assert_cmpint (read (watch, &opened, sizeof opened), >, 0);
  while (opened.event.len == 0 || !g_str_has_suffix (opened.event.name, ".lock"));
  close (watch);
}

static void
expect_success (GSubprocess *other)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check (other, NULL, &error);
  g_assert_no_error (error);
}

/* The engine and a command may want a token at the same time: one waits, and shows the new one. */
static void
test_at_once (Fixture *self, gconstpointer data)
{
  g_autofree char *reference = g_strconcat ("file:", self->file, NULL);
  g_autoptr (GSubprocess) one = NULL;
  g_autoptr (GSubprocess) other = NULL;
  g_autofree char *kept = NULL;
  int watch;

  g_assert_true (g_file_set_contents_full (self->file, "first", -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                           0600, NULL));
  expect_request (self, "first");
  scripted_server_wait (self->server);
  send_answer (self, "second");
  expect_request (self, "second");
  send_answer (self, "third");
  scripted_server_start (self->server);
  one = start_another (self, reference);
  scripted_server_sync (self->server);
  watch = watch_locks ();
  other = start_another (self, reference);
  wait_for_lock (watch);
  scripted_server_go (self->server);
  expect_success (one);
  expect_success (other);
  scripted_server_finish (self->server);

  g_assert_true (g_file_get_contents (self->file, &kept, NULL, NULL));
  g_assert_cmpstr (g_strchomp (kept), ==, "third");
}

static int
renew (const char *port, const char *reference)
{
  g_autoptr (TocsinConnectionSettings) settings = make_settings_at (port, reference);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) token = obtain (settings, NULL, &error);

  if (token == NULL)
    g_printerr ("%s\n", error->message);

  return token != NULL ? 0 : 1;
}

static void
remove_state (void)
{
  const char *const argv[] = { "rm", "-r", state, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (state);
}

int
main (int argc, char **argv)
{
  int status;

  if (argc == 4 && g_str_equal (argv[1], "renew"))
    return renew (argv[2], argv[3]);

  state = g_dir_make_tmp ("tocsin-renewal-XXXXXX", NULL);
  g_setenv ("TOCSIN_STATE", state, TRUE);
  g_setenv ("RENEWAL_TOKEN", "first", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/oauth2/renewal/called-off", Fixture, NULL, setup, test_called_off, teardown);
  g_test_add ("/oauth2/renewal/no-room", Fixture, NULL, setup, test_no_room, teardown);
  g_test_add ("/oauth2/renewal/at-once", Fixture, NULL, setup, test_at_once, teardown);
  status = g_test_run ();
  remove_state ();

  return status;
}
