/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/smtp/play.h"

#include <string.h>

static void
test_simple (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_whole_message (play);
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_SENT, "accepted");
  g_assert_cmpstr (tocsin_send_report_get_server_text (play->report), ==, "250 2.0.0 queued as 7");
  g_assert_cmpuint (play->commits, ==, 1);
}

static void
test_pipelined (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING SIZE_1000");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org> SIZE=31\r\n"
                                        "RCPT TO:<you@example.org>\r\n"
                                        "RCPT TO:<her@example.org>\r\nDATA\r\n");
  play_say (play, "250 ok\r\n250 ok\r\n251 will forward\r\n354 go");
  scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
  play_say (play, "250 ok");
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_to (play, "her@example.org", TOCSIN_RECIPIENT_BCC);
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_SENT, "accepted accepted");
}

static void
test_chunking (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING CHUNKING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<you@example.org>\r\n");
  play_say (play, "250 ok\r\n250 ok");
  scripted_server_expect (play->server,
                          "BDAT 34 LAST\r\nSubject: hello\r\n\r\n.\r\nhow are you\r\n");
  play_say (play, "250 ok");
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, "Subject: hello\n\n.\nhow are you\n");
}

static void
test_reused (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  for (guint i = 0; i < 3; i++)
    {
      scripted_server_expect (play->server, i == 0 ? "" : "RSET\r\n");
      scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                            "RCPT TO:<you@example.org>\r\nDATA\r\n");
      play_say (play,
                i == 0 ? "250 ok\r\n250 ok\r\n354 go" : "250 ok\r\n250 ok\r\n250 ok\r\n354 go");
      scripted_server_expect (play->server, PLAY_WIRE ".\r\n");
      play_say (play, "250 ok");
    }
  play_start (play, NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  for (guint i = 0; i < 3; i++)
    play_send_well (play, PLAY_MESSAGE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/sending/simple", test_simple);
  g_test_add_func ("/smtp/sending/pipelined", test_pipelined);
  g_test_add_func ("/smtp/sending/chunking", test_chunking);
  g_test_add_func ("/smtp/sending/reused", test_reused);

  return g_test_run ();
}
