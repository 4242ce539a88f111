/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/plugins/workshop.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#define LETTER                                                                                     \
  "From: \"Ann; rm -rf /\" <ann@example.com>\r\n"                                                  \
  "To: bob@example.org\r\n"                                                                        \
  "Subject: -rf $(touch /tmp/x) `id` \"q\" 'q'\r\n"                                                \
  "Message-ID: <1@example.com>\r\n"                                                                \
  "MIME-Version: 1.0\r\n"                                                                          \
  "Content-Type: multipart/mixed; boundary=b\r\n\r\n"                                              \
  "--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n"                                              \
  "--b\r\nContent-Type: text/x-a\r\nContent-Disposition: attachment; "                             \
  "filename=\"../a.txt\"\r\n\r\n"                                                                  \
  "one\r\n"                                                                                        \
  "--b\r\nContent-Type: text/x-a\r\nContent-Disposition: attachment; "                             \
  "filename=\"../a.txt\"\r\n\r\n"                                                                  \
  "two\r\n"                                                                                        \
  "--b--\r\n"

/* Braces that are the shell's. */
static char *
double_braces (const char *script)
{
  g_autoptr (GString) text = g_string_new (script);

  g_string_replace (text, "{", "{{", 0);
  g_string_replace (text, "}", "}}", 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A task of the shell's; what it says comes back. */
static TocsinAction *
make_shell (Workshop *workshop, const char *script, const char *first, const char *second)
{
  g_autofree char *doubled = double_braces (script);
  g_autoptr (GVariant) argv =
      g_variant_ref_sink (g_variant_new_strv (WITH ("/bin/sh", "-c", doubled), -1));
  g_autofree char *text = g_variant_print (argv, FALSE);
  g_autofree char *command = g_strconcat ("command=", text, NULL);

  return workshop_new_action (workshop, "run", WITH (command, first, second));
}

static char *
run (Workshop *workshop, TocsinAction *action, TocsinEvent *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
  const char *bytes;
  gsize size;

  g_assert_no_error (error);
  g_assert_nonnull (outcome);
  g_assert_nonnull (outcome->output);

  bytes = g_bytes_get_data (outcome->output, &size);

  return size > 0 ? g_strndup (bytes, size) : g_strdup ("");
}

static char *
run_script (Workshop *workshop, const char *script, const char *first, const char *second)
{
  g_autoptr (TocsinAction) action = make_shell (workshop, script, first, second);
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);

  return run (workshop, action, event);
}

/* Whatever a stranger wrote is one argument, and nobody reads it as anything else. */
static void
test_arguments (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = workshop_new_action (
      workshop, "run",
      WITH ("command=['/usr/bin/printf', '<%s>', '{subject}', '{from.name}', 'a b', '', '{{x}}', "
            "'{to.address}']"));
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autofree char *output = run (workshop, action, event);

  g_assert_cmpstr (output, ==,
                   "<-rf $(touch /tmp/x) `id` \"q\" 'q'><Ann; rm -rf /><a b><><{x}>"
                   "<bob@example.org>");
}

static void
test_plan_changes_nothing (Workshop *workshop, gconstpointer data)
{
  g_autofree char *script = g_strdup_printf ("touch %s/ran", workshop->directory);
  g_autoptr (TocsinAction) action = make_shell (workshop, script, NULL, NULL);
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);
  g_autofree char *list = workshop_list (workshop->directory);

  g_assert_no_error (error);
  g_assert_cmpstr (list, ==, "");
  g_assert_nonnull (strstr (plan->summary, "'/bin/sh' '-c' 'touch "));
}

static void
test_environment (Workshop *workshop, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  g_setenv ("CREDENTIALS_DIRECTORY", "/run/credentials/x", TRUE);
  g_setenv ("SECRET_TOKEN", "hush", TRUE);
  output = run_script (workshop, "env", "environment=COLOUR=red,EMPTY=", NULL);
  lines = g_strsplit (output, "\n", -1);

  g_assert_true (g_strv_contains ((const char *const *) lines, "COLOUR=red"));
  g_assert_true (g_strv_contains ((const char *const *) lines, "EMPTY="));
  g_assert_true (g_strv_contains ((const char *const *) lines, "TOCSIN_TASK=test"));
  g_assert_true (g_strv_contains ((const char *const *) lines, "TOCSIN_UID=42"));
  g_assert_true (g_strv_contains ((const char *const *) lines, "TOCSIN_HTML=false"));
  g_assert_true (
      g_strv_contains ((const char *const *) lines, "TOCSIN_FROM_ADDRESS=ann@example.com"));
  g_assert_true (g_strv_contains ((const char *const *) lines, "TOCSIN_EVENT_ID=0123456789abcdef"));
  g_assert_nonnull (strstr (output, "PATH="));
  g_assert_nonnull (strstr (output, "HOME="));
  g_assert_null (strstr (output, "CREDENTIALS_DIRECTORY"));
  g_assert_null (strstr (output, "SECRET_TOKEN"));
  g_assert_null (strstr (output, "TOCSIN_PLUGIN_PATH"));
  g_assert_null (strstr (output, "TOCSIN_HEADERS"));
}

