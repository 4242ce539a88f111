/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/wire/capabilities.h"
#include "plugins/pop3/wire/heading.h"
#include "plugins/pop3/wire/listing.h"
#include "plugins/pop3/wire/reply.h"

#include <string.h>

static const struct
{
  const char *about;
  const char *line;
  Pop3ReplyKind kind;
  const char *code;
  const char *text;
} replies[] = {
  { "yes", "+OK", POP3_REPLY_OK, NULL, "" },
  { "yes, with words", "+OK 2 messages", POP3_REPLY_OK, NULL, "2 messages" },
  { "yes, with many blanks", "+OK \t two", POP3_REPLY_OK, NULL, "two" },
  { "no", "-ERR no", POP3_REPLY_ERR, NULL, "no" },
  { "no, with a code", "-ERR [IN-USE] locked", POP3_REPLY_ERR, "IN-USE", "locked" },
  { "a code of two levels, in lower case", "-ERR [sys/temp] x", POP3_REPLY_ERR, "SYS/TEMP", "x" },
  { "a code and nothing else", "-ERR [AUTH]", POP3_REPLY_ERR, "AUTH", "" },
  { "a bracket that is not closed", "-ERR [AUTH", POP3_REPLY_ERR, NULL, "[AUTH" },
  { "brackets with words in them", "-ERR [try again] x", POP3_REPLY_ERR, NULL, "[try again] x" },
  { "empty brackets", "-ERR [] x", POP3_REPLY_ERR, NULL, "[] x" },
  { "a challenge", "+ Zm9v", POP3_REPLY_GO_ON, NULL, "Zm9v" },
  { "an empty challenge", "+", POP3_REPLY_GO_ON, NULL, "" },
  { "another word", "+OKAY", POP3_REPLY_ODD, NULL, "+OKAY" },
  { "lower case", "+ok", POP3_REPLY_ODD, NULL, "+ok" },
  { "nothing", "", POP3_REPLY_ODD, NULL, "" },
  { "another protocol", "* OK ready", POP3_REPLY_ODD, NULL, "* OK ready" },
};

static void
test_replies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (Pop3Reply) reply = pop3_reply_parse (replies[i].line, strlen (replies[i].line));

      g_test_message ("%s", replies[i].about);
      g_assert_cmpint (reply->kind, ==, replies[i].kind);
      g_assert_cmpstr (reply->code, ==, replies[i].code);
      g_assert_cmpstr (reply->text, ==, replies[i].text);
    }
}

static void
test_reply_codes (void)
{
  g_autoptr (Pop3Reply) reply = pop3_reply_parse ("-ERR [SYS/TEMP] x", 17);
  g_autofree char *line = pop3_reply_print (reply);

  g_assert_true (pop3_reply_has_code (reply, "SYS"));
  g_assert_true (pop3_reply_has_code (reply, "SYS/TEMP"));
  g_assert_false (pop3_reply_has_code (reply, "SYS/PERM"));
  g_assert_false (pop3_reply_has_code (reply, "SY"));
  g_assert_cmpstr (line, ==, "-ERR [SYS/TEMP] x");
}

static void
test_capabilities (void)
{
  g_autoptr (Pop3Capabilities) capabilities = pop3_capabilities_new ();
  g_auto (GStrv) mechanisms = NULL;
  g_autofree char *printed = NULL;
  guint number = 7;

  pop3_capabilities_add (capabilities, "top");
  pop3_capabilities_add (capabilities, "SASL  PLAIN CRAM-MD5 ");
  pop3_capabilities_add (capabilities, "LOGIN-DELAY 900 USER");
  pop3_capabilities_add (capabilities, "EXPIRE NEVER");
  pop3_capabilities_add (capabilities, "");
  g_assert_true (pop3_capabilities_has (capabilities, "TOP"));
  g_assert_false (pop3_capabilities_has (capabilities, "TO"));
  g_assert_false (pop3_capabilities_has (capabilities, "LOGIN"));
  g_assert_false (pop3_capabilities_has (NULL, "TOP"));
  mechanisms = pop3_capabilities_list_mechanisms (capabilities);
  g_assert_cmpuint (g_strv_length (mechanisms), ==, 2);
  g_assert_true (pop3_capabilities_get_number (capabilities, "LOGIN-DELAY", &number));
  g_assert_cmpuint (number, ==, 900);
  g_assert_false (pop3_capabilities_get_number (capabilities, "EXPIRE", &number));
  g_assert_false (pop3_capabilities_get_number (capabilities, "TOP", &number));
  g_assert_cmpuint (number, ==, 900);
  printed = pop3_capabilities_print (capabilities);
  g_assert_cmpstr (printed, ==, "top, SASL  PLAIN CRAM-MD5, LOGIN-DELAY 900 USER, EXPIRE NEVER");
}

