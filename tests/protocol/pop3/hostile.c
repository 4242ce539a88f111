/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/pop3/play.h"

#include <string.h>

/* Servers that mean no good, or are out of order. None may make us wait for ever, fill the memory,
 * or take one answer for another. */

#define ONE PLAY_BEGIN PLAY_LIST ("S 1 100\n") PLAY_UIDL ("S 1 x\n")

typedef struct
{
  const char *about;
  const char *script; /* what follows signing in */
  int code;
} Case;

/* What is done is a look, and then the message is read. */
static const Case looks[] = {
  { "a listing without end", "C LIST\nS +OK\nM 1000100 1 1\\r\\n\nZ\n",
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "ids without end", PLAY_LIST ("S 1 1\n") "C UIDL\nS +OK\nM 1000100 1 x\\r\\n\nZ\n",
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "a line without end", "C LIST\nS +OK\nM 200000 1 1 1 1 1 \nZ\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "an answer without end", "C LIST\nM 200000 +OK +OK \nZ\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "an answer of another protocol", "C LIST\nS * OK done\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "a NUL in an answer", "C LIST\nB +OK@x\ns \\r\\n\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "a challenge for an answer", "C LIST\nS + go on\n", TOCSIN_ERROR_PROTOCOL_PARSE },
  { "silence", "C LIST\nZ\n", TOCSIN_ERROR_TIMEOUT_COMMAND },
  { "silence in a listing", "C LIST\nS +OK\nS 1 1\nZ\n", TOCSIN_ERROR_TIMEOUT_COMMAND },
  { "a reset", "C LIST\nR\n", TOCSIN_ERROR_NET_RESET },
};

static const Case reads[] = {
  { "a message without end",
    "C RETR 1\nS +OK\nM 40000 0123456789012345678901234567890123456789\nZ\n",
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "headers without end",
    "C TOP 1 0\nS +OK\nM 40000 X: 456789012345678901234567890123456789\\r\\n\nZ\n",
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "silence in a message", "C RETR 1\nS +OK\nS Subject: x\nZ\n", TOCSIN_ERROR_TIMEOUT_COMMAND },
  { "an answer of two kinds", "C RETR 1\nS +OKAY\n", TOCSIN_ERROR_PROTOCOL_PARSE },
};

/* A flood takes its time; silence takes all that it is given. */
static const char *
patience_for (const Case *row)
{
  return row->code == TOCSIN_ERROR_TIMEOUT_COMMAND ? "protocol-timeout=1" : "protocol-timeout=60";
}

static void
test_look (gconstpointer data)
{
  const Case *row = data;
  g_autofree char *script = g_strconcat (PLAY_BEGIN, row->script, NULL);
  g_autoptr (Play) play =
      play_start (script, patience_for (row), "limits.max-line-length=65536", NULL);

  play_look_fails (play, row->code);
}

static void
test_read (gconstpointer data)
{
  const Case *row = data;
  g_autofree char *script = g_strconcat (ONE, row->script, NULL);
  g_autoptr (Play) play =
      play_start (script, patience_for (row), "limits.max-message-size=1000", NULL);

  play_fetch_fails (play, "x",
                    strstr (row->script, "TOP") != NULL ? TOCSIN_MAIL_PARTS_HEADERS
                                                        : TOCSIN_MAIL_PARTS_RAW,
                    row->code);
}

static const char whole[] =
    "+OK ready\r\n|+OK\r\nUSER\r\n.\r\n|+OK\r\n|+OK\r\n|+OK\r\nUIDL\r\n.\r\n|+OK\r\n1 5\r\n.\r\n|"
    "+OK\r\n1 x\r\n.\r\n|+OK\r\nSubject: x\r\n\r\n.\r\n|+OK\r\nSubject: x\r\n\r\n.\r\n|"
    "+OK\r\nSubject: x\r\n\r\nHi\r\n.\r\n";
