/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mime.h"
#include "core/tocsin.h"

#include <string.h>

#define AE "\xc3\xa4"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)

static GString *
convert (const char *message, gsize length, gboolean header, gboolean body)
{
  g_autoptr (GInputStream) in =
      g_memory_input_stream_new_from_data (message, (gssize) length, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) out = NULL;
  GString *text = g_string_new (NULL);
  guint64 size = 0;
  gsize got;

  out = tocsin_seven_bit_convert (in, length, header, body, &size, NULL, &error);
  g_assert_no_error (error);
  g_string_set_size (text, size);
  g_assert_true (g_input_stream_read_all (out, text->str, size, &got, NULL, &error));
  g_assert_cmpuint (got, ==, size);

  return text;
}

static GMimeMessage *
parse (const char *text, gsize length)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (text, length);
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);

  return g_mime_parser_construct_message (parser, NULL);
}

/* What GMime, which had no part in it, makes of all leaves, one behind the other. */
static void
collect (GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
  GString *all = user_data;
  g_autoptr (GMimeStream) stream = NULL;
  GByteArray *bytes;

  if (GMIME_IS_MESSAGE_PART (part))
    {
      GMimeMessage *inner = g_mime_message_part_get_message (GMIME_MESSAGE_PART (part));

      g_string_append_printf (all, "[%s]", g_mime_message_get_subject (inner));
      g_mime_message_foreach (inner, collect, user_data);
    }
  if (!GMIME_IS_PART (part))
    return;
  stream = g_mime_stream_mem_new ();
  g_mime_data_wrapper_write_to_stream (g_mime_part_get_content (GMIME_PART (part)), stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  g_string_append_printf (all, "<%s|%s:", g_mime_part_get_filename (GMIME_PART (part)),
                          g_mime_object_get_content_type_parameter (part, "charset"));
  for (guint i = 0; i < bytes->len; i++)
    if (bytes->data[i] != '\r')
      g_string_append_c (all, (char) bytes->data[i]);
  g_string_append_c (all, '>');
}

static GString *
read_all (const char *text, gsize length)
{
  g_autoptr (GMimeMessage) message = parse (text, length);
  GString *all = g_string_new (NULL);

  g_string_append_printf (all, "{%s}", g_mime_message_get_subject (message));
  g_mime_message_foreach (message, collect, all);

  return all;
}

static void
expect_plain (const GString *text)
{
  gsize line = 0;

  for (gsize i = 0; i < text->len; i++)
    {
      g_assert_cmpint ((guchar) text->str[i], <, 0x80);
      line = text->str[i] == '\n' ? 0 : line + 1;
      g_assert_cmpuint (line, <=, TOCSIN_SEVEN_BIT_MAX_LINE + 1);
    }
}

#define LONG_LINE                                                                                  \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123" \
  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123"

static const struct
{
  const char *about;
  const char *message;
  gsize length;
} rows[] = {
#define ROW(about, message)                                                                        \
  {                                                                                                \
    about, message, sizeof message - 1                                                             \
  }
  ROW ("one text",
       "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
       "Content-Transfer-Encoding: 8bit\r\n\r\n" AE " = \r\n.\r\nFrom me\r\n"),
  ROW ("lines ended by LF",
       "Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; "
       "charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" AE " \n\n"),
  ROW ("another charset",
       "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
       "charset=iso-8859-1\r\n\r\n\xe4\xf6\r\n"),
  ROW ("parts",
       "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
       "Content-Transfer-Encoding: 8bit\n\npreamble\n--b\n"
       "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" AE
       "\n\n--b\nContent-Type: application/octet-stream; name=plain\n\nasis\n--b\n"
       "Content-Type: multipart/alternative; boundary=c\n\n--c\n"
       "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: binary\n\n"
       "<p>" AE "</p>\n--c--\n\n--b--\nepilogue\n"),
  ROW ("bytes",
       "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
       "Content-Type: image/png; name=i.png\nContent-Transfer-Encoding: binary\n\n"
       "\x89PNG\n\x01\x02\xff\xfe\n--b--\n"),
  ROW ("a name beyond ASCII",
       "Subject: x\nMIME-Version: 1.0\n"
       "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
       "Content-Type: text/plain; charset=us-ascii\n"
       "Content-Disposition: attachment; filename=\"b" AE "r.txt\"\n\nx\n"
       "--b--\n"),
  ROW ("an attached message",
       "Subject: x\nMIME-Version: 1.0\n"
       "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
       "Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\n"
       "Subject: " AE "\nMIME-Version: 1.0\n"
       "Content-Type: text/plain; charset=utf-8\n"
       "Content-Transfer-Encoding: 8bit\n\n" AE AE "\n\n--b--\n"),
  ROW ("a long line",
       "Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n"
       "\n" LONG_LINE "\n"),
  ROW ("a long line in base64",
       "Subject: x\nMIME-Version: 1.0\nContent-Type: image/png; name=x\n"
       "Content-Transfer-Encoding: base64\n\n" LONG_LINE "01"
       "\n"),
  ROW ("a subject beyond ASCII", "Subject: b" AE "r\nMIME-Version: 1.0\n\nx\n"),
};

/* All of it is plain afterwards, and says the same. */
static void
test_rows (void)
{
  tocsin_mime_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) made = convert (rows[i].message, rows[i].length, TRUE, TRUE);
      g_autoptr (GString) before = read_all (rows[i].message, rows[i].length);
      g_autoptr (GString) after = read_all (made->str, made->len);

      g_test_message ("%s", rows[i].about);
      expect_plain (made);
      g_assert_cmpstr (after->str, ==, before->str);
    }
}