/* Names and sizes that no environment can hold, and names that would tell our own programs what to
 * do. */
static void
test_hostile_environment (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_shell (
      workshop,
      "echo ${#TOCSIN_A_B} ${#TOCSIN_L0} ${TOCSIN_PLUGIN_PATH-unset} ${TOCSIN_FAULT-unset}", NULL,
      NULL);
  g_autoptr (JsonObject) members = json_object_new ();
  g_autoptr (TocsinEvent) event = NULL;
  g_autofree char *large = g_strnfill (40 * 1024, 'x');
  g_autofree char *output = NULL;

  json_object_set_string_member (members, "a=b", "equal");
  json_object_set_string_member (members, "plugin_path", "/tmp/evil");
  json_object_set_string_member (members, "fault", "journal");
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("l%u", i);

      json_object_set_string_member (members, name, large);
    }
  event = tocsin_event_new ("id", "type", "source", NULL, 0, members, NULL, 1);
  output = run (workshop, action, event);
  g_assert_cmpstr (output, ==, "5 32768 unset unset\n");
}

static void
test_input (Workshop *workshop, gconstpointer data)
{
  g_autofree char *none = run_script (workshop, "cat", NULL, NULL);
  g_autofree char *message = run_script (workshop, "cat", "input=message", NULL);
  g_autofree char *event = run_script (workshop, "cat", "input=event", NULL);
  g_autoptr (JsonNode) node = json_from_string (event, NULL);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (message, ==, LETTER);
  g_assert_nonnull (node);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "specversion"), ==,
                   "1.0");
}

static void
test_attachments (Workshop *workshop, gconstpointer data)
{
  g_autofree char *list = run_script (
      workshop,
      "cd $TOCSIN_ATTACHMENTS && stat -c %a . && ls && cat * && mkdir -p d/e && touch d/f", NULL,
      NULL);
  g_autofree char *without =
      run_script (workshop, "echo ${TOCSIN_ATTACHMENTS-unset}", "attachments=false", NULL);

  /* That nothing of it stays is seen to by the workshop. */
  g_assert_cmpstr (list, ==, "700\n_a-2.txt\n_a.txt\ntwoone");
  g_assert_cmpstr (without, ==, "unset\n");
}

/* What an engine left behind that was killed while a program had the attachments. */
static void
test_left_attachments (Workshop *workshop, gconstpointer data)
{
  g_autofree char *old = g_build_filename (workshop->work, "run-action-abcdefgh-123456", NULL);
  g_autofree char *file = g_build_filename (old, "a.txt", NULL);
  g_autofree char *foreign = g_build_filename (workshop->work, "journal", NULL);
  g_autofree char *output = NULL;

  g_assert_cmpint (g_mkdir (old, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "private", -1, NULL));
  g_assert_true (g_file_set_contents (foreign, "not ours", -1, NULL));
  output = run_script (workshop, "true", NULL, NULL);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (foreign), ==, 0);
}

typedef struct
{
  const char *about;
  const char *script;
  int code;
  const char *message;
} End;

static const End ends[] = {
  { "later", "echo busy; exit 75", TOCSIN_ERROR_ACTION_LATER, "exit status 75: busy" },
  { "failed", "echo one; echo two >&2; exit 3", TOCSIN_ERROR_ACTION_FAILED, "exit status 3: two" },
  { "silent", "exit 1", TOCSIN_ERROR_ACTION_FAILED, "exit status 1" },
  { "killed", "kill -9 $$", TOCSIN_ERROR_ACTION_FAILED, "signal 9" },
  { "garbage", "printf 'a\\033[2J\\377'; exit 1", TOCSIN_ERROR_ACTION_FAILED, "a\\x1B[2J\\xFF" },
};

static void
test_ends (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (TocsinAction) action = make_shell (workshop, ends[i].script, NULL, NULL);
      g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", ends[i].about);
      g_assert_null (workshop_act (workshop, action, event, &error));
      g_assert_error (error, TOCSIN_ERROR, ends[i].code);
      g_assert_nonnull (strstr (error->message, ends[i].message));
    }
}

