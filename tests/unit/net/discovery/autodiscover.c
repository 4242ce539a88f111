/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/autodiscover.h"

#include "core/base/error.h"
#include "core/net/discovery/web.h"
#include "tests/unit/net/discovery/common.h"

#include <string.h>

#define START                                                                                      \
  "<Autodiscover xmlns=\"urn:a\"><Response xmlns=\"urn:b\"><Account><Action>settings</Action>"
#define END "</Account></Response></Autodiscover>"
#define PROTOCOL(type, host, port, rest)                                                           \
  "<Protocol><Type>" type "</Type><Server>" host "</Server><Port>" port "</Port>" rest "</"        \
  "Protocol>"

typedef gboolean (*Parse) (
    GBytes *, const TocsinMailAddress *, GPtrArray *, TocsinAnswer *, GError **);

static char *
read_answer (Parse parse, const char *text, GError **error)
{
  g_autoptr (TocsinMailAddress) who = test_address ("ada@example.org");
  g_autoptr (GPtrArray) services = test_services ();
  g_autoptr (TocsinAnswer) answer = tocsin_answer_new (TOCSIN_SOURCE_AUTODISCOVER, "test");
  g_autoptr (GBytes) bytes = test_bytes (text);

  answer->is_vouched = TRUE;

  return parse (bytes, who, services, answer, error) ? test_describe (answer) : NULL;
}

typedef struct
{
  const char *about;
  const char *text;
  const char *seen; /* NULL: refused */
} Row;

static void
check (Parse parse, const Row *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *seen = NULL;

      g_test_message ("%s", rows[i].about);
      seen = read_answer (parse, rows[i].text, &error);
      g_assert_cmpstr (seen, ==, rows[i].seen);
      if (rows[i].seen == NULL)
        g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
      else
        g_assert_no_error (error);
    }
}

static void
test_json (void)
{
  static const Row rows[] = {
    { "good", "{\"Protocol\":\"EWS\",\"Url\":\"https://m.example.org/EWS/Exchange.asmx\"}",
      "exchange https://m.example.org/EWS/Exchange.asmx implicit ada@example.org \n" },
    { "any case", "{\"Protocol\":\"Ews\",\"Url\":\"https://m.example.org/\"}",
      "exchange https://m.example.org/ implicit ada@example.org \n" },
    { "an error", "{\"ErrorCode\":\"InvalidProtocol\",\"ErrorMessage\":\"no\"}", "note\n" },
    { "another protocol", "{\"Protocol\":\"ActiveSync\",\"Url\":\"https://m.example.org/\"}", "" },
    { "in clear", "{\"Protocol\":\"EWS\",\"Url\":\"http://m.example.org/\"}", "note\n" },
    { "a password in it", "{\"Protocol\":\"EWS\",\"Url\":\"https://a:b@m.example.org/\"}",
      "note\n" },
    { "a script", "{\"Protocol\":\"EWS\",\"Url\":\"javascript:alert(1)\"}", "note\n" },
    { "numbers", "{\"Protocol\":1,\"Url\":2,\"ErrorCode\":[3]}", "" },
    { "a list", "[]", NULL },
    { "a page", "<html/>", NULL },
    { "nothing", "", NULL },
    { "not UTF-8", "{\"Protocol\":\"\xff\"}", NULL },
    { "cut off", "{\"Protocol\":", NULL },
    { "two objects", "{\"ErrorCode\":\"a\"}{\"ErrorCode\":\"b\"}", NULL },
    { "something before it", "0{\"Protocol\":\"EWS\"}", NULL },
    { "brackets in a string", "{\"Protocol\":\"}{\\\"[\"}", "" },
    { "comments", "/* x */ {}", NULL },
    { "too deep", "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", NULL },
  };

  check (tocsin_autodiscover_parse_json, rows, G_N_ELEMENTS (rows));
}