/* What needs nothing is what it was. */
static void
test_untouched (void)
{
  static const char *const messages[] = {
    "Subject: x\r\nX-Odd:  a\r\n\tb \r\n\r\nplain\r\n",
    "Subject: x\n\nplain, without an end",
    "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n"
    "Content-Transfer-Encoding: 7bit\n\ntwo\n--b--\n",
    "\nno header\n",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GString) made = convert (messages[i], strlen (messages[i]), TRUE, TRUE);

      g_assert_cmpstr (made->str, ==, messages[i]);
    }
}

/* Nor is anything touched that is signed. */
static void
test_signed (void)
{
  static const char message[] =
      "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n--o\n"
      "Content-Type: multipart/signed; boundary=b\nContent-Transfer-Encoding: 8bit\n\n--b\n"
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" AE "\n--b\n"
      "Content-Type: application/pgp-signature\n\nx\n--b--\n\n--o--\n";
  g_autoptr (GString) made = convert (message, strlen (message), TRUE, TRUE);

  g_assert_cmpstr (strstr (made->str, "--o\n"), ==, strstr (message, "--o\n"));
}

/* Each half by itself. */
static void
test_halves (void)
{
  static const char message[] = "Subject: " AE "\nMIME-Version: 1.0\n"
                                "Content-Type: text/plain; charset=utf-8\n\n" AE "\n";
  g_autoptr (GString) header = convert (message, strlen (message), TRUE, FALSE);
  g_autoptr (GString) body = convert (message, strlen (message), FALSE, TRUE);

  g_assert_true (g_str_has_prefix (header->str, "Subject: =?UTF-8?"));
  g_assert_true (g_str_has_suffix (header->str, "\n\n" AE "\n"));
  g_assert_true (g_str_has_prefix (body->str, "Subject: " AE "\n"));
  g_assert_nonnull (strstr (body->str, "=C3=A4"));
}

static void
test_addresses (void)
{
  static const char message[] = "From: B" AE "r <bear@example.org>\nTo: " AE "@example.org\n\nx\n";
  g_autoptr (GString) made = convert (message, strlen (message), TRUE, TRUE);

  g_assert_true (g_str_has_prefix (made->str, "From: =?UTF-8?"));
  g_assert_nonnull (strstr (made->str, "<bear@example.org>\r\n"));
  /* It has no other form: whoever asked sees that it was not enough. */
  g_assert_nonnull (strstr (made->str, "\nTo: " AE "@example.org\n"));
}

static void
test_long_header (void)
{
  g_autoptr (GString) message = g_string_new ("References:");
  g_autoptr (GString) made = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (message, " <%u.0123456789@example.org>", i);
  g_string_append (message, "\n\nx\n");
  made = convert (message->str, message->len, FALSE, FALSE);
  expect_plain (made);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf (" <%u.0123456789@example.org>", i);

      g_assert_nonnull (strstr (made->str, id));
    }
}

/* A bomb is left as it is. */
static void
test_intricate (void)
{
  g_autoptr (GString) message = g_string_new ("Subject: x\nMIME-Version: 1.0\n");
  g_autoptr (GString) made = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (message, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i,
                            i);
  g_string_append (message, "\n" AE "\n");
  made = convert (message->str, message->len, TRUE, TRUE);
  g_assert_true (g_str_has_suffix (made->str, AE "\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/seven-bit/rows", test_rows);
  g_test_add_func ("/mail/seven-bit/untouched", test_untouched);
  g_test_add_func ("/mail/seven-bit/signed", test_signed);
  g_test_add_func ("/mail/seven-bit/halves", test_halves);
  g_test_add_func ("/mail/seven-bit/addresses", test_addresses);
  g_test_add_func ("/mail/seven-bit/long-header", test_long_header);
  g_test_add_func ("/mail/seven-bit/intricate", test_intricate);

  return g_test_run ();
}
