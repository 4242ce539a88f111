/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message.h"

#include "tests/unit/mail/corpus.h"

/* Encoded words beside each other, as mailers cut what is too long for one: read as one text
 * wherever they stand. */
static const struct
{
  const char *why;
  const char *words;
  const char *text;
} rows[] = {
  { "one", "=?utf-8?B?YWI=?=", "ab" },
  { "each padded", "=?utf-8?B?YQ==?= =?utf-8?B?Yg==?= =?utf-8?B?Yw==?=", "abc" },
  { "each on a line", "=?utf-8?B?YQ==?=\r\n\t=?utf-8?B?Yg==?=\r\n =?utf-8?B?Yw==?=", "abc" },
  { "small letters", "=?utf-8?b?dcOk?= =?utf-8?b?w7Y=?= =?utf-8?b?w7w=?=", "uäöü" },
  { "a language", "=?iso-8859-1?B?5A==?= =?iso-8859-1*de?B?9g==?=", "äö" },
  { "another charset", "=?iso-8859-1?B?5A==?= =?iso-8859-2?B?s/M=?= =?koi8-r?B?0M8=?=", "äłóпо" },
  { "the other encoding between", "=?utf-8?B?YQ==?= =?utf-8?Q?=C3=A4b?= =?utf-8?B?Yw==?=", "aäbc" },
  { "a blank inside", "=?utf-8?B?YSA=?= =?utf-8?B?Yg==?=", "a b" },
  { "a word between", "=?utf-8?B?YQ==?= b =?utf-8?B?Yw==?= =?utf-8?B?ZA==?=", "a b cd" },
  { "a character cut in two", "=?utf-8?B?YcM=?= =?utf-8?B?pGI=?=", "aäb" },
  { "not padded", "=?utf-8?B?YWJj?= =?utf-8?B?ZGVm?=", "abcdef" },
  { "what needs quotes", "=?utf-8?B?KGE=?= =?utf-8?B?LCBiKQ==?=", "(a, b)" },
  { "a charset with states",
    "=?iso-2022-jp?B?GyRCRWwbKEI=?= =?iso-2022-jp?B?GyRCNX4bKEI=?=", "東京" },
};

static void
test_subject (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("Subject: %s\r\n\r\n", rows[i].words);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (tocsin_message_get_subject (message), ==, rows[i].text);
    }
}

static void
test_name (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("From: %s <ada@example.com>, bob@example.com\r\n\r\n", rows[i].words);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);
      GPtrArray *addresses = tocsin_message_get_addresses (message, "From");
      const TocsinAddress *first = g_ptr_array_index (addresses, 0);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (addresses->len, ==, 2);
      g_assert_cmpstr (first->name, ==, rows[i].text);
      g_assert_cmpstr (first->address, ==, "ada@example.com");
    }
}

/* RFC 2047 forbids it there; everybody does it. */
static void
test_file_name (void)
{
  static const char *const forms[] = {
    "Content-Type: application/pdf; name=\"%s\"\r\n\r\n",
    "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"%s\"\r\n\r\n",
  };

  for (gsize form = 0; form < G_N_ELEMENTS (forms); form++)
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
      {
        g_autoptr (GString) text = g_string_new (forms[form]);
        g_autoptr (TocsinMessage) message = NULL;
        const TocsinPart *part;

        g_string_replace (text, "%s", rows[i].words, 1);
        message = corpus_from_text (text->str);
        part = g_ptr_array_index (tocsin_message_get_attachments (message), 0);
        g_test_message ("%s", rows[i].why);
        g_assert_cmpstr (part->name, ==, rows[i].text);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/encoded-word/subject", test_subject);
  g_test_add_func ("/mail/encoded-word/name", test_name);
  g_test_add_func ("/mail/encoded-word/file-name", test_file_name);

  return g_test_run ();
}