static void
test_xml (void)
{
  static const Row rows[] = {
    { "what hosters answer",
      START PROTOCOL ("IMAP", "i.example.org", "993", "<SSL>on</SSL>")
          PROTOCOL ("POP3", "p.example.org", "110", "<SSL>on</SSL>")
              PROTOCOL ("SMTP", "s.example.org", "587", "<Encryption>TLS</Encryption>") END,
      "imap4 i.example.org:993 implicit ada@example.org \n"
      "pop3 p.example.org:110 starttls ada@example.org \n"
      "smtp s.example.org:587 starttls ada@example.org \n" },
    { "the default is encrypted", START PROTOCOL ("IMAP", "i.example.org", "", "") END,
      "imap4 i.example.org:993 implicit ada@example.org \n" },
    { "POP by its short name",
      START PROTOCOL ("POP", "p.example.org", "995", "<Encryption>SSL</Encryption>")
          PROTOCOL ("SMTP", "s.example.org", "587", "<Encryption>Auto</Encryption>") END,
      "pop3 p.example.org:995 implicit ada@example.org \n"
      "smtp s.example.org:587 starttls ada@example.org \n" },
    { "in clear", START PROTOCOL ("IMAP", "i.example.org", "143", "<SSL>off</SSL>") END,
      "imap4 i.example.org:143 none ada@example.org  unsafe\n" },
    { "a name of its own",
      START PROTOCOL ("IMAP", "i.example.org", "993", "<LoginName>al</LoginName>") END,
      "imap4 i.example.org:993 implicit al \n" },
    { "Exchange's own",
      START
      "<Protocol><Type>EXPR</Type><EwsUrl>https://m.example.org/EWS/x</EwsUrl></Protocol>" END,
      "exchange https://m.example.org/EWS/x implicit ada@example.org \n" },
    { "referred elsewhere",
      "<Autodiscover><Response><Account><Action>redirectUrl</Action>"
      "<RedirectUrl>https://evil.example/</RedirectUrl></Account></Response></Autodiscover>",
      "note\n" },
    { "an error", "<Autodiscover><Response><Error/></Response></Autodiscover>", "" },
    { "no answer", "<Autodiscover/>", NULL },
    { "a page", "<html><body/></html>", NULL },
    { "entities", "<!DOCTYPE a [<!ENTITY b \"c\">]>" START END, NULL },
  };

  check (tocsin_autodiscover_parse_xml, rows, G_N_ELEMENTS (rows));
}

/* An address may hold what means something in XML. */
static void
test_request (void)
{
  g_autoptr (TocsinMailAddress) who = test_address ("a&b'c@example.org");
  g_autofree char *request = tocsin_autodiscover_make_request (who);

  g_assert_nonnull (strstr (request, "<EMailAddress>a&amp;b&apos;c@example.org</EMailAddress>"));
}

static void
test_redirections (void)
{
  static const struct
  {
    const char *about;
    const char *location;
    const char *next;
    int code;
  } rows[] = {
    { "HTTPS", "https://b.example/x", "https://b.example/x", 0 },
    { "within the host", "/x?y", "https://a.example/x?y", 0 },
    { "in clear", "http://b.example/x", NULL, TOCSIN_ERROR_TLS_UNAVAILABLE },
    { "a file", "file:///etc/passwd", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
    { "a password", "https://a:b@b.example/", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
    { "no address", "https://", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
    { "a scheme only", "ftp://b.example/", NULL, TOCSIN_ERROR_TLS_UNAVAILABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *next = NULL;

      g_test_message ("%s", rows[i].about);
      next = tocsin_web_choose_redirection ("https://a.example/y", rows[i].location, &error);
      g_assert_cmpstr (next, ==, rows[i].next);
      if (rows[i].next == NULL)
        g_assert_error (error, TOCSIN_ERROR, rows[i].code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/autodiscover/json", test_json);
  g_test_add_func ("/discovery/autodiscover/xml", test_xml);
  g_test_add_func ("/discovery/autodiscover/request", test_request);
  g_test_add_func ("/discovery/web/redirections", test_redirections);

  return g_test_run ();
}