static const char *const commands[] = { NULL,   "CAPA", "USER joe", "PASS secret", "CAPA",
                                        "LIST", "UIDL", "TOP 1 0",  "TOP 1 0",     "RETR 1" };

static void
add_answer (GString *script, const char *answer)
{
  g_autofree char *escaped = g_strescape (answer, NULL);

  g_string_append_printf (script, "s %s\n", escaped);
}

static gboolean
note_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  *(guint *) user_data += message != NULL;

  return TRUE;
}

static gboolean
fetch (Play *play, TocsinMailParts parts, guint *told, GError **error)
{
  TocsinMailSink sink = { NULL, NULL, note_message, told };
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", "x"));

  return tocsin_mail_store_fetch (play->store, refs, parts, &sink, NULL, error);
}

/* The line is cut after each byte of a conversation: nobody is told of half a message. */
static void
test_cut_everywhere (void)
{
  g_auto (GStrv) answers = g_strsplit (whole, "|", -1);

  for (gsize i = 0; answers[i] != NULL; i++)
    for (gsize length = 0; length < strlen (answers[i]); length++)
      {
        g_autoptr (GString) script = g_string_new (NULL);
        g_autofree char *piece = g_strndup (answers[i], length);
        g_autoptr (Play) play = NULL;
        g_autoptr (GError) error = NULL;
        guint told = 0;

        for (gsize j = 0; j <= i; j++)
          {
            if (commands[j] != NULL)
              g_string_append_printf (script, "C %s\n", commands[j]);
            add_answer (script, j < i ? answers[j] : piece);
          }
        g_string_append (script, "X\n");
        play = play_start (script->str, NULL);
        if (fetch (play, TOCSIN_MAIL_PARTS_HEADERS, &told, &error))
          fetch (play, TOCSIN_MAIL_PARTS_RAW, &told, &error);
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY);
        g_assert_cmpuint (told, ==, i == 9);
      }
}