static void
test_drop (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_shell (workshop, "exit 99", NULL, NULL);
  g_autoptr (TocsinAction) good = make_shell (workshop, "exit 0", NULL, NULL);
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) dropped = workshop_act (workshop, action, event, &error);
  g_autoptr (TocsinOutcome) done = workshop_act (workshop, good, event, &error);

  g_assert_no_error (error);
  g_assert_true (dropped->drop);
  g_assert_false (done->drop);
}

static void
test_output_is_limited (Workshop *workshop, gconstpointer data)
{
  g_autofree char *output =
      run_script (workshop, "head -c 300000 /dev/zero | tr '\\0' x; echo end >&2", NULL, NULL);

  g_assert_cmpuint (strlen (output), ==, 64 * 1024);
}

static gboolean
is_alive (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;
  const char *state;

  if (!g_file_get_contents (path, &stat, NULL, NULL))
    return FALSE;
  state = strrchr (stat, ')');

  return state != NULL && state[2] != 'Z' && state[2] != 'X';
}

/* Both the program and what it started note their numbers, and neither listens to SIGTERM. */
#define DEAF_FAMILY                                                                                \
  "trap '' TERM; cd $DIR; (sh -c 'echo $PPID' > child; echo > ready; exec sleep 1000) & "          \
  "echo $$ > parent; wait"

static pid_t
read_pid (Workshop *workshop, const char *name)
{
  g_autofree char *text = workshop_read (workshop, name);

  return (pid_t) atoi (text);
}

/* It was sent its end before the call came back; when the kernel gets round to it is its affair. */
static void
wait_until_gone (pid_t pid)
{
  struct pollfd end = { .fd = pidfd_open (pid, 0), .events = POLLIN };

  if (end.fd < 0)
    {
      g_assert_cmpint (errno, ==, ESRCH);
      return;
    }
  g_assert_cmpint (poll (&end, 1, 20 * 1000), ==, 1);
  close (end.fd);
}

static void
assert_family_is_gone (Workshop *workshop)
{
  wait_until_gone (read_pid (workshop, "parent"));
  wait_until_gone (read_pid (workshop, "child"));
}

static TocsinAction *
make_deaf_family (Workshop *workshop, const char *timeout)
{
  g_autofree char *environment = g_strdup_printf ("environment=DIR=%s", workshop->directory);

  return make_shell (workshop, DEAF_FAMILY, environment, timeout);
}

/* Open for both, so that neither side waits for the other to come. */
static int
open_ready (Workshop *workshop)
{
  g_autofree char *path = g_build_filename (workshop->directory, "ready", NULL);
  int fd;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  fd = open (path, O_RDWR | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);

  return fd;
}

static void
test_timeout_ends_the_group (Workshop *workshop, gconstpointer data)
{
  g_autofree char *parent = g_build_filename (workshop->directory, "parent", NULL);
  g_autofree char *child = g_build_filename (workshop->directory, "child", NULL);
  g_autoptr (TocsinAction) action = make_deaf_family (workshop, "timeout=2");
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;
  int ready = open_ready (workshop);

  g_assert_null (workshop_act (workshop, action, event, &error));
  close (ready);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED);
  g_assert_nonnull (strstr (error->message, "longer than 2 seconds"));
  /* On a machine so busy that they had no time to begin, there is nobody to look for. */
  if (g_file_test (parent, G_FILE_TEST_EXISTS) && g_file_test (child, G_FILE_TEST_EXISTS))
    assert_family_is_gone (workshop);
}

typedef struct
{
  int ready;
  GCancellable *cancellable;
} Canceller;

/* Cancels the moment that the program says it runs. */
static gpointer
cancel_when_ready (gpointer data)
{
  Canceller *canceller = data;
  char byte;

  g_assert_cmpint (read (canceller->ready, &byte, 1), ==, 1);
  g_cancellable_cancel (canceller->cancellable);

  return NULL;
}

static void
test_cancel (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_deaf_family (workshop, "timeout=0");
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);
  Canceller canceller = { open_ready (workshop), cancellable };
  GThread *thread = g_thread_new ("canceller", cancel_when_ready, &canceller);

  g_assert_null (tocsin_action_perform (action, plan, event, TOCSIN_HOST (workshop->host),
                                        cancellable, &error));
  g_thread_join (thread);
  close (canceller.ready);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  assert_family_is_gone (workshop);
}