static void
test_capabilities_are_bounded (void)
{
  g_autoptr (Pop3Capabilities) capabilities = pop3_capabilities_new ();
  g_autofree char *line = g_strnfill (100000, 'x');
  g_autofree char *printed = NULL;

  for (guint i = 0; i < 2 * POP3_CAPABILITIES_MAX; i++)
    pop3_capabilities_add (capabilities, line);
  printed = pop3_capabilities_print (capabilities);
  g_assert_cmpuint (strlen (printed), <, 600 * POP3_CAPABILITIES_MAX);
}

static void
test_listing (void)
{
  guint32 number;
  guint64 size;
  g_autofree char *longest = g_strnfill (POP3_LISTING_MAX_ID, 'x');
  g_autofree char *line = g_strdup_printf ("5 %s", longest);
  g_autofree char *longer = g_strdup_printf ("5 %sy", longest);
  g_autofree char *id = pop3_listing_parse_id (line, &number);
  g_autofree char *digest = pop3_listing_parse_id (longer, &number);

  g_assert_cmpstr (id, ==, longest);
  g_assert_cmpuint (strlen (digest), ==, 64);
  g_assert_null (pop3_listing_parse_id ("5", &number));
  g_assert_null (pop3_listing_parse_id ("5 ", &number));
  g_assert_null (pop3_listing_parse_id ("x y", &number));
  g_assert_null (pop3_listing_parse_id ("0 y", &number));
  g_assert_true (pop3_listing_parse_size ("+OK  7  12 and more", &number, &size));
  g_assert_cmpuint (number, ==, 7);
  g_assert_cmpuint (size, ==, 12);
  g_assert_true (pop3_listing_parse_size ("7 x", &number, &size));
  g_assert_cmpuint (size, ==, 0);
  g_assert_false (pop3_listing_parse_size ("7x 12", &number, &size));
}

static const struct
{
  const char *about;
  const char *one;
  const char *other;
  guint64 other_size;
  gboolean same;
} headings[] = {
  { "the same", "A: x\r\n", "A: x\r\n", 5, TRUE },
  { "what follows the blank line does not count", "A: x\r\n\r\none\r\n", "A: x\r\n\r\ntwo\r\n", 5,
    TRUE },
  { "line ends don't count", "A: x\r\n y\r\n\r\n", "A: x\n y\n\n", 5, TRUE },
  { "nor the blank line", "A: x\r\n\r\n", "A: x", 5, TRUE },
  { "nor what servers write into it", "A: x\r\nStatus: RO\r\nX-UIDL: 7\r\n",
    "From joe Mon Jan 1\r\nA: x\r\nstatus: O\r\n x\r\n", 5, TRUE },
  { "what they say counts", "A: x\r\n", "A: y\r\n", 5, FALSE },
  { "and of what size they are", "A: x\r\n", "A: x\r\n", 6, FALSE },
  { "and where one ends", "A: x\r\nB: y\r\n", "A: x B: y\r\n", 5, FALSE },
  { "and how often", "A: x\r\n", "A: x\r\nA: x\r\n", 5, FALSE },
};

static char *
name_of (const char *text, guint64 size)
{
  g_auto (Pop3Heading) heading = { 0 };

  pop3_heading_init (&heading);
  pop3_heading_add (&heading, text, strlen (text));

  return pop3_heading_fingerprint (&heading, size);
}

static void
test_fingerprints (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      g_autofree char *one = name_of (headings[i].one, 5);
      g_autofree char *other = name_of (headings[i].other, headings[i].other_size);

      g_test_message ("%s", headings[i].about);
      g_assert_cmpint (g_str_equal (one, other), ==, headings[i].same);
    }
}

static void
test_heading_is_bounded (void)
{
  g_auto (Pop3Heading) heading = { 0 };

  pop3_heading_init (&heading);
  for (guint i = 0; i < 5 * POP3_HEADING_MAX / 1000; i++)
    {
      char line[1000];

      memset (line, 'x', sizeof line);
      line[999] = '\n';
      pop3_heading_add (&heading, line, sizeof line);
    }
  g_assert_cmpuint (heading.bytes->len, <=, POP3_HEADING_MAX);
  g_assert_cmpuint (heading.length, >, 4 * (guint64) POP3_HEADING_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pop3/wire/replies", test_replies);
  g_test_add_func ("/pop3/wire/reply-codes", test_reply_codes);
  g_test_add_func ("/pop3/wire/capabilities", test_capabilities);
  g_test_add_func ("/pop3/wire/capabilities-are-bounded", test_capabilities_are_bounded);
  g_test_add_func ("/pop3/wire/listing", test_listing);
  g_test_add_func ("/pop3/wire/fingerprints", test_fingerprints);
  g_test_add_func ("/pop3/wire/heading-is-bounded", test_heading_is_bounded);

  return g_test_run ();
}