/* Each byte by itself. */
static void
test_drip (void)
{
  g_auto (GStrv) answers = g_strsplit (whole, "|", -1);
  g_autoptr (GString) script = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  Play *play;
  guint told = 0;

  for (gsize i = 0; answers[i] != NULL; i++)
    {
      g_autofree char *escaped = g_strescape (answers[i], NULL);

      if (commands[i] != NULL)
        g_string_append_printf (script, "C %s\n", commands[i]);
      g_string_append_printf (script, "d %s\n", escaped);
    }
  play = play_start (script->str, NULL);
  g_assert_true (fetch (play, TOCSIN_MAIL_PARTS_HEADERS, &told, &error));
  g_assert_true (fetch (play, TOCSIN_MAIL_PARTS_RAW, &told, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (told, ==, 2);
  play_finish (play);
}

/* However slowly bytes drip, a command has one deadline. */
static void
test_slow_drip (void)
{
  g_autoptr (Play) play =
      play_start (ONE "C RETR 1\nS +OK\nD 0123456789012345678901234567890123456789\n"
                      "D 0123456789012345678901234567890123456789\nZ\n",
                  "limits.command-timeout=1", NULL);

  play_fetch_fails (play, "x", TOCSIN_MAIL_PARTS_RAW, TOCSIN_ERROR_TIMEOUT_COMMAND);
}

static void
test_odd_numbers (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN PLAY_LIST ("S 0 1\nS -1 1\nS 4294967296 1\nS 99999999999999999999 1\nS 1.5 1\n"
                            "S 1e3 1\nS x 1\nS \nS 4294967295 18446744073709551616\nS 7 3\n")
          PLAY_UIDL ("S 0 a\nS -1 b\nS 4294967295 c\nS 7 d\nS 8 e\nS \n"),
      NULL);

  play_search (play, "d c");
}

static void
test_many_capabilities (void)
{
  g_autoptr (Play) play =
      play_start ("S +OK ready\nC CAPA\nS +OK\nM 300 X-WHATEVER\\r\\n\nS .\n", NULL);

  play_look_fails (play, TOCSIN_ERROR_PROTOCOL_PARSE);
}

/* Lines of a message may be of any length; they are not lines of the protocol. */
static void
test_long_line_in_message (void)
{
  g_autoptr (Play) play = play_start (
      PLAY_BEGIN PLAY_LIST ("S 1 3000000\n") PLAY_UIDL (
          "S 1 x\n") "C RETR 1\nS +OK\nM 300000 0123456789\ns \\r\\n\nS .\nC NOOP\nS +OK\n",
      "limits.max-line-length=1024", "limits.check-idle-time=0", NULL);
  g_autoptr (GError) error = NULL;
  guint told = 0;

  fetch (play, TOCSIN_MAIL_PARTS_RAW, &told, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told, ==, 1);
  play_search (play, "x");
}

/* What comes besides the answers is no answer to what is asked next. */
static void
test_answers_nobody_asked_for (void)
{
  g_autoptr (Play) play =
      play_start (ONE "C RETR 1\nS +OK\nS Hi\nS .\nS perhaps\nC RETR 1\n", NULL);

  play_fetch (play, "x", TOCSIN_MAIL_PARTS_RAW, "<Hi\r\nx: \n");
  play_fetch_fails (play, "x", TOCSIN_MAIL_PARTS_RAW, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static gboolean
refuse_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL, "full");

  return FALSE;
}

/* Who takes the bytes may fail; the session is of no more use then, and the next call has another.
 */
static void
test_sink_fails (void)
{
  g_autoptr (Play) play = play_start (
      ONE "C RETR 1\nS +OK\nS Hi\nS .\nE\nN\n" ONE "C RETR 1\nS +OK\nS Hi\nS .\n", NULL);
  TocsinMailSink sink = { NULL, refuse_bytes, note_message, NULL };
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", "x"));
  g_assert_false (
      tocsin_mail_store_fetch (play->store, refs, TOCSIN_MAIL_PARTS_RAW, &sink, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  play_fetch (play, "x", TOCSIN_MAIL_PARTS_RAW, "<Hi\r\nx: \n");
}

static void
test_cancelled (void)
{
  g_autoptr (Play) play = play_start (ONE "C RETR 1\nS +OK\nS Hi\nZ\n", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  g_autoptr (GError) error = NULL;
  guint told = 0;
  TocsinMailSink sink = { NULL, NULL, note_message, &told };

  play_search (play, "x");
  g_cancellable_cancel (cancellable);
  g_ptr_array_add (refs, tocsin_message_ref_new ("INBOX", "x"));
  g_assert_false (tocsin_mail_store_fetch (play->store, refs, TOCSIN_MAIL_PARTS_RAW, &sink,
                                           cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  g_assert_cmpuint (told, ==, 0);
}

static void
add_all (const char *path, const Case *rows, gsize n_rows, GTestDataFunc func)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *name = g_strdup_printf ("/pop3/hostile/%s/%s", path, rows[i].about);

      g_test_add_data_func (name, &rows[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_all ("look", looks, G_N_ELEMENTS (looks), test_look);
  add_all ("read", reads, G_N_ELEMENTS (reads), test_read);
  g_test_add_func ("/pop3/hostile/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/pop3/hostile/drip", test_drip);
  g_test_add_func ("/pop3/hostile/slow-drip", test_slow_drip);
  g_test_add_func ("/pop3/hostile/odd-numbers", test_odd_numbers);
  g_test_add_func ("/pop3/hostile/many-capabilities", test_many_capabilities);
  g_test_add_func ("/pop3/hostile/long-line-in-message", test_long_line_in_message);
  g_test_add_func ("/pop3/hostile/answers-nobody-asked-for", test_answers_nobody_asked_for);
  g_test_add_func ("/pop3/hostile/sink-fails", test_sink_fails);
  g_test_add_func ("/pop3/hostile/cancelled", test_cancelled);

  return g_test_run ();
}
