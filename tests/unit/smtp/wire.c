/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/smtp/wire/clean.h"
#include "plugins/smtp/wire/command.h"
#include "plugins/smtp/wire/dots.h"
#include "plugins/smtp/wire/survey.h"

#include <string.h>

static gboolean
read_reply (SmtpReply *reply, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean more = TRUE;

  smtp_reply_begin (reply);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!more || !smtp_reply_add_line (reply, lines[i], strlen (lines[i]), &more, NULL))
      return FALSE;

  return !more;
}

static const struct
{
  const char *about;
  const char *lines;
  gboolean good;
  guint code;
  const char *enhanced;
  const char *text;
} replies[] = {
  { "the usual", "250 ok", TRUE, 250, "", "ok" },
  { "no text", "250", TRUE, 250, "", "" },
  { "a blank and no text", "250 ", TRUE, 250, "", "" },
  { "lines", "250-a\n250-b\n250 c", TRUE, 250, "", "a\nb\nc" },
  { "lines without text", "250-\n250", TRUE, 250, "", "\n" },
  { "an enhanced code", "550 5.1.1 no", TRUE, 550, "5.1.1", "no" },
  { "on each line", "550-5.7.1 a\n550 5.7.1 b", TRUE, 550, "5.7.1", "a\nb" },
  { "alone", "550 5.1.1", TRUE, 550, "5.1.1", "" },
  { "the longest", "550 5.123.456 x", TRUE, 550, "5.123.456", "x" },
  { "of another class is text", "550 4.1.1 no", TRUE, 550, "", "4.1.1 no" },
  { "longer than any is text", "550 5.1.1234 no", TRUE, 550, "", "5.1.1234 no" },
  { "an address is none", "250 2.0.0.1 x", TRUE, 250, "", "2.0.0.1 x" },
  { "half of one is text", "250 2.0 x", TRUE, 250, "", "2.0 x" },
  { "bytes that are no UTF-8", "250 \xff", TRUE, 250, "", "\xff" },
  { "no digits", "ok", FALSE, 0, "", "" },
  { "two digits", "25", FALSE, 0, "", "" },
  { "four digits", "2500 ok", FALSE, 0, "", "" },
  { "a letter behind", "250x", FALSE, 0, "", "" },
  { "a tab behind", "250\tx", FALSE, 0, "", "" },
  { "from 1 on", "050 x", FALSE, 0, "", "" },
  { "a blank before", " 250 x", FALSE, 0, "", "" },
  { "codes that differ", "250-a\n251 b", FALSE, 0, "", "" },
  { "nothing", "", FALSE, 0, "", "" },
  { "no end", "250-a", FALSE, 0, "", "" },
};

static void
test_replies (void)
{
  g_auto (SmtpReply) reply = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_test_message ("%s", replies[i].about);
      g_assert_cmpint (read_reply (&reply, replies[i].lines), ==, replies[i].good);
      if (!replies[i].good)
        continue;
      g_assert_cmpuint (reply.code, ==, replies[i].code);
      g_assert_cmpstr (reply.enhanced, ==, replies[i].enhanced);
      g_assert_cmpstr (smtp_reply_get_text (&reply), ==, replies[i].text);
    }
}

