/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/play.h"

#include <string.h>

/* The Test button: what it says to a server, what it tells a person, and where. */

#define ID "ID (\"name\" \"Tocsin\" \"version\" \"0.1.0\")"
#define GOOD                                                                                       \
  "IMAP4rev1 ID ENABLE UTF8=ACCEPT NAMESPACE IDLE MOVE UIDPLUS QUOTA ACL APPENDLIMIT=35882577"

/* What a test told. */
typedef struct
{
  GString *steps;
  GHashTable *facts;
  GString *flights; /* '>' for what was sent, '<' for what came, one a change of direction */
  GString *commands;
  GMainContext *context;
  gboolean elsewhere;
} Told;

static Told *
told_new (void)
{
  Told *self = g_new0 (Told, 1);

  self->steps = g_string_new (NULL);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->flights = g_string_new (NULL);
  self->commands = g_string_new (NULL);

  return self;
}

static void
told_free (Told *self)
{
  g_string_free (self->steps, TRUE);
  g_hash_table_unref (self->facts);
  g_string_free (self->flights, TRUE);
  g_string_free (self->commands, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Told, told_free)

static void
note_place (Told *self)
{
  if (self->context != NULL && !g_main_context_is_owner (self->context))
    self->elsewhere = TRUE;
}

static void
on_step (TocsinReport *report,
         int step,
         int status,
         guint milliseconds,
         GVariant *facts,
         const GError *error,
         gpointer user_data)
{
  Told *self = user_data;
  GVariantIter iter;
  const char *name, *value;

  note_place (self);
  if (status == TOCSIN_STEP_STATUS_RUNNING)
    return;
  g_string_append_printf (
      self->steps, "%s%s%s%s", self->steps->len > 0 ? " " : "",
      tocsin_step_to_string ((TocsinStep) step), status == TOCSIN_STEP_STATUS_OK ? "" : ":",
      status == TOCSIN_STEP_STATUS_OK ? ""
                                      : tocsin_step_status_to_string ((TocsinStepStatus) status));
  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    g_hash_table_replace (self->facts, g_strdup (name), g_strdup (value));
}

/* "2026-11-21T12:00:00Z ->  tag NOOP": the direction, and of what was sent the command's name. */
static void
on_line (TocsinTranscript *transcript, const char *line, gpointer user_data)
{
  Told *self = user_data;
  g_auto (GStrv) words = g_strsplit (line + 25, " ", 3);
  char direction = line[21] == '-' ? '>' : '<';

  note_place (self);
  if (line[21] == '*')
    return;
  if (self->flights->len == 0 || self->flights->str[self->flights->len - 1] != direction)
    g_string_append_c (self->flights, direction);
  if (direction == '>')
    g_string_append_printf (self->commands, "%s%s", self->commands->len > 0 ? " " : "",
                            words[0] != NULL && words[1] != NULL ? words[1] : line);
}

static TocsinReport *
watch_steps (Told *self)
{
  TocsinReport *report = tocsin_report_new ();

  g_signal_connect (report, "step", G_CALLBACK (on_step), self);

  return report;
}

static TocsinTranscript *
watch_lines (Told *self)
{
  TocsinTranscript *transcript = tocsin_transcript_new ();

  g_signal_connect (transcript, "line", G_CALLBACK (on_line), self);

  return transcript;
}

static void
run (Play *play, const char *const *folders, Told *told, GError **error)
{
  g_autoptr (TocsinReport) report = watch_steps (told);
  g_autoptr (TocsinTranscript) transcript = watch_lines (told);

  tocsin_connection_test_folders (TOCSIN_CONNECTION (play->store), folders, report, transcript,
                                  NULL, error);
}

static const char *
fact (Told *told, const char *name)
{
  return g_hash_table_lookup (told->facts, name);
}

/* Several commands that are answered only when all of them are here. */
static void
expect_together (Play *play, const char *const *commands, const char *lines)
{
  g_autoptr (GString) answers = g_string_new (lines);

  for (gsize i = 0; commands[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("<<t%u>> %s\r\n", ++play->tags, commands[i]);

      scripted_server_expect (play->server, line);
      g_string_append_printf (answers, "<<t%u>> OK done\r\n", play->tags);
    }
  scripted_server_send (play->server, answers->str);
}

static void
play_good_server (Play *play)
{
  static const char *const settle[] = { ID, "ENABLE UTF8=ACCEPT", "NAMESPACE", NULL };
  static const char *const look[] = { "EXAMINE INBOX", "GETQUOTAROOT INBOX", "MYRIGHTS INBOX",
                                      NULL };

  play_connect (play, "* OK [CAPABILITY IMAP4rev1 ID SASL-IR AUTH=PLAIN] ready\r\n");
  scripted_server_expect (play->server, "<<id>> " ID "\r\n"
                                        "<<in>> AUTHENTICATE PLAIN AGpvZQBzZWNyZXQ=\r\n");
  play_say (play, "* ID (\"name\" \"Dovecot\")\r\n<<id>> OK done\r\n"
                  "<<in>> OK [CAPABILITY " GOOD "] in\r\n");
  expect_together (play, settle,
                   "* ID (\"name\" \"Dovecot\" \"version\" \"2.3.19\" \"date\" \"Mon, 01 Jan 2001 "
                   "00:00:00 +0000\")\r\n* ENABLED UTF8=ACCEPT\r\n"
                   "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
  expect_together (play, look,
                   "* 172 EXISTS\r\n* OK [UIDVALIDITY 3857529045] it\r\n"
                   "* OK [UIDNEXT 4392] next\r\n* QUOTAROOT INBOX \"\"\r\n"
                   "* QUOTA \"\" (STORAGE 480 512 MESSAGE 7 100)\r\n* MYRIGHTS INBOX lrsi\r\n");
  play_command (play, "LOGOUT", "* BYE see you\r\n", "OK done");
}

/* Four round trips once the line stands: signing in (who we are leaves with it), settling, looking
 * at the folder, and goodbye. Fewer the protocol does not allow: nothing may follow AUTHENTICATE
 * before its answer (the capabilities that are there after it say what can be asked), EXAMINE
 * takes names as ENABLE has set it, and LOGOUT must not overtake what is still asked. Capabilities
 * that come with the greeting and with the answer to AUTHENTICATE are not asked for. */
static void
round_trips (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (GError) error = NULL;

  play_good_server (play);
  play_start (play, "limits.linger=5", NULL);
  run (play, NULL, told, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (told->commands->str, ==,
                   "ID AUTHENTICATE ID ENABLE NAMESPACE EXAMINE GETQUOTAROOT MYRIGHTS LOGOUT");
  g_assert_cmpstr (told->flights->str, ==, "<><><><><");
  g_assert_cmpstr (told->steps->str, ==,
                   "settings names tcp:warning greeting capabilities login mailbox:warning "
                   "features:warning logout");
}

static void
facts (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (GError) error = NULL;

  play_good_server (play);
  play_start (play, "limits.linger=5", NULL);
  run (play, NULL, told, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (fact (told, "encryption"), ==, "none");
  g_assert_cmpstr (fact (told, "mechanism"), ==, "PLAIN");
  g_assert_cmpstr (fact (told, "mailbox.name"), ==, "INBOX");
  g_assert_cmpstr (fact (told, "mailbox.messages"), ==, "172");
  g_assert_cmpstr (fact (told, "mailbox.uidvalidity"), ==, "3857529045");
  g_assert_cmpstr (fact (told, "mailbox.rights"), ==, "lrsi");
  g_assert_cmpstr (fact (told, "server"), ==, "Dovecot 2.3.19");
  g_assert_cmpstr (fact (told, "quota.storage"), ==, "480.0\302\240KiB of 512.0\302\240KiB (93 %)");
  g_assert_cmpstr (fact (told, "quota.message"), ==, "7 of 100 (7 %)");
  g_assert_cmpstr (fact (told, "limits.append"), ==, "35882577");
  g_assert_true (g_str_has_prefix (fact (told, "clock.difference"), "-"));
  g_assert_nonnull (strstr (fact (told, "clock.difference"), " s (ID)"));
  g_assert_nonnull (strstr (fact (told, "features"), "IDLE"));
  g_assert_nonnull (strstr (fact (told, "features.missing"), "CONDSTORE"));
}

typedef struct
{
  const char *about;
  const char *lines;
  const char *name;
  const char *expected; /* what the fact begins with; NULL when there is none */
} Said;

static const Said said[] = {
  { "more than all of it", "* QUOTA \"\" (STORAGE 600 512)\r\n", "quota.storage",
    "600.0\302\240KiB of" },
  { "nothing allowed", "* QUOTA x (MESSAGE 0 0)\r\n", "quota.message", "0 of 0 (100 %), x" },
  { "two roots", "* QUOTA a (STORAGE 1 2)\r\n* QUOTA b (STORAGE 1 4)\r\n", "quota.storage",
    "1.0\302\240KiB of 4.0\302\240KiB (25 %), b" },
  { "half a triple", "* QUOTA \"\" (STORAGE 600)\r\n", "quota.storage", NULL },
  { "no list", "* QUOTA \"\"\r\n", "quota.storage", NULL },
  { "no numbers", "* QUOTA \"\" (STORAGE a b)\r\n", "quota.storage", NULL },
  { "a resource with an escape", "* QUOTA \"\" (\"\x1b[1m\" 1 2)\r\n", "quota.\x1b[1m", "1 of 2" },
  { "all rights", "* MYRIGHTS INBOX lrswipkxtecda\r\n", "warning", NULL },
  { "none to write", "* MYRIGHTS INBOX lr\r\n", "warning",
    "mailbox.no-permission: these actions will not work in this folder: mark-read" },
  { "rights of RFC 2086", "* MYRIGHTS \"INBOX\" lrswipcda\r\n", "warning", NULL },
  { "no rights told", "* MYRIGHTS INBOX\r\n", "mailbox.rights", NULL },
};

static void
said_of_folder (gconstpointer data)
{
  static const char *const look[] = { "EXAMINE INBOX", "GETQUOTAROOT INBOX", "MYRIGHTS INBOX",
                                      NULL };
  const Said *row = data;
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) lines = g_string_new ("* 1 EXISTS\r\n* OK [UIDVALIDITY 1] it\r\n");
  const char *value;

  g_string_append (lines, row->lines);
  play_begin (play, "IDLE QUOTA ACL");
  expect_together (play, look, lines->str);
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  run (play, NULL, told, &error);
  g_assert_no_error (error);

  value = fact (told, row->name);
  g_test_message ("%s: %s", row->about, value);
  /* Sign-in in clear is warned of too. */
  if (row->expected != NULL)
    g_assert_true (value != NULL && g_str_has_prefix (value, row->expected));
  else
    g_assert_true (value == NULL || strstr (value, "mailbox.") == NULL);
}

/* Nothing else that the server sends is its time. */
static void
clock_untold (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (GError) error = NULL;

  play_begin (play, "IDLE");
  play_examine (play, "INBOX", 1, 2);
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  run (play, NULL, told, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fact (told, "clock.difference"), ==, "the server does not tell the time");
}

static void
clock_in_greeting (void)
{
  static const struct
  {
    const char *words;
    gboolean told;
  } rows[] = {
    { "mx IMAP4rev1 2007e at Sun, 1 Jan 2034 10:00:00 +0100 (CET)", TRUE },
    { "Yandex IMAP4rev1 at imap53p.mail.example:993 ready to talk, 2018-May-29 10:37:40", FALSE },
    { "look at this -- +", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *greeting =
          g_strdup_printf ("* OK [CAPABILITY IMAP4rev1] %s\r\n", rows[i].words);
      g_autoptr (Play) play = play_new ();
      g_autoptr (Told) told = told_new ();
      g_autoptr (GError) error = NULL;

      play_connect (play, greeting);
      play_sign_in (play, "IDLE");
      play_examine (play, "INBOX", 1, 2);
      scripted_server_expect_eof (play->server);
      play_start (play, NULL);
      run (play, NULL, told, &error);
      g_assert_no_error (error);
      g_test_message ("%s", fact (told, "clock.difference"));
      g_assert_cmpint (strstr (fact (told, "clock.difference"), " s (greeting)") != NULL, ==,
                       rows[i].told);
    }
}

static void
missing_folder (void)
{
  static const char *const folders[] = { "arbiet", NULL };
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (GError) error = NULL;

  play_begin (play, "");
  play_command (play, "LIST \"\" \"*\"",
                "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Arbeit\r\n* LIST () \"/\" Arbeit2\r\n",
                "OK done");
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  run (play, folders, told, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_cmpstr (tocsin_error_get_hint (error), ==, "did you mean “Arbeit”, “Arbeit2”?");
  g_assert_true (
      g_str_has_suffix (told->steps->str, "login mailbox:failed features:not-run logout:not-run"));
}

static void
two_folders (void)
{
  static const char *const folders[] = { "INBOX", "Work", NULL };
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (GError) error = NULL;

  play_begin (play, "IDLE");
  play_examine (play, "INBOX", 1, 2);
  play_command (play, "LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Work\r\n",
                "OK done");
  play_examine (play, "Work", 5, 6);
  scripted_server_expect_eof (play->server);
  play_start (play, NULL);
  run (play, folders, told, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (told->steps->str, "mailbox mailbox features logout"));
  g_assert_cmpstr (fact (told, "mailbox.messages"), ==, "5");
}

/* Nothing is expected of a way that the settings rule out. */
static void
not_run (void)
{
  static const struct
  {
    const char *mode;
    const char *steps;
  } rows[] = {
    { "implicit", "settings names tcp:failed tls:not-run greeting:not-run capabilities:not-run "
                  "login:not-run mailbox:not-run features:not-run logout:not-run" },
    { "starttls", "settings names tcp:failed greeting:not-run capabilities:not-run "
                  "starttls:not-run capabilities-again:not-run login:not-run mailbox:not-run "
                  "features:not-run logout:not-run" },
    { "none", "settings names tcp:failed greeting:not-run capabilities:not-run login:not-run "
              "mailbox:not-run features:not-run logout:not-run" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Play) play = play_new ();
      g_autoptr (Told) told = told_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *mode = g_strconcat ("encryption.mode=", rows[i].mode, NULL);

      /* A port that nobody listens at. */
      play_start (play, mode, "port=1", NULL);
      run (play, NULL, told, &error);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_REFUSED);
      g_assert_cmpstr (told->steps->str, ==, rows[i].steps);
    }
}

static void
bad_settings (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (GError) error = NULL;

  play_start (play, "encryption.mode=implicit", "encryption.ca-file=/nowhere/ca.pem", NULL);
  run (play, NULL, told, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_true (g_str_has_prefix (told->steps->str, "settings:failed names:not-run"));
}

typedef struct
{
  GMainLoop *loop;
  GError *error;
  gsize steps_then;
  Told *told;
} Async;

static void
on_tested (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  Async *async = user_data;

  tocsin_connection_test_finish (TOCSIN_CONNECTION (connection), result, &async->error);
  async->steps_then = async->told->steps->len;
  g_main_loop_quit (async->loop);
}

/* A user interface touches its widgets in its own context only; and when it is told that the test
 * is over, nothing more comes. */
static void
in_callers_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (Play) play = play_new ();
  g_autoptr (Told) told = told_new ();
  g_autoptr (TocsinReport) report = watch_steps (told);
  g_autoptr (TocsinTranscript) transcript = watch_lines (told);
  Async async = { g_main_loop_new (context, FALSE), NULL, 0, told };

  play_good_server (play);
  play_start (play, "limits.linger=5", NULL);
  told->context = context;
  g_main_context_push_thread_default (context);
  tocsin_connection_test_async (TOCSIN_CONNECTION (play->store), NULL, report, transcript, NULL,
                                on_tested, &async);
  g_main_loop_run (async.loop);
  g_main_context_pop_thread_default (context);
  while (g_main_context_iteration (context, FALSE))
    ;

  g_assert_no_error (async.error);
  g_assert_false (told->elsewhere);
  g_assert_true (g_str_has_suffix (told->steps->str, "logout"));
  g_assert_cmpuint (async.steps_then, ==, told->steps->len);
  g_assert_cmpstr (told->flights->str, ==, "<><><><><");
  g_main_loop_unref (async.loop);
}

typedef struct
{
  GCancellable *cancellable;
  TocsinStep at;
} Stop;

static void
cancel_at (TocsinReport *report,
           int step,
           int status,
           guint milliseconds,
           GVariant *facts,
           const GError *error,
           Stop *stop)
{
  if (step == (int) stop->at && status == TOCSIN_STEP_STATUS_RUNNING)
    g_cancellable_cancel (stop->cancellable);
}

/* The server falls silent before each answer; only the person ends the wait. */
static void
play_until (Play *play, TocsinStep step)
{
  if (step <= TOCSIN_STEP_TCP)
    return;
  scripted_server_connection (play->server);
  if (step > TOCSIN_STEP_GREETING)
    scripted_server_send (play->server, "* OK ready\r\n");
  if (step > TOCSIN_STEP_CAPABILITIES)
    play_command (play, "CAPABILITY", "* CAPABILITY IMAP4rev1\r\n", "OK done");
  if (step > TOCSIN_STEP_LOGIN)
    play_sign_in (play, "IDLE");
  if (step > TOCSIN_STEP_MAILBOX)
    play_examine (play, "INBOX", 1, 2);
  scripted_server_silence (play->server);
}

static void
cancelled_anywhere (void)
{
  static const TocsinStep steps[] = {
    TOCSIN_STEP_SETTINGS,     TOCSIN_STEP_NAMES, TOCSIN_STEP_TCP,     TOCSIN_STEP_GREETING,
    TOCSIN_STEP_CAPABILITIES, TOCSIN_STEP_LOGIN, TOCSIN_STEP_MAILBOX, TOCSIN_STEP_LOGOUT,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Play *play = play_new ();
      g_autoptr (TocsinReport) report = tocsin_report_new ();
      Stop stop = { cancellable, steps[i] };
      g_autofree char *said_otherwise = NULL;
      g_autoptr (GError) error = NULL;
      gint64 began = g_get_monotonic_time ();

      g_test_message ("%s", tocsin_step_to_string (steps[i]));
      play_until (play, steps[i]);
      play_start (play, "limits.linger=60", "timeout=60", "protocol-timeout=60", NULL);
      g_signal_connect (report, "step", G_CALLBACK (cancel_at), &stop);
      tocsin_connection_test (TOCSIN_CONNECTION (play->store), report, NULL, cancellable, &error);
      /* Far from every deadline: nothing was waited for. */
      g_assert_cmpint (g_get_monotonic_time () - began, <, 30 * G_USEC_PER_SEC);
      if (steps[i] != TOCSIN_STEP_LOGOUT)
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
      g_clear_object (&play->store);
      said_otherwise = scripted_server_finish_with_report (play->server);
      g_free (play);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/checkup/round-trips", round_trips);
  g_test_add_func ("/imap4/checkup/facts", facts);
  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/checkup/said/%s", said[i].about);

      g_test_add_data_func (path, &said[i], said_of_folder);
    }
  g_test_add_func ("/imap4/checkup/clock-untold", clock_untold);
  g_test_add_func ("/imap4/checkup/clock-in-greeting", clock_in_greeting);
  g_test_add_func ("/imap4/checkup/missing-folder", missing_folder);
  g_test_add_func ("/imap4/checkup/two-folders", two_folders);
  g_test_add_func ("/imap4/checkup/not-run", not_run);
  g_test_add_func ("/imap4/checkup/bad-settings", bad_settings);
  g_test_add_func ("/imap4/checkup/in-callers-context", in_callers_context);
  g_test_add_func ("/imap4/checkup/cancelled-anywhere", cancelled_anywhere);

  return g_test_run ();
}
