/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "plugins/webhook/address.h"
#include "plugins/webhook/encoders.h"
#include "plugins/webhook/value-list.h"

#include <string.h>

static JsonObject *
make_data (const char *subject)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "subject", subject);
  json_object_set_string_member (data, "task", "..");

  return data;
}

static char *
expand (const char *pattern, const char *subject)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Address) address = address_new (pattern, &error);
  g_autoptr (JsonObject) data = make_data (subject);

  g_assert_no_error (error);
  return address_expand (address, data);
}

static void
test_address (void)
{
  static const struct
  {
    const char *why;
    const char *pattern;
    const char *subject;
    const char *target;
  } rows[] = {
    { "nothing behind the server", "https://a.example", "x", "/" },
    { "a query alone", "https://a.example?s={subject}", "x y", "/?s=x%20y" },
    { "in the path", "https://a.example/in/{subject}", "a/b?c#d", "/in/a%2Fb%3Fc%23d" },
    { "in the query", "https://a.example/?s={subject}&t=1", "1&t=2", "/?s=1%26t%3D2&t=1" },
    { "a line end", "https://a.example/{subject}", "a\r\nHost: b", "/a%0D%0AHost%3A%20b" },
    { "not ASCII", "https://a.example/{subject}", "Grüße", "/Gr%C3%BC%C3%9Fe" },
    { "typed, not ASCII", "https://a.example/Grüße {subject}", "x", "/Gr%C3%BC%C3%9Fe%20x" },
    { "the folder above", "https://a.example/in/{subject}/x", "..", "/in/__/x" },
    { "this folder", "https://a.example/{subject}", ".", "/_" },
    { "made of two", "https://a.example/{subject}{task}/x", "", "/__/x" },
    { "encoded already", "https://a.example/{subject}", "%2e%2e", "/%252e%252e" },
    { "three dots are a name", "https://a.example/{subject}", "...", "/..." },
    { "dots in a query", "https://a.example/?p={subject}", "..", "/?p=.." },
    { "a plus", "https://a.example/?s={subject}", "a+b", "/?s=a%2Bb" },
    { "braces", "https://a.example/{{{subject}}}", "x", "/{x}" },
    { "nothing", "https://a.example/{subject}/x", "", "//x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *target = expand (rows[i].pattern, rows[i].subject);

      if (g_strcmp0 (target, rows[i].target) != 0)
        g_error ("%s: %s", rows[i].why, target);
    }
}

static void
test_address_refused (void)
{
  static const struct
  {
    const char *pattern;
    const char *why;
  } rows[] = {
    { "ftp://a.example/", "https://" },
    { "a.example/x", "https://" },
    { "https://", "names no server" },
    { "https://{from.domain}/", "which server" },
    { "https://a.example:{subject}/", "which server" },
    { "https://{subject}@a.example/", "which server" },
    { "https://a.example/#{subject}", "#" },
    { "https://a.example/a/../b", ".." },
    { "https://a.example/a/%2e%2E/b", ".." },
    { "https://a.example/{subjekt}", "{subject}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (address_new (rows[i].pattern, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_true (g_str_has_prefix (error->message, "url: "));
      if (strstr (error->message, rows[i].why) == NULL)
        g_error ("%s: %s", rows[i].pattern, error->message);
    }
}

static void
test_local (void)
{
  static const struct
  {
    const char *address;
    gboolean local;
  } rows[] = {
    { "http://localhost:8080/x", TRUE }, { "http://127.0.0.1/", TRUE },
    { "http://[::1]:80/", TRUE },        { "http://printer.local/", TRUE },
    { "http://a.HOME.arpa/", TRUE },     { "https://a.example/", FALSE },
    { "https://local/", TRUE },          { "https://local.example/", FALSE },
    { "https://10.example/", FALSE },    { "https://a.internal/", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Address) address = address_new (rows[i].address, NULL);

      if (address_says_local (address) != rows[i].local)
        g_error ("%s", rows[i].address);
    }
}

typedef char *(*Encode) (const char *value);

static char *
for_header (const char *value)
{
  return encode_for_header (value, "", NULL);
}

static char *
for_json (const char *value)
{
  return encode_for_json (value, "", NULL);
}

static void
test_encoders (void)
{
  static const struct
  {
    const char *why;
    Encode encode;
    const char *value;
    const char *expected;
  } rows[] = {
    /* The example of CloudEvents' HTTP binding, section 3.1.3.2. */
    { "published", encode_attribute, "Euro € 😀", "Euro%20%E2%82%AC%20%F0%9F%98%80" },
    { "attribute", encode_attribute, "<1@x>", "<1@x>" },
    { "attribute with quotes", encode_attribute, "\"a\" 100%\x7f\r\n",
      "%22a%22%20100%25%7F%0D%0A" },
    { "header", for_header, "Your invoice, 100%", "Your invoice, 100%25" },
    { "header of two lines", for_header, "a\r\nX: b", "a%0D%0AX: b" },
    { "header, not ASCII", for_header, "ü\x7f", "%C3%BC%7F" },
    { "JSON", for_json, "a\"b\\c\nd\x01ü", "a\\\"b\\\\c\\nd\\u0001ü" },
    { "form", encode_for_form, "a b&c=d+e~ü", "a+b%26c%3Dd%2Be%7E%C3%BC" },
    { "file name", encode_file_name, "a\"; x=\"b\r\n\\ü.pdf", "a%22; x=%22b%0D%0A%5Cü.pdf" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *encoded = rows[i].encode (rows[i].value);

      if (g_strcmp0 (encoded, rows[i].expected) != 0)
        g_error ("%s: %s", rows[i].why, encoded);
    }
}

/* A header of one field is never longer than a server takes, nor cut in the middle of a byte. */
static void
test_long_header (void)
{
  for (gsize shift = 0; shift < 4; shift++)
    {
      g_autofree char *start = g_strnfill (shift, 'a');
      g_autofree char *rest = g_strnfill (10000, '%');
      g_autofree char *value = g_strconcat (start, rest, NULL);
      g_autofree char *encoded = encode_for_header (value, "", NULL);

      g_assert_cmpuint (strlen (encoded), <=, 2000);
      g_assert_cmpuint (strlen (encoded), >, 1990);
      g_assert_cmpuint ((strlen (encoded) - shift) % 3, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webhook/address", test_address);
  g_test_add_func ("/webhook/address/refused", test_address_refused);
  g_test_add_func ("/webhook/address/local", test_local);
  g_test_add_func ("/webhook/encoders", test_encoders);
  g_test_add_func ("/webhook/encoders/long-header", test_long_header);

  return g_test_run ();
}
