/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What an envelope, the settings and a server's abilities make of the commands. */
#include "core/base/error.h"
#include "core/plugin/connection.h"
#include "tests/protocol/smtp/play.h"

#include <string.h>

static void
start (Play *play, const char *setting)
{
  play_start (play, setting, NULL);
  if (tocsin_envelope_get_recipients (play->envelope)->len == 0)
    play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
}

/* The rest of a message whose MAIL and RCPT are expected already. */
static void
play_data (Play *play, const char *wire)
{
  play_command (play, "DATA", "354 go");
  scripted_server_expect (play->server, wire);
  play_say (play, "250 ok");
}

static void
add (Play *play, const char *address, TocsinNotify notify, const char *original)
{
  g_autoptr (GError) error = NULL;

  tocsin_envelope_add_recipient (play->envelope, address, TOCSIN_RECIPIENT_TO, notify, original,
                                 &error);
  g_assert_no_error (error);
}

static void
test_dsn (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "DSN");
  play_command (play, "MAIL FROM:<me@example.org> RET=HDRS ENVID=a+2Bb+3Dc+20d", "250 ok");
  play_command (play,
                "RCPT TO:<you@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;li+2Bst@example.org",
                "250 ok");
  play_command (play, "RCPT TO:<her@example.org> NOTIFY=NEVER", "250 ok");
  play_command (play, "RCPT TO:<him@example.org>", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  tocsin_envelope_set_dsn_return (play->envelope, TOCSIN_DSN_RETURN_HEADERS);
  tocsin_envelope_set_envelope_id (play->envelope, "a+b=c d", NULL);
  add (play, "you@example.org", TOCSIN_NOTIFY_SUCCESS | TOCSIN_NOTIFY_DELAY, "li+st@example.org");
  add (play, "her@example.org", TOCSIN_NOTIFY_NEVER, NULL);
  add (play, "him@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
}

/* Nothing of it is said to a server that does not know it. */
static void
test_dsn_unknown (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_whole_message (play);
  tocsin_envelope_set_dsn_return (play->envelope, TOCSIN_DSN_RETURN_FULL);
  tocsin_envelope_set_envelope_id (play->envelope, "id", NULL);
  add (play, "you@example.org", TOCSIN_NOTIFY_SUCCESS, "list@example.org");
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
}

/* What is too big is not even begun. */
static void
test_size (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "SIZE_30");
  start (play, NULL);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_TOO_BIG);
}

static void
test_size_fits (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "SIZE_31");
  play_command (play, "MAIL FROM:<me@example.org> SIZE=31", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
}

#define IDN                                                                                        \
  "you@b\xc3\xbc"                                                                                  \
  "cher.example"
#define EAI                                                                                        \
  "\xc3\xa4@b\xc3\xbc"                                                                             \
  "cher.example"

/* A domain needs nothing of the server. */
static void
test_idn (gconstpointer keywords)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, keywords);
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@xn--bcher-kva.example>", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  add (play, IDN, TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
}

static void
test_smtputf8 (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "8BITMIME SMTPUTF8 DSN");
  play_command (play, "MAIL FROM:<me@example.org> SMTPUTF8", "250 ok");
  play_command (play, "RCPT TO:<" EAI "> ORCPT=utf-8;\xc3\xa4\\x{2B}@example.org", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  add (play, EAI, TOCSIN_NOTIFY_DEFAULT, "\xc3\xa4+@example.org");
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
}

/* Who can't be written to is refused here; the others get it. */
static void
test_smtputf8_missing (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_whole_message (play);
  add (play, EAI, TOCSIN_NOTIFY_DEFAULT, NULL);
  add (play, "you@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_PARTIAL, "refused accepted");
  g_assert_cmpint (tocsin_send_report_get_result (play->report, 0)->error_code, ==,
                   TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8);
}

static void
test_smtputf8_nobody (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  add (play, EAI, TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, NULL);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8);
}

static void
test_eight_bit (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "8BITMIME");
  play_command (play, "MAIL FROM:<me@example.org> BODY=8BITMIME", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_data (play, "Subject: x\r\n\r\n\xc3\xa4\r\n.\r\n");
  start (play, NULL);
  play_send_well (play, "Subject: x\n\n\xc3\xa4\n");
}

/* A server without 8BITMIME gets it in ASCII. */
static void
test_eight_bit_missing (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "SMTPUTF8");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_data (play, "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\nMIME-Version: 1.0\r\n"
                   "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A4 =3D\r\n.\r\n");
  start (play, NULL);
  play_send_well (play, "Subject: x\nContent-Type: text/plain; charset=utf-8\n"
                        "Content-Transfer-Encoding: 8bit\n\n\xc3\xa4 =\n");
}

