/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/first-words.h"

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

#include <string.h>

typedef struct
{
  const char *about;
  const char *bytes;
  const char *name;
} Known;

static const Known known[] = {
  { "a greeting of IMAP", "* OK [CAPABILITY IMAP4rev1] ready\r\n", "IMAP" },
  { "in small letters", "* ok hi\r\n", "IMAP" },
  { "sent away", "* BYE too many\r\n", "IMAP" },
  { "a greeting of POP3", "+OK ready <1.2@x>\r\n", "POP3" },
  { "a refusal of POP3", "-ERR [SYS/TEMP] later\r\n", "POP3" },
  { "a greeting of SMTP", "220 mx ESMTP\r\n", "SMTP" },
  { "of several lines", "220-mx ESMTP\r\n220 go\r\n", "SMTP" },
  { "a refusal of SMTP", "554 no\r\n", "SMTP" },
  { "a file server", "220 (vsFTPd 3.0.3)\r\n", "FTP" },
  { "FTP behind the first line does not count", "220 mx\r\n220 FTP\r\n", "SMTP" },
  { "a web server", "HTTP/1.1 400 Bad Request\r\n", "HTTP" },
  { "that speaks in pages", "<!DOCTYPE html>", "HTTP" },
  { "a shell", "SSH-2.0-OpenSSH_9.2\r\n", "SSH" },
  { "filters", "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n", "ManageSieve" },
  { "an alert of TLS", "\x15\x03\x01", "TLS" },
  { "news", "200 welcome\r\n", "NNTP" },
  { "too short", "* O", NULL },
  { "nothing", "", NULL },
  { "rubbish", "hello\r\n", NULL },
};

static void
test_recognise (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_test_message ("%s", known[i].about);
      g_assert_cmpstr (tocsin_first_words_recognise (known[i].bytes, strlen (known[i].bytes), NULL),
                       ==, known[i].name);
    }
}

typedef struct
{
  const char *about;
  guint16 port;
  const char *mode;
  gboolean spoke_tls;
  const char *bytes;
  int code; /* -1: nothing to explain */
  const char *remedy;
  gboolean labelled;
} Row;

/* The endpoint's own protocol is one that nobody knows; its usual port with TLS is 1993. */
static const Row rows[] = {
  { "plain where TLS is spoken", 143, "none", FALSE, "\x15\x03\x03",
    TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH, "encryption.mode=implicit", FALSE },
  { "another protocol at an odd port", 25, "none", FALSE, "220 mx\r\n",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, "port=1993 encryption.mode=implicit", FALSE },
  { "before TLS anybody may have said it", 25, "starttls", FALSE, "220 mx\r\n",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, "port=1993 encryption.mode=implicit", TRUE },
  { "inside TLS nobody else", 465, "implicit", FALSE, "220 mx\r\n",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, "port=1993 encryption.mode=implicit", FALSE },
  { "another protocol at the usual port", 1993, "implicit", FALSE, "+OK hi\r\n",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, "", FALSE },
  { "TLS to a web server", 80, "implicit", TRUE, "HTTP/1.1 400 Bad Request\r\n",
    TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL, "port=1993 encryption.mode=implicit", TRUE },
  { "TLS to something plain", 143, "implicit", TRUE, "hello\r\n",
    TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH, "", TRUE },
  { "a greeting that nobody knows", 143, "none", FALSE, "hello\r\n", -1, "", FALSE },
};

static void
test_explain (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autofree char *mode = g_strconcat ("encryption.mode=", row->mode, NULL);
      g_autoptr (TocsinEndpoint) endpoint = test_endpoint_new (row->port, mode, NULL);
      g_autoptr (GError) error =
          tocsin_first_words_explain (endpoint, row->spoke_tls, row->bytes, strlen (row->bytes));
      g_autofree char *remedy = NULL;
      const char *words;

      g_test_message ("%s: %s", row->about, error != NULL ? error->message : "");
      if (row->code < 0)
        {
          g_assert_null (error);
          continue;
        }
      g_assert_error (error, TOCSIN_ERROR, row->code);
      g_assert_nonnull (tocsin_error_get_hint (error));
      remedy = tocsin_error_get_remedy (error) != NULL
                   ? g_strjoinv (" ", (GStrv) tocsin_error_get_remedy (error))
                   : g_strdup ("");
      g_assert_cmpstr (remedy, ==, row->remedy);
      words = tocsin_error_get_server_text (error);
      g_assert_cmpint (words != NULL && g_str_has_prefix (words, "(before TLS"), ==, row->labelled);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/first-words/recognise", test_recognise);
  g_test_add_func ("/net/first-words/explain", test_explain);

  return g_test_run ();
}
