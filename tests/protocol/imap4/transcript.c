/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/case.h"

#include <string.h>

/* A transcript is made to be shown to anybody: whatever is said to sign in, no form of the secret
 * is in it. */

/* Long enough that no part of it turns up by chance; the second has to be sent as a literal. */
#define ASCII "Wh4t-Nobody-May-Ever-Read-0815"
#define UMLAUT "W\xc3\xa4s-Nobody-May-Ever-Read-0815"
#define HELLO(words) "S:* OK [CAPABILITY IMAP4rev1 " words "] ready\n"
#define REFUSE "A:NO [AUTHENTICATIONFAILED] no\n"
#define CRAM "S:+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UuZXhhbXBsZT4=\n"
#define TOKEN "authentication.method=oauth2", "authentication.bearer-token=env:TRANSCRIPT_SECRET"

static const struct
{
  const char *about;
  const char *script;
  const char *secret;
  const char *settings[4];
} rows[] = {
  { "LOGIN, quoted", HELLO ("") "C:LOGIN \"joe\" \"" ASCII "\"\n" REFUSE, ASCII },
  { "LOGIN, a literal", HELLO ("") "C:LOGIN \"joe\" {30}\nS:+ go on\nL:" UMLAUT "\n" REFUSE,
    UMLAUT },
  { "LOGIN, a literal at once", HELLO ("LITERAL+") "C:LOGIN \"joe\" {30+}\nL:" UMLAUT "\n" REFUSE,
    UMLAUT },
  { "PLAIN at once", HELLO ("SASL-IR AUTH=PLAIN") "C:AUTHENTICATE PLAIN <<all>>\n" REFUSE, ASCII },
  { "PLAIN when asked", HELLO ("AUTH=PLAIN") "C:AUTHENTICATE PLAIN\nS:+ \nL:<<all>>\n" REFUSE,
    ASCII },
  { "PLAIN, not ASCII", HELLO ("SASL-IR AUTH=PLAIN") "C:AUTHENTICATE PLAIN <<all>>\n" REFUSE,
    UMLAUT },
  { "LOGIN of SASL",
    HELLO ("AUTH=LOGIN") "C:AUTHENTICATE LOGIN\nS:+ VXNlcm5hbWU6\nL:<<user>>\nS:+ UGFzc3dvcmQ6\n"
                         "L:<<password>>\n" REFUSE,
    ASCII,
    { "authentication.mechanisms=LOGIN" } },
  { "CRAM-MD5",
    HELLO ("AUTH=CRAM-MD5") "C:AUTHENTICATE CRAM-MD5\n" CRAM "L:<<proof>>\n" REFUSE,
    ASCII,
    { "authentication.mechanisms=CRAM-MD5" } },
  { "SCRAM-SHA-256",
    HELLO ("AUTH=SCRAM-SHA-256") "C:AUTHENTICATE SCRAM-SHA-256\nS:+ \nL:<<first>>\n" REFUSE,
    ASCII,
    { "authentication.mechanisms=SCRAM-SHA-256" } },
  { "XOAUTH2",
    HELLO ("SASL-IR AUTH=XOAUTH2") "C:AUTHENTICATE XOAUTH2 <<token>>\n"
                                   "S:+ eyJzdGF0dXMiOiI0MDEifQ==\nL:\n" REFUSE,
    ASCII,
    { TOKEN, "authentication.mechanisms=XOAUTH2" } },
  { "OAUTHBEARER",
    HELLO ("SASL-IR AUTH=OAUTHBEARER") "C:AUTHENTICATE OAUTHBEARER <<token>>\n"
                                       "S:+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\nL:AQ==\n" REFUSE,
    ASCII,
    { TOKEN, "authentication.mechanisms=OAUTHBEARER" } },
};

static void
take_line (TocsinTranscript *transcript, const char *line, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", line);
}

static void
check_absent (const GString *lines, const char *form, const char *what)
{
  if (strstr (lines->str, form) != NULL)
    g_test_fail_printf ("%s is in the transcript: %s", what, lines->str);
}

/* Whatever stands before the secret shifts its base64 by 0, 2 or 3 letters; the last group of four
 * depends on what follows. */
