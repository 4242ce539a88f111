/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/autoconfig.h"

#include "core/base/error.h"
#include "core/net/discovery/element.h"
#include "tests/unit/net/discovery/common.h"

#include <string.h>

#define START "<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"x\">"
#define END "</emailProvider></clientConfig>"
#define IN(type, host, port, socket, user)                                                         \
  "<incomingServer type=\"" type "\"><hostname>" host "</hostname><port>" port                     \
  "</port><socketType>" socket "</socketType><username>" user "</username></incomingServer>"

static char *
read_document (const char *text, GError **error)
{
  g_autoptr (TocsinMailAddress) who = test_address ("ada.l@example.org");
  g_autoptr (GPtrArray) services = test_services ();
  g_autoptr (TocsinAnswer) answer = tocsin_answer_new (TOCSIN_SOURCE_AUTOCONFIG, "test");
  g_autoptr (GBytes) bytes = test_bytes (text);

  answer->is_vouched = TRUE;
  if (!tocsin_autoconfig_parse (bytes, who, services, answer, error))
    return NULL;

  return test_describe (answer);
}

static void
test_good (void)
{
  static const struct
  {
    const char *about;
    const char *text;
    const char *seen;
  } rows[] = {
    { "all kinds",
      START IN ("imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%")
          IN ("pop3", "pop.example.org", "110", "STARTTLS",
              "%EMAILLOCALPART%") "<outgoingServer "
                                  "type=\"smtp\"><hostname>smtp.%EMAILDOMAIN%</hostname>"
                                  "<port>465</port><socketType>SSL</"
                                  "socketType><username>%EMAILLOCALPART%+x</username>"
                                  "<authentication>password-cleartext</authentication>"
                                  "<authentication>OAuth2</authentication></outgoingServer>" END,
      "imap4 imap.example.org:993 implicit ada.l@example.org \n"
      "pop3 pop.example.org:110 starttls ada.l \n"
      "smtp smtp.example.org:465 implicit ada.l+x password,oauth2\n" },
    { "plain text is shown and not offered",
      START IN ("imap", "imap.example.org", "143", "plain", "%EMAILADDRESS%") END,
      "imap4 imap.example.org:143 none ada.l@example.org  unsafe\n" },
    { "a namespace and a prefix",
      "<a:clientConfig xmlns:a=\"urn:x\"><a:emailProvider>"
      "<a:incomingServer type=\"imap\"><a:hostname>i.example.org</a:hostname><a:port>993</a:port>"
      "<a:socketType>ssl</a:socketType></a:incomingServer></a:emailProvider></a:clientConfig>",
      "imap4 i.example.org:993 implicit ada.l@example.org \n" },
    { "CDATA, blanks and comments",
      START "<incomingServer type=\"imap\"><!-- x --><hostname> <![CDATA[i.example.org]]>\n"
            "</hostname><port> 993 </port><socketType> SSL </socketType></incomingServer>" END,
      "imap4 i.example.org:993 implicit ada.l@example.org \n" },
    { "no port is the standard one", START IN ("imap", "i.example.org", "", "STARTTLS", "") END,
      "imap4 i.example.org:143 starttls ada.l@example.org \n" },
    { "another name", START IN ("imap", "i.example.org", "993", "SSL", "%REALNAME%") END,
      "imap4 i.example.org:993 implicit ada.l@example.org \n" },
    { "braces are text", START IN ("imap", "i.example.org", "993", "SSL", "x%y") END,
      "imap4 i.example.org:993 implicit ada.l@example.org \n" },
    { "a host in another script", START IN ("imap", "bücher.example", "993", "SSL", "a") END,
      "imap4 xn--bcher-kva.example:993 implicit a \n" },
    { "a protocol that is not known", START IN ("nntp", "n.example.org", "563", "SSL", "a") END,
      "" },
    { "Exchange by its address",
      START "<incomingServer type=\"exchange\"><hostname>x</hostname>"
            "<ewsURL>https://mail.example.org/EWS/Exchange.asmx</ewsURL></incomingServer>" END,
      "exchange https://mail.example.org/EWS/Exchange.asmx implicit ada.l@example.org \n" },
    { "Exchange in clear",
      START "<incomingServer type=\"exchange\"><ewsURL>http://mail.example.org/</ewsURL>"
            "</incomingServer>" END,
      "note\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *seen = NULL;

      g_test_message ("%s", rows[i].about);
      seen = read_document (rows[i].text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (seen, ==, rows[i].seen);
    }
}

/* Servers that are left out with a note; the rest of the document counts. */
static void
test_broken_servers (void)
{
  static const char *const servers[] = {
    IN ("imap", "", "993", "SSL", "a"),
    IN ("imap", "imap.example.org/../x", "993", "SSL", "a"),
    IN ("imap", "user@imap.example.org", "993", "SSL", "a"),
    IN ("imap", "a b", "993", "SSL", "a"),
    IN ("imap", "a..b", "993", "SSL", "a"),
    IN ("imap", "imap.example.org:993", "993", "SSL", "a"),
    IN ("imap", "%REALNAME%.example.org", "993", "SSL", "a"),
    IN ("imap", "imap.example.org", "0", "SSL", "a"),
    IN ("imap", "imap.example.org", "65536", "SSL", "a"),
    IN ("imap", "imap.example.org", "-1", "SSL", "a"),
    IN ("imap", "imap.example.org", "99 3", "SSL", "a"),
    IN ("imap", "imap.example.org", "993", "", "a"),
    IN ("imap", "imap.example.org", "993", "TLS 1.3", "a"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *text = g_strconcat (
          START, servers[i], IN ("imap", "i.example.org", "993", "SSL", "a"), END, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *seen = read_document (text, &error);

      g_test_message ("%s", servers[i]);
      g_assert_no_error (error);
      g_assert_cmpstr (seen, ==, "imap4 i.example.org:993 implicit a \nnote\n");
    }
}

/* A line break would end the command that the name is sent in. */
static void
test_user_name_stays_on_its_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = read_document (
      START IN ("imap", "i.example.org", "993", "SSL", "a&#13;&#10;LOGOUT") END, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, "imap4 i.example.org:993 implicit ada.l@example.org \n");
}

static char *
nest (guint depth)
{
  GString *text = g_string_new (START);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "<a>");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "</a>");

  return g_string_free (g_string_append (text, END), FALSE);
}

static char *
repeat (const char *one, guint count)
{
  GString *text = g_string_new (START);

  for (guint i = 0; i < count; i++)
    g_string_append (text, one);

  return g_string_free (g_string_append (text, END), FALSE);
}

static void
refuse (const char *about, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = read_document (text, &error);

  g_test_message ("%s", about);
  g_assert_null (seen);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static void
test_hostile (void)
{
  static const char *const rows[][2] = {
    { "nothing", "" },
    { "no XML", "hello" },
    { "a web page", "<html><body>Not found</body></html>" },
    { "cut off", START "<incomingServer type=\"imap\">" },
    { "no provider", "<clientConfig/>" },
    { "two roots", START END "<x/>" },
    { "not UTF-8", START "<a>\xff\xfe</a>" END },
    { "an entity that grows",
      "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" START
      "<a>&c;</a>" END },
    { "a file", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>" START "<a>&b;</a>" END },
    { "a file by a parameter",
      "<!DOCTYPE a [<!ENTITY % b SYSTEM \"file:///etc/passwd\"> %b;]>" START END },
    { "a type from elsewhere", "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\">" START END },
    { "an entity nobody declared", START "<a>&b;</a>" END },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    refuse (rows[i][0], rows[i][1]);
}

/* The search for <!DOCTYPE doesn't see this one; the reader does. */
static void
test_hostile_in_utf16 (void)
{
  const char *text = "<!DOCTYPE a [<!ENTITY b \"x\">]>" START "<a>&b;</a>" END;
  gsize length = 0;
  g_autofree char *wide = g_convert (text, -1, "UTF-16", "UTF-8", NULL, &length, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (wide, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinElement) root = tocsin_element_parse (bytes, &error);

  g_assert_null (root);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static void
test_limits (void)
{
  g_autofree char *deep = nest (TOCSIN_ELEMENT_MAX_DEPTH);
  g_autofree char *deep_enough = nest (TOCSIN_ELEMENT_MAX_DEPTH - 2);
  g_autofree char *many = repeat ("<a/>", TOCSIN_ELEMENT_MAX_COUNT);
  g_autofree char *many_enough = repeat ("<a/>", TOCSIN_ELEMENT_MAX_COUNT - 2);
  g_autofree char *text = g_strnfill (TOCSIN_ELEMENT_MAX_TEXT + 1, 'x');
  g_autofree char *long_text = g_strconcat (START "<a>", text, "</a>" END, NULL);
  g_autofree char *long_attribute = g_strconcat (START "<a b='", text, "'/>" END, NULL);
  GString *attributes = g_string_new (START "<a");
  g_autofree char *wide = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *also = NULL;

  for (guint i = 0; i <= TOCSIN_ELEMENT_MAX_ATTRIBUTES; i++)
    g_string_append_printf (attributes, " a%u='x'", i);
  wide = g_string_free (g_string_append (attributes, "/>" END), FALSE);

  refuse ("too deep", deep);
  refuse ("too many", many);
  refuse ("too long a text", long_text);
  refuse ("too long an attribute", long_attribute);
  refuse ("too many attributes", wide);
  seen = read_document (deep_enough, NULL);
  also = read_document (many_enough, NULL);
  g_assert_cmpstr (seen, ==, "");
  g_assert_cmpstr (also, ==, "");
}

/* One document can't fill a person's screen. */
static void
test_many_servers (void)
{
  g_autofree char *text = repeat (IN ("imap", "i.example.org", "993", "SSL", "a"), 100);
  g_autofree char *seen = read_document (text, NULL);
  g_auto (GStrv) lines = g_strsplit (seen, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines) - 1, ==, 40);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/autoconfig/good", test_good);
  g_test_add_func ("/discovery/autoconfig/broken-servers", test_broken_servers);
  g_test_add_func ("/discovery/autoconfig/user-name", test_user_name_stays_on_its_line);
  g_test_add_func ("/discovery/autoconfig/hostile", test_hostile);
  g_test_add_func ("/discovery/autoconfig/hostile-utf16", test_hostile_in_utf16);
  g_test_add_func ("/discovery/autoconfig/limits", test_limits);
  g_test_add_func ("/discovery/autoconfig/many-servers", test_many_servers);

  return g_test_run ();
}