/* What a program leaves running may hold its output open for ever; nobody waits for that. */
static void
test_left_behind (Workshop *workshop, gconstpointer data)
{
  g_autofree char *environment = g_strdup_printf ("environment=DIR=%s", workshop->directory);
  g_autofree char *output =
      run_script (workshop, "sleep 1000 & echo $! > $DIR/child; echo done", environment, NULL);
  pid_t child = read_pid (workshop, "child");

  g_assert_cmpstr (output, ==, "done\n");
  g_assert_true (is_alive (child));
  kill (child, SIGKILL);
}

/* None of our descriptors, no ignored signal, no blocked one, a session of its own. */
static void
test_clean_start (Workshop *workshop, gconstpointer data)
{
  int leak = open ("/dev/null", O_RDONLY);
  g_autofree char *descriptors = NULL;
  g_autofree char *signals = NULL;
  g_autofree char *session = NULL;
  g_auto (GStrv) numbers = NULL;

  signal (SIGPIPE, SIG_IGN);
  g_assert_cmpint (leak, >, 2);
  descriptors = run_script (workshop, "ls /proc/$$/fd; true", NULL, NULL);
  signals = run_script (workshop, "grep SigIgn /proc/self/status | cut -f2", NULL, NULL);
  session = run_script (workshop, "cut -d' ' -f6 /proc/$$/stat; echo $$", NULL, NULL);
  signal (SIGPIPE, SIG_DFL);
  close (leak);

  g_assert_cmpstr (descriptors, ==, "0\n1\n2\n");
  /* The two above are the C library's own, ignored in all that it starts. */
  g_assert_cmphex (g_ascii_strtoull (signals, NULL, 16) & 0x7fffffff, ==, 0);
  numbers = g_strsplit (session, "\n", -1);
  g_assert_cmpstr (numbers[0], ==, numbers[1]);
}

static void
test_directory (Workshop *workshop, gconstpointer data)
{
  g_autofree char *there = g_strconcat ("directory=", workshop->directory, NULL);
  g_autofree char *output = run_script (workshop, "pwd", there, NULL);
  g_autofree char *root = run_script (workshop, "pwd", NULL, NULL);
  g_autofree char *expected = g_strconcat (workshop->directory, "\n", NULL);
  g_autoptr (TocsinAction) lost = make_shell (workshop, "pwd", "directory=/not/there", NULL);
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (output, ==, expected);
  g_assert_cmpstr (root, ==, "/\n");
  g_assert_null (workshop_act (workshop, lost, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "/not/there"));
}

static void
test_no_program (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) path = workshop_new_action (workshop, "run", WITH ("command=/no/such"));
  g_autoptr (TocsinAction) name =
      workshop_new_action (workshop, "run", WITH ("command=no-such-program"));
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_action_plan (path, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "/no/such"));
  g_clear_error (&error);
  g_assert_null (tocsin_action_plan (name, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "PATH"));
}

/* An argument that no kernel takes: one field is cut, many of them are an error. */
static void
test_long_arguments (Workshop *workshop, gconstpointer data)
{
  g_autofree char *subject = g_strnfill (60000, 's');
  g_autofree char *letter = g_strdup_printf ("From: a@b.c\r\nSubject: %s\r\n\r\nx\r\n", subject);
  g_autoptr (TocsinEvent) event = workshop_new_event (letter);
  g_autoptr (TocsinAction) one =
      workshop_new_action (workshop, "run", WITH ("command=['printf', '%s', '{subject}']"));
  g_autoptr (TocsinAction) five = workshop_new_action (
      workshop, "run",
      WITH ("command=['printf', '{subject}{subject}{subject}{subject}{subject}']"));
  g_autofree char *output = run (workshop, one, event);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (output), ==, 32 * 1024);
  g_assert_null (tocsin_action_plan (five, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED);
}

static gboolean
can_sandbox (void)
{
  const char *argv[] = { "bwrap", "--unshare-all", "--ro-bind", "/", "/", "true", NULL };
  int status = -1;

  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                       &status, NULL)
         && status == 0;
}

static void
test_sandbox (Workshop *workshop, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autofree char *script = NULL;

  if (!can_sandbox ())
    {
      g_test_skip ("bubblewrap is not installed, or may not make namespaces here");
      return;
    }

  script = g_strdup_printf (
      "touch /usr/x 2>/dev/null || echo read-only; "
      "grep -vc lo: /proc/net/dev; ls /run | wc -l; "
      "cat $TOCSIN_ATTACHMENTS/_a.txt; touch $TOCSIN_ATTACHMENTS/new && echo wrote; "
      "ls %s/gone 2>/dev/null || echo hidden; exit 0",
      workshop->directory);
  output = run_script (workshop, script, "sandbox=true", NULL);
  g_assert_cmpstr (output, ==, "read-only\n2\n0\nonewrote\nhidden\n");
}

