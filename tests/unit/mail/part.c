/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/part.h"

static const struct
{
  const char *why;
  const char *content_type;
  const char *disposition;
  const char *code_page;
  const char *type;
  const char *name;
} rows[] = {
  { "RFC 2045's default", NULL, NULL, NULL, "text/plain", NULL },
  { "case does not matter", "Image/PNG; NAME=a.png", NULL, NULL, "image/png", "a.png" },
  { "a quoted name", "a/b; name=\"a b.txt\"", NULL, NULL, "a/b", "a b.txt" },
  { "an unquoted name with blanks", "a/b; name=a b.txt", NULL, NULL, "a/b", "a b.txt" },
  { "filename wins over name", "a/b; name=old", "attachment; filename=new", NULL, "a/b", "new" },
  { "only name", "a/b; name=old", "attachment", NULL, "a/b", "old" },
  { "RFC 2231, in one piece", "a/b; name*=utf-8''%C3%A9.txt", NULL, NULL, "a/b", "é.txt" },
  { "RFC 2231, a charset that nobody knows", "a/b; name*=x-made-up''%C3%A9.txt", NULL, NULL, "a/b",
    "é.txt" },
  { "RFC 2231, UTF-7", "a/b; name*=utf-7''+AGE-", NULL, NULL, "a/b", "+AGE-" },
  { "RFC 2231, no charset", "a/b; name*=''%C3%A9.txt", NULL, NULL, "a/b", "é.txt" },
  { "RFC 2231, in pieces", "a/b; name*0*=utf-8''%C3%A9; name*1=\" b\"; name*2*=%20c", NULL, NULL,
    "a/b", "é b c" },
  { "RFC 2231, pieces out of order", "a/b; name*1=b; name*0=a", NULL, NULL, "a/b", "ab" },
  { "an encoded word, which RFC 2047 forbids", "a/b; name=\"=?utf-8?b?w6k=?=.txt\"", NULL, NULL,
    "a/b", "é.txt" },
  { "raw UTF-8", "a/b; name=\"é.txt\"", NULL, NULL, "a/b", "é.txt" },
  { "raw Latin 1", "a/b; name=\"\xe9.txt\"", NULL, NULL, "a/b", "é.txt" },
  { "raw bytes of the code page", "a/b; name=\"\xd0\xd2.txt\"", NULL, "koi8-r", "a/b", "пр.txt" },
  { "a line break in an encoded word", "a/b; name=\"=?utf-8?q?a=0D=0Ab?=\"", NULL, NULL, "a/b",
    "a  b" },
  { "an empty name is none", "a/b; name=\"\"", NULL, NULL, "a/b", NULL },
  { "no subtype is plain text (RFC 2045, section 5.2)", "image", NULL, NULL, "text/plain", NULL },
  { "no subtype, but a name", "pdf; name=a.pdf", NULL, NULL, "text/plain", "a.pdf" },
  { "a server's word for what is no type", "/; name=a.pdf", NULL, NULL, "text/plain", "a.pdf" },
  { "and for half of one", "text/", NULL, NULL, "text/plain", NULL },
  { "or the other half", "/pdf", NULL, NULL, "text/plain", NULL },
  { "a type that is no UTF-8", "text/\xff; name=a", NULL, NULL, "text/\uFFFD", "a" },
  { "rubbish", ";;;=\"", ";=", NULL, "text/plain", NULL },
  { "empty", "", "", NULL, "text/plain", NULL },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinPart) part =
          tocsin_part_new ("1", rows[i].content_type, rows[i].disposition, rows[i].code_page);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (part->type, ==, rows[i].type);
      g_assert_cmpstr (part->name, ==, rows[i].name);
      if (part->name != NULL)
        g_assert_true (g_utf8_validate (part->name, -1, NULL));
    }
}

/* What IMAP gives one by one comes out as if the header had been read. */
static void
test_append_parameter (void)
{
  static const struct
  {
    const char *parameters[5];
    const char *name;
  } cases[] = {
    { { "name", "a b.txt" }, "a b.txt" },
    { { "NAME", "quote\" and \\backslash" }, "quote\" and \\backslash" },
    { { "name*", "utf-8''%C3%A9" }, "é" },
    { { "name*0*", "utf-8''%C3%A9", "name*1", " b" }, "é b" },
    { { "name", "=?iso-8859-1?q?=E9?=" }, "é" },
    { { "name", "x\"; charset=\"evil" }, "x\"; charset=\"evil" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) value = g_string_new ("a/b");
      g_autoptr (TocsinPart) part = NULL;

      for (guint k = 0; cases[i].parameters[k] != NULL; k += 2)
        tocsin_part_append_parameter (value, cases[i].parameters[k], cases[i].parameters[k + 1]);
      part = tocsin_part_new ("1", value->str, NULL, NULL);
      g_assert_cmpstr (part->name, ==, cases[i].name);
      g_assert_null (part->charset);
    }
}