static void
check_base64 (const GString *lines, const char *secret)
{
  static const gsize shifted[] = { 0, 2, 3 };

  for (gsize before = 0; before < 3; before++)
    {
      g_autofree char *padded = g_strdup_printf ("%.*s%s", (int) before, "xx", secret);
      g_autofree char *encoded = g_base64_encode ((const guchar *) padded, strlen (padded));

      encoded[strlen (encoded) - 4] = '\0';
      check_absent (lines, encoded + shifted[before], "base64");
    }
}

static void
check_hex (const GString *lines, const char *secret)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autofree char *upper = NULL;

  for (const char *p = secret; *p != '\0'; p++)
    g_string_append_printf (hex, "%02x", (guchar) *p);
  upper = g_ascii_strup (hex->str, -1);
  check_absent (lines, hex->str, "hex");
  check_absent (lines, upper, "hex");
}

/* The half of it that is ASCII is never escaped. */
static void
check_hidden (const GString *lines, const char *secret)
{
  g_autofree char *turned = g_strreverse (g_strdup (secret + 4));

  check_absent (lines, secret + 4, "the secret");
  check_absent (lines, turned, "the secret, turned around");
  check_base64 (lines, secret);
  check_hex (lines, secret);
}

/* Of what was sent to sign in, commands and asterisks are all that shows. */
static void
check_commands_only (const GString *lines)
{
  g_auto (GStrv) each = g_strsplit (lines->str, "\n", -1);
  gboolean signing_in = FALSE;

  for (gsize i = 0; each[i] != NULL; i++)
    {
      const char *sent = strstr (each[i], "->  ");

      if (sent == NULL)
        continue;
      sent += strlen ("->  ");
      if (signing_in && strchr (sent, '*') != sent && *sent != '\0')
        g_test_fail_printf ("this was sent to sign in, and shows: %s", sent);
      signing_in = signing_in || strstr (sent, "AUTHENTICATE") != NULL;
    }
}

static void
test_row (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (Play) play = play_new ();
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_setenv ("TRANSCRIPT_SECRET", rows[i].secret, TRUE);
  case_play_script (play, rows[i].script);
  play_start (play, "authentication.password=env:TRANSCRIPT_SECRET", rows[i].settings[0],
              rows[i].settings[1], rows[i].settings[2], rows[i].settings[3], NULL);
  g_signal_connect (transcript, "line", G_CALLBACK (take_line), lines);
  tocsin_connection_test (TOCSIN_CONNECTION (play->store), NULL, transcript, NULL, &error);
  g_assert_nonnull (error);
  g_test_message ("%s", lines->str);

  /* It was spoken, and somebody listened. */
  g_assert_nonnull (strstr (lines->str, "->"));
  g_assert_nonnull (strstr (lines->str, "***"));
  check_hidden (lines, rows[i].secret);
  check_commands_only (lines);
  /* A password can be guessed against it. */
  check_absent (lines, "PDE4OTYuNjk3", "a challenge");
  g_assert_null (strstr (error->message, rows[i].secret));
}

/* Forms in which the test would find it: plain, base64 behind "\0joe\0" and "joe\0", hex. */
static const char *const forms[] = {
  ("LOGIN joe " ASCII),
  "AGpvZQBXaDR0LU5vYm9keS1NYXktRXZlci1SZWFkLTA4MTU=",
  "am9lAFdoNHQtTm9ib2R5LU1heS1FdmVyLVJlYWQtMDgxNQ==",
  "576834742d4e6f626f64792d4d61792d457665722d526561642d30383135",
};

static void
test_finds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *program = g_strdup_printf ("/imap4/transcript/finds/subprocess/%zu", i);

      g_test_trap_subprocess (program, 0, 0);
      g_test_trap_assert_failed ();
    }
}

static void
test_found (gconstpointer form)
{
  g_autoptr (GString) lines = g_string_new (form);

  check_hidden (lines, ASCII);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/transcript/hides/%s", rows[i].about);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/imap4/transcript/finds", test_finds);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/transcript/finds/subprocess/%zu", i);

      g_test_add_data_func (path, forms[i], test_found);
    }

  return g_test_run ();
}