#define SIGNED                                                                                     \
  "Subject: x\nMIME-Version: 1.0\n"                                                                \
  "Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n\n"         \
  "--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"              \
  "\xc3\xa4\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n"

/* But what is signed can't be written otherwise. */
static void
test_eight_bit_signed (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  start (play, NULL);
  play_fail (play, SIGNED, TOCSIN_ERROR_SEND_NEEDS_8BITMIME);
}

static void
test_eight_bit_header (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "8BITMIME");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_data (play, "Subject: =?UTF-8?B?w6Q=?=\r\nX: y\r\n\r\nz\r\n.\r\n");
  start (play, NULL);
  play_send_well (play, "Subject: \xc3\xa4\nX: y\n\nz\n");
}

/* No server has to take lines of more than 998 bytes. */
static void
test_long_line (void)
{
  g_autoptr (Play) play = play_new ();
  g_autofree char *line = g_strnfill (2000, 'x');
  g_autofree char *message = g_strdup_printf ("Subject: x\n\n%s\n", line);
  g_autoptr (GString) wire =
      g_string_new ("Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");

  play_connect (play, "");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  for (guint left = 2000; left > 0; left -= MIN (left, 75))
    g_string_append_printf (wire, "%.*s%s\r\n", (int) MIN (left, 75), line, left > 75 ? "=" : "");
  g_string_append (wire, ".\r\n");
  play_data (play, wire->str);
  start (play, NULL);
  play_send_well (play, message);
}

static void
test_verb (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "SOML SEND");
  play_command (play, "SOML FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  tocsin_envelope_set_verb (play->envelope, TOCSIN_SEND_VERB_SOML);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
  tocsin_envelope_set_verb (play->envelope, TOCSIN_SEND_VERB_SAML);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_NEEDS_EXTENSION);
}

/* Only over TLS, whatever is offered. */
static void
test_require_tls (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "REQUIRETLS");
  tocsin_envelope_set_require_tls (play->envelope, TRUE);
  start (play, NULL);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_NEEDS_EXTENSION);
}