static void
test_decoded_size (void)
{
  static const struct
  {
    const char *why;
    const char *encoding;
    guint64 size;
    guint64 real;
    gboolean exact;
  } cases[] = {
    { "as it is", NULL, 1000, 1000, TRUE },
    { "7bit", "7bit", 1000, 1000, TRUE },
    { "base64 in lines of 76", "base64", 7800, 5700, FALSE },
    { "base64 in lines of 64", "base64", 6600, 4800, FALSE },
    { "base64 in lines of 60", "base64", 6200, 4500, FALSE },
    { "base64 in lines of 20", "base64", 2200, 1500, FALSE },
    { "base64 in one line", "base64", 4000, 3000, FALSE },
    { "base64, one padded line", "base64", 66, 46, FALSE },
    { "quoted-printable, nothing quoted", "quoted-printable", 1000, 1000, FALSE },
    { "quoted-printable, everything quoted", "quoted-printable", 3000, 1000, FALSE },
    { "an encoding nobody knows", "x-uuencode", 1000, 600, FALSE },
    { "unknown", "base64", 0, 123456, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinPart) part = tocsin_part_new ("1", "a/b", NULL, NULL);
      guint64 least, most;

      g_test_message ("%s", cases[i].why);
      part->encoding = g_strdup (cases[i].encoding);
      part->size = cases[i].size;
      tocsin_part_get_decoded_size (part, &least, &most);
      g_assert_cmpuint (least, <=, cases[i].real);
      g_assert_cmpuint (most, >=, cases[i].real);
      g_assert_true ((least == most) == cases[i].exact);
    }
}

static void
test_charset (void)
{
  static const char *const cases[][2] = {
    { "text/plain; charset=utf-8", "utf-8" },
    { "text/plain; charset=\"UTF-8\"", "UTF-8" },
    { "text/plain; charset='utf-8'", "utf-8" },
    { "text/plain; charset=\"'utf-8'\"", "utf-8" },
    { "text/plain; charset=koi8-r (Russian)", "koi8-r" },
    { "text/plain charset=utf-8", "utf-8" },
    { "text; charset=utf-8", "utf-8" },
    { "text/plain; charset=\"\"", NULL },
    { "text/plain; charset=\"''\"", NULL },
    { "text/plain", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinPart) part = tocsin_part_new ("1", cases[i][0], NULL, NULL);

      g_test_message ("%s", cases[i][0]);
      g_assert_cmpstr (part->type, ==, "text/plain");
      g_assert_cmpstr (part->charset, ==, cases[i][1]);
    }
}

static void
test_get_parameter (void)
{
  g_autoptr (TocsinPart) part = tocsin_part_new (
      "1", "text/calendar; METHOD=Request; x=y; protocol*=utf-8''a%2Fb; method=2", NULL, NULL);

  g_assert_cmpstr (tocsin_part_get_parameter (part, "method"), ==, "Request");
  g_assert_cmpstr (tocsin_part_get_parameter (part, "Protocol"), ==, "a/b");
  g_assert_cmpstr (tocsin_part_get_parameter (part, "x"), ==, "");
  g_assert_cmpstr (tocsin_part_get_parameter (part, "format"), ==, "");
}

static void
test_name_message (void)
{
  static const char *const cases[][2] = {
    { "Hello", "Hello.eml" },
    { "=?utf-8?q?=C3=A9?=", "é.eml" },
    { " \r\n folded", "folded.eml" },
    { "", NULL },
    { NULL, NULL },
  };
  g_autoptr (TocsinPart) named = tocsin_part_new ("1", "message/rfc822; name=a", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TocsinPart) part = tocsin_part_new ("1", "message/rfc822", NULL, NULL);

      tocsin_part_name_message (part, cases[i][0], NULL);
      g_assert_cmpstr (part->name, ==, cases[i][1]);
    }
  tocsin_part_name_message (named, "b", NULL);
  g_assert_cmpstr (named->name, ==, "a");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/part/table", test_table);
  g_test_add_func ("/mail/part/append-parameter", test_append_parameter);
  g_test_add_func ("/mail/part/decoded-size", test_decoded_size);
  g_test_add_func ("/mail/part/charset", test_charset);
  g_test_add_func ("/mail/part/get-parameter", test_get_parameter);
  g_test_add_func ("/mail/part/name-message", test_name_message);

  return g_test_run ();
}
