/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/encoded-word.h"

#include "tests/unit/mail/corpus.h"

#include <string.h>

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

/* What mailers send though no standard allows it, and what only looks like a word. */
static void
test_odd (void)
{
  static const struct
  {
    const char *why;
    const char *value;
    const char *text;
  } cases[] = {
    { "no blank between two words", "=?utf-8?b?w6k=?==?utf-8?q?=C3=A9?=", "éé" },
    { "no padding", "=?utf-8?B?w6k?=", "é" },
    { "blanks in a word", "=?utf-8?q?a b c?=", "a b c" },
    { "within another word", "x=?utf-8?q?=C3=A9?=y", "xéy" },
    { "ASCII that is none", "=?us-ascii?q?caf=E9?=", "café" },
    { "UTF-8 that is none", "=?utf-8?q?caf=E9?=", "café" },
    { "a charset nobody knows", "=?x-unknown?q?caf=E9?=", "café" },
    { "what Windows calls Latin 1", "=?iso-8859-1?q?=93a=94?=", "“a”" },
    { "more than GB 2312", "=?gb2312?b?lEY=?=", "擣" },
    { "UTF-7 is never read", "=?utf-7?q?+AGE-?=", "+AGE-" },
    { "a broken escape", "=?utf-8?q?50=_off=X=3D?=", "50= off=X=" },
    { "a word without an end", "a =?utf-8?q?b", "a =?utf-8?q?b" },
    { "no encoding of that name", "=?utf-8?x?a?=", "=?utf-8?x?a?=" },
    { "an empty charset",
      "=?"
      "?q?a?=",
      "=?"
      "?q?a?=" },
    { "an empty word",
      "a =?utf-8?q?"
      "?= b",
      "a  b" },
    { "raw bytes beside it", "caf\xe9 =?utf-8?q?=C3=A9?=", "café é" },
    { "only the beginning of one", "=?", "=?" },
    { "a NUL in it", "=?utf-8?q?a=00b?=", "a b" },
    { "a line break in it", "=?utf-8?q?a=0D=0Ab?=", "a  b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("Subject: %s\r\n\r\n", cases[i].value);
      g_autoptr (TocsinMessage) message = corpus_from_text (text);

      g_test_message ("%s", cases[i].why);
      g_assert_cmpstr (tocsin_message_get_subject (message), ==, cases[i].text);
    }
}

static void
test_code_page (void)
{
  g_autoptr (TocsinMessage) message = corpus_from_text (
      "Subject: =?us-ascii?q?=D0=D2?= \xd0\xd2\nFrom: =?utf-8?q?=D0=D2?= <a@b.org>\n"
      "Content-Type: a/b; name=\"=?us-ascii?q?=D0=D2?=\"\n\nx\n");
  const TocsinAddress *address;
  const TocsinPart *part;

  tocsin_message_set_code_page (message, "koi8-r");
  address = g_ptr_array_index (tocsin_message_get_addresses (message, "From"), 0);
  part = g_ptr_array_index (tocsin_message_get_attachments (message), 0);
  g_assert_cmpstr (tocsin_message_get_subject (message), ==, "пр пр");
  g_assert_cmpstr (address->name, ==, "пр");
  g_assert_cmpstr (part->name, ==, "пр");
}

/* Beginnings of words that never end, and words of a megabyte, take no more than one look. */
static void
test_long (void)
{
  static const char *const pieces[] = {
    "=?a?q?", "=?", "=?utf-8?q?=41?=", "=?utf-8?b?QQ==?=\n ", "=?a?q?x?= =?b?q?x?=", "=41"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new ("Subject: =?utf-8?q?");
      g_autoptr (TocsinMessage) message = NULL;

      while (text->len < TOCSIN_MESSAGE_MAX_HEADER_BYTES / 2)
        g_string_append (text, pieces[i]);
      g_string_append (text, "\n\nbody\n");
      message = corpus_from_text (text->str);
      g_assert_cmpuint (strlen (tocsin_message_get_subject (message)), >, 10000);
    }
}

static void
test_charset_limit (void)
{
  g_autofree char *most = g_strnfill (TOCSIN_ENCODED_WORD_MAX_CHARSET, 'x');
  g_autofree char *word = g_strdup_printf ("=?%s?q?a?=", most);
  g_autofree char *beyond = g_strdup_printf ("=?%sx?q?a?=", most);
  g_autofree char *read = tocsin_encoded_word_decode (word, NULL);
  g_autofree char *kept = tocsin_encoded_word_decode (beyond, NULL);

  g_assert_cmpstr (read, ==, "a");
  g_assert_cmpstr (kept, ==, beyond);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/encoded-word/subject", test_subject);
  g_test_add_func ("/mail/encoded-word/name", test_name);
  g_test_add_func ("/mail/encoded-word/file-name", test_file_name);
  g_test_add_func ("/mail/encoded-word/odd", test_odd);
  g_test_add_func ("/mail/encoded-word/code-page", test_code_page);
  g_test_add_func ("/mail/encoded-word/long", test_long);
  g_test_add_func ("/mail/encoded-word/charset-limit", test_charset_limit);

  return g_test_run ();
}