static void
test_reply_limit (void)
{
  g_auto (SmtpReply) reply = { 0 };
  g_autofree char *rest = g_strnfill (1000, 'x');
  g_autofree char *line = g_strconcat ("250-", rest, NULL);
  g_autoptr (GError) error = NULL;
  gboolean more;
  guint n = 0;

  smtp_reply_begin (&reply);
  while (smtp_reply_add_line (&reply, line, strlen (line), &more, &error))
    g_assert_cmpuint (++n, <=, SMTP_REPLY_MAX_BYTES / 1000);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static void
test_extensions (void)
{
  g_auto (SmtpReply) reply = { 0 };
  g_auto (SmtpExtensions) self = { 0 };
  g_auto (GStrv) mechanisms = NULL;

  g_assert_true (read_reply (&reply, "250-STARTTLS.example greets\n250-pipelining\n250-SIZE 1000\n"
                                     "250-AUTH PLAIN login\n250-AUTH=LOGIN XOAUTH2\n"
                                     "250-X-EXPS NTLM\n250-LIMITS RCPTMAX=20 MAILMAX=x foo=1\n"
                                     "250-8bitmime  \n250 DSN"));
  smtp_extensions_read (&self, &reply);
  g_assert_cmpint (self.features, ==,
                   SMTP_FEATURE_PIPELINING | SMTP_FEATURE_SIZE | SMTP_FEATURE_AUTH
                       | SMTP_FEATURE_LIMITS | SMTP_FEATURE_8BITMIME | SMTP_FEATURE_DSN);
  g_assert_cmpuint (self.max_size, ==, 1000);
  g_assert_cmpuint (self.max_recipients, ==, 20);
  g_assert_cmpuint (self.max_mails, ==, 0);
  mechanisms = smtp_extensions_list_mechanisms (&self);
  g_assert_cmpstrv (mechanisms, ((const char *[]){ "PLAIN", "LOGIN", "XOAUTH2", NULL }));
}

static void
test_huge_numbers (void)
{
  g_auto (SmtpReply) reply = { 0 };
  g_auto (SmtpExtensions) self = { 0 };

  g_assert_true (read_reply (&reply, "250-x\n250-SIZE 99999999999999999999999\n"
                                     "250 LIMITS RCPTMAX=99999999999999999999 MAILMAX=-1"));
  smtp_extensions_read (&self, &reply);
  g_assert_cmpuint (self.max_size, ==, G_MAXUINT64);
  g_assert_cmpuint (self.max_recipients, ==, G_MAXUINT);
}

static void
test_xtext (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  smtp_command_add_xtext (out, "a+b=c d\xc3\xa4\x7f~!");
  g_assert_cmpstr (out->str, ==, "a+2Bb+3Dc+20d+C3+A4+7F~!");
}

typedef struct
{
  const char *in;
  gsize in_length;
  const char *clean;
  const char *dotted;
} CleanRow;

#define ROW(in, clean, dotted)                                                                     \
  {                                                                                                \
    in, sizeof in - 1, clean, dotted                                                               \
  }

static const CleanRow clean_rows[] = {
  ROW ("", "", ""),
  ROW ("a", "a\r\n", "a\r\n"),
  ROW ("a\nb\n", "a\r\nb\r\n", "a\r\nb\r\n"),
  ROW ("a\r\nb\r\n", "a\r\nb\r\n", "a\r\nb\r\n"),
  ROW ("a\r\r\r\nb", "a\r\nb\r\n", "a\r\nb\r\n"),
  ROW ("a\rb\r\rc\n", "a b  c\r\n", "a b  c\r\n"),
  ROW ("\r", "\r\n", "\r\n"),
  ROW ("\n", "\r\n", "\r\n"),
  ROW ("\n\n", "\r\n\r\n", "\r\n\r\n"),
  ROW ("a\0b\0\n", "a b \r\n", "a b \r\n"),
  ROW (".", ".\r\n", "..\r\n"),
  ROW (".\n", ".\r\n", "..\r\n"),
  ROW ("..\n.a\n", "..\r\n.a\r\n", "...\r\n..a\r\n"),
  ROW ("a.\n", "a.\r\n", "a.\r\n"),
  ROW ("\r.\r\n", " .\r\n", " .\r\n"),
  ROW ("\n\r\n.\r\n.", "\r\n\r\n.\r\n.\r\n", "\r\n\r\n..\r\n..\r\n"),
};

/* Cut at @first and @second: what comes out may not depend on it. */
static void
play_clean (const CleanRow *row, gsize first, gsize second)
{
  const gsize cuts[] = { 0, first, second, row->in_length };
  g_autoptr (GString) dotted = g_string_new (NULL);
  g_autoptr (GString) whole = g_string_new (NULL);
  SmtpClean clean = { 0 };
  SmtpDots dots = { 0 };

  for (gsize i = 0; i < 3; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      smtp_clean_add (&clean, row->in + cuts[i], cuts[i + 1] - cuts[i], out);
      if (i == 2)
        smtp_clean_finish (&clean, out);
      g_string_append_len (whole, out->str, (gssize) out->len);
      smtp_dots_add (&dots, out->str, out->len, dotted);
    }
  g_assert_cmpstr (whole->str, ==, row->clean);
  g_assert_cmpstr (dotted->str, ==, row->dotted);
  g_assert_cmpuint (whole->len, ==, strlen (row->clean));
}

static void
test_clean (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (clean_rows); i++)
    for (gsize first = 0; first <= clean_rows[i].in_length; first++)
      for (gsize second = first; second <= clean_rows[i].in_length; second++)
        play_clean (&clean_rows[i], first, second);
}

/* CRs without end are not kept. */
static void
test_clean_limit (void)
{
  g_autofree char *returns = g_strnfill (100000, '\r');
  g_autoptr (GString) out = g_string_new (NULL);
  SmtpClean clean = { 0 };
  gsize n;

  smtp_clean_add (&clean, returns, 100000, out);
  n = out->len;
  g_assert_cmpuint (n, >, 90000);
  smtp_clean_add (&clean, "\n", 1, out);
  g_assert_cmpstr (out->str + n, ==, "\r\n");
  g_assert_cmpuint (strspn (out->str, " "), ==, n);
}

static void
test_survey (void)
{
  static const char message[] = "A: b\r\nCC: dd\r\n\r\n\xc3\xa4x\r\n\r\nlonger than\r\n";

  for (gsize cut = 0; cut < sizeof message; cut++)
    {
      SmtpSurvey self = { 0 };

      smtp_survey_add (&self, message, cut);
      smtp_survey_add (&self, message + cut, sizeof message - 1 - cut);
      g_assert_cmpuint (self.size, ==, sizeof message - 1);
      g_assert_cmpuint (self.longest_header, ==, 6);
      g_assert_cmpuint (self.longest_body, ==, 11);
      g_assert_false (self.eight_bit_header);
      g_assert_true (self.eight_bit_body);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/wire/replies", test_replies);
  g_test_add_func ("/smtp/wire/reply-limit", test_reply_limit);
  g_test_add_func ("/smtp/wire/extensions", test_extensions);
  g_test_add_func ("/smtp/wire/huge-numbers", test_huge_numbers);
  g_test_add_func ("/smtp/wire/xtext", test_xtext);
  g_test_add_func ("/smtp/wire/clean", test_clean);
  g_test_add_func ("/smtp/wire/clean-limit", test_clean_limit);
  g_test_add_func ("/smtp/wire/survey", test_survey);

  return g_test_run ();
}