static void
test_sandbox_missing (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_shell (workshop, "true", "sandbox=true", NULL);
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autoptr (GError) error = NULL;

  g_setenv ("PATH", "/nowhere", TRUE);
  g_assert_null (workshop_act (workshop, action, event, &error));
  g_setenv ("PATH", path, TRUE);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "bubblewrap"));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "sandbox=false"));
}

static void
test_no_message (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_shell (workshop, "cat", "input=message", NULL);
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_action_plan (action, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

static void
test_traits (Workshop *workshop, gconstpointer data)
{
  static const struct
  {
    const char *first;
    const char *second;
    TocsinActionTraits traits;
  } rows[] = {
    { "attachments=true", NULL, TOCSIN_ACTION_NEEDS_MESSAGE },
    { "attachments=false", NULL, 0 },
    { "attachments=false", "input=message", TOCSIN_ACTION_NEEDS_MESSAGE },
    { "attachments=false", "repeatable=true", TOCSIN_ACTION_REPEATABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinAction) action =
          make_shell (workshop, "true", rows[i].first, rows[i].second);

      g_assert_cmpuint (tocsin_action_get_traits (action), ==, rows[i].traits);
    }
}

static const struct
{
  const char *about;
  const char *key;
  const char *settings[3];
} bad[] = {
  { "no command", "command", { "timeout=1" } },
  { "an empty program", "command", { "command=['', 'x']" } },
  { "mail names the program", "command", { "command=['{subject}']" } },
  { "mail names part of it", "command", { "command=['/usr/bin/{subject}']" } },
  { "relative path", "command", { "command=['bin/x']" } },
  { "a script with words of mail in it", "command", { "command=['sh', '-c', 'echo {subject}']" } },
  { "the same, less obvious",
    "command",
    { "command=['/usr/bin/env', 'A=b', '/bin/bash', '-lc', 'echo \"{subject}\"']" } },
  { "unknown field", "command", { "command=['x', '{nonsense}']" } },
  { "open brace", "command", { "command=['x', '{subject']" } },
  { "no assignment", "environment", { "command=x", "environment=FOO" } },
  { "no name", "environment", { "command=x", "environment==y" } },
  { "bad name", "environment", { "command=x", "environment=A-B=y" } },
  { "the event's name", "environment", { "command=x", "environment=TOCSIN_TASK=y" } },
  { "relative directory", "directory", { "command=x", "directory=here" } },
  { "not a choice", "input", { "command=x", "input=all" } },
};

static void
test_bad_settings (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].about);
      g_assert_null (workshop_try_action (workshop, &error, "run", bad[i].settings));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i].key));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  workshop_add ("/plugins/run/arguments", test_arguments);
  workshop_add ("/plugins/run/plan-changes-nothing", test_plan_changes_nothing);
  workshop_add ("/plugins/run/environment", test_environment);
  workshop_add ("/plugins/run/hostile-environment", test_hostile_environment);
  workshop_add ("/plugins/run/input", test_input);
  workshop_add ("/plugins/run/attachments", test_attachments);
  workshop_add ("/plugins/run/left-attachments", test_left_attachments);
  workshop_add ("/plugins/run/ends", test_ends);
  workshop_add ("/plugins/run/drop", test_drop);
  workshop_add ("/plugins/run/output-is-limited", test_output_is_limited);
  workshop_add ("/plugins/run/timeout-ends-the-group", test_timeout_ends_the_group);
  workshop_add ("/plugins/run/cancel", test_cancel);
  workshop_add ("/plugins/run/left-behind", test_left_behind);
  workshop_add ("/plugins/run/clean-start", test_clean_start);
  workshop_add ("/plugins/run/directory", test_directory);
  workshop_add ("/plugins/run/no-program", test_no_program);
  workshop_add ("/plugins/run/long-arguments", test_long_arguments);
  workshop_add ("/plugins/run/sandbox", test_sandbox);
  workshop_add ("/plugins/run/sandbox-missing", test_sandbox_missing);
  workshop_add ("/plugins/run/no-message", test_no_message);
  workshop_add ("/plugins/run/traits", test_traits);
  workshop_add ("/plugins/run/bad-settings", test_bad_settings);

  return g_test_run ();
}