static void
test_null_sender (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_command (play, "MAIL FROM:<>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  tocsin_envelope_set_sender (play->envelope, "", NULL);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
}

static void
play_one (Play *play, const char *mail, const char *rcpt)
{
  play_command (play, mail, "250 ok");
  play_command (play, rcpt, "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
}

static void
test_verp (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_one (play, "MAIL FROM:<b+you=example.org@list.example>", "RCPT TO:<you@example.org>");
  play_command (play, "RSET", "250 ok");
  play_one (play, "MAIL FROM:<b+her=example.org@list.example>", "RCPT TO:<her@example.org>");
  tocsin_envelope_set_sender (play->envelope, "b+VERP@list.example", NULL);
  tocsin_envelope_set_verp (play->envelope, TRUE);
  add (play, "you@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  add (play, "her@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
  g_assert_cmpuint (play->commits, ==, 1);
}

/* RFC 9422: more recipients than a message may have, more messages than a session may. */
static void
test_limits (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "LIMITS_RCPTMAX=2_MAILMAX=1");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<a@example.org>", "250 ok");
  play_command (play, "RCPT TO:<b@example.org>", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  scripted_server_expect_eof (play->server);
  play_connect (play, "LIMITS_RCPTMAX=2_MAILMAX=1");
  play_one (play, "MAIL FROM:<me@example.org>", "RCPT TO:<c@example.org>");
  add (play, "a@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  add (play, "b@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  add (play, "c@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_SENT, "accepted accepted accepted");
  /* Nobody is connected to for nobody. */
  g_assert_false (scripted_server_has_visitor (play->server));
}

static void
test_limits_domains (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "LIMITS_RCPTDOMAINMAX=1");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<a@one.example>", "250 ok");
  play_command (play, "RCPT TO:<c@ONE.example>", "250 ok");
  play_data (play, PLAY_WIRE ".\r\n");
  play_command (play, "RSET", "250 ok");
  play_one (play, "MAIL FROM:<me@example.org>", "RCPT TO:<b@two.example>");
  add (play, "a@one.example", TOCSIN_NOTIFY_DEFAULT, NULL);
  add (play, "b@two.example", TOCSIN_NOTIFY_DEFAULT, NULL);
  add (play, "c@ONE.example", TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, NULL);
  play_send_well (play, PLAY_MESSAGE);
}

/* A server that tells its limit when it is reached (RFC 5321, section 4.5.3.1.10). */
static void
test_overflow (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<a@example.org>", "250 ok");
  play_command (play, "RCPT TO:<b@example.org>", "452 4.5.3 Error: too many recipients");
  play_data (play, PLAY_WIRE ".\r\n");
  play_command (play, "RSET", "250 ok");
  play_one (play, "MAIL FROM:<me@example.org>", "RCPT TO:<b@example.org>");
  add (play, "a@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  add (play, "b@example.org", TOCSIN_NOTIFY_DEFAULT, NULL);
  start (play, "smtp.on-to-error=stop");
  play_send_well (play, PLAY_MESSAGE);
  play_expect_report (play, TOCSIN_SEND_SENT, "accepted accepted");
}

/* One who is refused may keep the message from the others; DATA is not sent along then. */
static void
test_stop (gconstpointer setting)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING");
  scripted_server_expect (play->server, "MAIL FROM:<me@example.org>\r\n"
                                        "RCPT TO:<a@example.org>\r\nRCPT TO:<b@example.org>\r\n"
                                        "RCPT TO:<c@example.org>\r\n");
  play_say (play, "250 ok\r\n250 ok\r\n250 ok\r\n550 5.1.1 no");
  scripted_server_expect_eof (play->server);
  play_to (play, "a@example.org", TOCSIN_RECIPIENT_TO);
  play_to (play, "b@example.org", TOCSIN_RECIPIENT_CC);
  play_to (play, "c@example.org",
           strstr (setting, "bcc") != NULL  ? TOCSIN_RECIPIENT_BCC
           : strstr (setting, "cc") != NULL ? TOCSIN_RECIPIENT_CC
                                            : TOCSIN_RECIPIENT_TO);
  start (play, setting);
  play_fail (play, PLAY_MESSAGE, TOCSIN_ERROR_SEND_RECIPIENT_REFUSED);
  play_expect_report (play, TOCSIN_SEND_NOT_SENT, "untried untried refused");
}

static void
test_no_reset (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_whole_message (play);
  play_whole_message (play);
  start (play, "smtp.reset-between=false");
  play_send_well (play, PLAY_MESSAGE);
  play_send_well (play, PLAY_MESSAGE);
}

static void
test_no_pipelining (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "PIPELINING CHUNKING");
  play_whole_message (play);
  play_start (play, "smtp.pipelining=false", "smtp.chunking=false", NULL);
  play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
  play_send_well (play, PLAY_MESSAGE);
}

static void
test_empty (gconstpointer keywords)
{
  g_autoptr (Play) play = play_new ();
  gboolean chunking = strstr (keywords, "CHUNKING") != NULL;

  play_connect (play, keywords);
  play_command (play, "MAIL FROM:<me@example.org>", "250 ok");
  play_command (play, "RCPT TO:<you@example.org>", "250 ok");
  if (!chunking)
    play_command (play, "DATA", "354 go");
  play_expect (play, chunking ? "BDAT 0 LAST" : ".");
  play_say (play, "250 ok");
  start (play, NULL);
  play_send_well (play, "");
}

static void
test_inquiries (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = NULL;
  g_auto (GStrv) members = NULL;
  g_autofree char *raw = NULL;

  play_connect (play, "");
  play_command (play, "VRFY joe", "250 Joe <joe@example.org>");
  play_command (play, "EXPN staff", "250-<joe@example.org>\r\n250 <ann@example.org>");
  play_command (play, "EXPN nobody", "550 5.1.1 no such list");
  play_command (play, "HELP me", "214-2.0.0 one\r\n214 2.0.0 two");
  play_start (play, NULL);
  found = tocsin_mail_transport_verify (play->transport, "joe", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstrv (found, ((const char *[]){ "Joe <joe@example.org>", NULL }));
  members = tocsin_mail_transport_expand (play->transport, "staff", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (members), ==, 2);
  g_assert_null (tocsin_mail_transport_expand (play->transport, "nobody", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_NO);
  g_clear_error (&error);
  g_assert_null (tocsin_mail_transport_verify (play->transport, "a\r\nDATA", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&error);
  raw = tocsin_connection_command (TOCSIN_CONNECTION (play->transport), "HELP me", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (raw, ==, "214-2.0.0 one\n214 2.0.0 two\n");
}

/* A server that closed meanwhile is asked again. */
static void
test_inquiries_stale (void)
{
  g_autoptr (Play) play = play_new ();

  play_connect (play, "");
  play_command (play, "VRFY joe", "250 one");
  scripted_server_hang_up (play->server);
  play_connect (play, "");
  play_command (play, "VRFY joe", "250 two");
  play_start (play, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) found = tocsin_mail_transport_verify (play->transport, "joe", NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (found[0], ==, i == 0 ? "one" : "two");
    }
}

static void
test_defaults (void)
{
  g_autoptr (Play) play = play_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailDefaults) defaults = NULL;

  play_start (play, "smtp.from=Ada <ada@example.org>", "smtp.return-path=b+VERP@example.org",
              "smtp.reply-to=r@example.org", "smtp.charset=ISO-8859-1",
              "smtp.max-header-length=100", "smtp.dsn=failure,delay", "smtp.dsn-return=full",
              "smtp.message-id-domain=id.example", "smtp.queue-directory=/q", "smtp.keep-sent=true",
              NULL);
  defaults = tocsin_mail_transport_get_defaults (play->transport, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (defaults->from, ==, "Ada <ada@example.org>");
  g_assert_cmpstr (defaults->return_path, ==, "b+VERP@example.org");
  g_assert_cmpstr (defaults->reply_to, ==, "r@example.org");
  g_assert_cmpstr (defaults->charset, ==, "ISO-8859-1");
  g_assert_cmpuint (defaults->max_header_length, ==, 100);
  g_assert_cmpint (defaults->notify, ==, TOCSIN_NOTIFY_FAILURE | TOCSIN_NOTIFY_DELAY);
  g_assert_cmpint (defaults->dsn_return, ==, TOCSIN_DSN_RETURN_FULL);
  g_assert_cmpstr (defaults->message_id_domain, ==, "id.example");
  g_assert_cmpstr (defaults->queue_directory, ==, "/q");
  g_assert_true (defaults->keep_sent);
}

/* What can't work is not tried: nobody is connected to. */
static void
test_bad_settings (void)
{
  static const char *const settings[] = { "smtp.hello=a b", "authentication.mailbox=other",
                                          "authentication.username=joe",
                                          "encryption.mode=starttls" };

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (Play) play = play_new ();
      g_autoptr (GError) error = NULL;

      play_start (play, settings[i], "smtp.extensions=false", NULL);
      play_to (play, "you@example.org", TOCSIN_RECIPIENT_TO);
      g_assert_false (play_send (play, PLAY_MESSAGE, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (tocsin_error_get_code_name (error), "config."));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/options/dsn", test_dsn);
  g_test_add_func ("/smtp/options/dsn/unknown", test_dsn_unknown);
  g_test_add_func ("/smtp/options/size", test_size);
  g_test_add_func ("/smtp/options/size/fits", test_size_fits);
  g_test_add_data_func ("/smtp/options/idn", "", test_idn);
  g_test_add_data_func ("/smtp/options/idn/utf8", "8BITMIME SMTPUTF8", test_idn);
  g_test_add_func ("/smtp/options/smtputf8", test_smtputf8);
  g_test_add_func ("/smtp/options/smtputf8/missing", test_smtputf8_missing);
  g_test_add_func ("/smtp/options/smtputf8/nobody", test_smtputf8_nobody);
  g_test_add_func ("/smtp/options/8bit", test_eight_bit);
  g_test_add_func ("/smtp/options/8bit/missing", test_eight_bit_missing);
  g_test_add_func ("/smtp/options/8bit/signed", test_eight_bit_signed);
  g_test_add_func ("/smtp/options/8bit/header", test_eight_bit_header);
  g_test_add_func ("/smtp/options/long-line", test_long_line);
  g_test_add_func ("/smtp/options/verb", test_verb);
  g_test_add_func ("/smtp/options/require-tls", test_require_tls);
  g_test_add_func ("/smtp/options/null-sender", test_null_sender);
  g_test_add_func ("/smtp/options/verp", test_verp);
  g_test_add_func ("/smtp/options/limits", test_limits);
  g_test_add_func ("/smtp/options/limits/domains", test_limits_domains);
  g_test_add_func ("/smtp/options/overflow", test_overflow);
  g_test_add_data_func ("/smtp/options/stop/to", "smtp.on-to-error=stop", test_stop);
  g_test_add_data_func ("/smtp/options/stop/cc", "smtp.on-cc-error=stop", test_stop);
  g_test_add_data_func ("/smtp/options/stop/bcc", "smtp.on-bcc-error=stop", test_stop);
  g_test_add_func ("/smtp/options/no-reset", test_no_reset);
  g_test_add_func ("/smtp/options/no-pipelining", test_no_pipelining);
  g_test_add_data_func ("/smtp/options/empty/data", "", test_empty);
  g_test_add_data_func ("/smtp/options/empty/chunk", "CHUNKING", test_empty);
  g_test_add_func ("/smtp/options/inquiries", test_inquiries);
  g_test_add_func ("/smtp/options/inquiries/stale", test_inquiries_stale);
  g_test_add_func ("/smtp/options/defaults", test_defaults);
  g_test_add_func ("/smtp/options/bad-settings", test_bad_settings);

  return g_test_run ();
}
