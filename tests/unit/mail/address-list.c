/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/corpus.h"

/* What stands in a header, and what is made of it: "name <address>", in a group "group: ". */
static const struct
{
  const char *why;
  const char *value;
  const char *read;
} rows[] = {
  { "an address", "ada@example.com", "<ada@example.com>" },
  { "a name", "Ada Lovelace <ada@example.com>", "Ada Lovelace <ada@example.com>" },
  { "a comment is a name where there is none", "ada@example.com (Ada (the) L.)",
    "Ada (the) L. <ada@example.com>" },
  { "comments in an address", "ada(x)@(y)example.com", "<ada@example.com>" },
  { "a route", "<@relay.example.net,@b.example.org:ada@example.com>", "<ada@example.com>" },
  { "a quoted local part", "\"ada l\"@example.com", "<\"ada l\"@example.com>" },
  { "blanks in an address", "ada @ example . com", "<ada@example.com>" },
  { "an address for a host without a name", "ada@[127.0.0.1]", "<ada@[127.0.0.1]>" },
  { "a domain in punycode", "<ada@xn--bcher-kva.example>", "<ada@bücher.example>" },
  { "one in the rest of Unicode, too", "Jürgen <jürgen@bücher.example>",
    "Jürgen <jürgen@bücher.example>" },
  { "no punycode though it looks so", "<ada@xn--99999999.example>", "<ada@xn--99999999.example>" },
  { "a name in quotes in an encoded word", "\"=?utf-8?q?J=C3=BCrgen?=\" <j@example.com>",
    "Jürgen <j@example.com>" },
  { "an encoded name over two lines", "=?utf-8?Q?J=C3?=\n =?utf-8?Q?=BCrgen?= <j@example.com>",
    "Jürgen <j@example.com>" },
  { "an encoded comma parts nothing", "=?utf-8?q?A=2C_B?= <a@example.com>, c@example.com",
    "A, B <a@example.com>; <c@example.com>" },
  { "a comma that should have been quoted", "Lovelace, Ada <ada@example.com>, bob@example.com",
    "Lovelace, Ada <ada@example.com>; <bob@example.com>" },
  { "a quoted comma", "\"Lovelace, Ada\" <ada@example.com>", "Lovelace, Ada <ada@example.com>" },
  { "commas too many", ", ada@example.com,, ,bob@example.com,",
    "<ada@example.com>; <bob@example.com>" },
  { "semicolons, as Outlook writes them", "ada@example.com; Bob <bob@example.com>;",
    "<ada@example.com>; Bob <bob@example.com>" },
  { "a group among others", "a@example.com, Friends: b@example.com, c@example.com;, d@example.com",
    "<a@example.com>; Friends: <b@example.com>; Friends: <c@example.com>; <d@example.com>" },
  { "a group without members", "undisclosed-recipients:;", "undisclosed-recipients: <>" },
  { "a group without an end", "undisclosed-recipients:", "undisclosed-recipients: <>" },
  { "no bracket at the end", "Ada <ada@example.com", "Ada <ada@example.com>" },
  { "no quote at the end", "\"Ada <ada@example.com>", "Ada <ada@example.com>" },
  { "a dot before the at sign",
    "a@example.com, =?utf-8?q?J=C3=BC?= <ada.@example.jp>, b@example.com",
    "<a@example.com>; Jü <ada.@example.jp>; <b@example.com>" },
  { "two dots", "a..b@example.jp", "<a..b@example.jp>" },
  { "brackets in a name", "Ada [work] <ada@example.com>", "Ada [work] <ada@example.com>" },
  { "a comment without an end", "Ada (work <ada@example.com>", "Ada (work <ada@example.com>" },
  { "all of it in an encoded word",
    "=?utf-8?q?Bob_=3Cbob=40example.com=3E?=", "Bob <bob@example.com> <>" },
  { "the address in an encoded word", "=?utf-8?q?bob=40example.com?=", "<bob@example.com>" },
  { "beside one that can be read",
    "a@example.com, =?utf-8?q?Bob_=3Cbob?=", "<a@example.com>; Bob <bob <>" },
  { "no address at all", "Ada <ada at example.com>", "Ada <ada at example.com> <>" },
  { "nothing in the brackets", "<>", "<> <>" },
  { "only half of one", "ada@", "ada@ <>" },
  { "a name and nothing else", "postmaster", "<postmaster>" },
  { "a line break in a name", "=?utf-8?q?a=0D=0ABcc:_x?= <ada@example.com>",
    "a  Bcc: x <ada@example.com>" },
  { "nothing", "", "" },
  { "blanks", " \t ", "" },
};

static char *
describe (GPtrArray *addresses)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      g_string_append_printf (text, "%s%s%s%s%s<%s>", i > 0 ? "; " : "",
                              address->group != NULL ? address->group : "",
                              address->group != NULL ? ": " : "", address->name,
                              *address->name != '\0' ? " " : "", address->address);
    }

  return g_string_free (text, FALSE);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("To: %s\n\nbody\n", rows[i].value);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);
      g_autofree char *read = describe (tocsin_message_get_addresses (message, "To"));

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (read, ==, rows[i].read);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/address-list/table", test_table);

  return g_test_run ();
}
