/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/srv.h"

#include "core/base/error.h"
#include "tests/unit/net/discovery/common.h"

#include <string.h>

/* Builds answers as name servers send them (RFC 1035, section 4). */
static void
put16 (GByteArray *message, guint value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (message, bytes, 2);
}

static void
put_name (GByteArray *message, const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  for (gsize i = 0; labels[i] != NULL && labels[i][0] != '\0'; i++)
    {
      guint8 length = (guint8) strlen (labels[i]);

      g_byte_array_append (message, &length, 1);
      g_byte_array_append (message, (const guint8 *) labels[i], length);
    }
  g_byte_array_append (message, (const guint8 *) "", 1);
}

static GByteArray *
begin (guint answers)
{
  GByteArray *message = g_byte_array_new ();
  const guint words[] = { 0x1234, 0x8180, 1, answers, 0, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    put16 (message, words[i]);
  put_name (message, "_imaps._tcp.example.org");
  put16 (message, 33);
  put16 (message, 1);

  return message;
}

static void
put_srv (GByteArray *message, guint priority, guint weight, guint port, const char *target)
{
  guint length;

  put16 (message, 0xc00c); /* the name that was asked for */
  put16 (message, 33);
  put16 (message, 1);
  put16 (message, 0);
  put16 (message, 60);
  length = message->len;
  put16 (message, 0);
  put16 (message, priority);
  put16 (message, weight);
  put16 (message, port);
  put_name (message, target);
  message->data[length] = (guint8) ((message->len - length - 2) >> 8);
  message->data[length + 1] = (guint8) (message->len - length - 2);
}

static char *
take (GByteArray *message, const char *address)
{
  g_autoptr (TocsinMailAddress) who = test_address (address);
  g_autoptr (GPtrArray) services = test_services ();
  g_autoptr (TocsinAnswer) answer = tocsin_answer_new (TOCSIN_SOURCE_SRV, "test");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
      tocsin_dns_parse (TOCSIN_DNS_SRV, message->data, message->len, &error);

  g_assert_no_error (error);
  tocsin_srv_take (records, tocsin_service_find (services, "imap4"), TOCSIN_ENCRYPTION_IMPLICIT,
                   who, answer);

  return test_describe (answer);
}

static void
test_order (void)
{
  g_autoptr (GByteArray) message = begin (5);
  g_autofree char *seen = NULL;

  put_srv (message, 10, 1, 993, "light.example.org");
  put_srv (message, 20, 9, 993, "later.example.org");
  put_srv (message, 10, 5, 1993, "Heavy.Example.ORG");
  put_srv (message, 10, 0, 993, "a.elsewhere.example");
  put_srv (message, 0, 0, 993, "first.example.org");
  seen = take (message, "ada@example.org");

  g_assert_cmpstr (seen, ==,
                   "imap4 first.example.org:993 implicit ada@example.org \n"
                   "imap4 heavy.example.org:1993 implicit ada@example.org \n"
                   "imap4 light.example.org:993 implicit ada@example.org \n"
                   "imap4 a.elsewhere.example:993 implicit ada@example.org  consent\n"
                   "imap4 later.example.org:993 implicit ada@example.org \n");
}

static void
test_targets (void)
{
  static const struct
  {
    const char *about;
    const char *target;
    guint port;
    const char *seen;
  } rows[] = {
    { "not offered", "", 0, "note\n" },
    { "the domain itself", "example.org", 993,
      "imap4 example.org:993 implicit ada@example.org \n" },
    { "looks like the domain", "evilexample.org", 993,
      "imap4 evilexample.org:993 implicit ada@example.org  consent\n" },
    { "begins with the domain", "example.org.evil.example", 993,
      "imap4 example.org.evil.example:993 implicit ada@example.org  consent\n" },
    { "no port", "imap.example.org", 0, "note\n" },
    { "no host name", "a b.example.org", 993, "note\n" },
    { "a line break", "a\r\nb.example.org", 993, "note\n" },
    { "a slash", "a/b.example.org", 993, "note\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) message = begin (1);
      g_autofree char *seen = NULL;

      g_test_message ("%s", rows[i].about);
      put_srv (message, 0, 0, rows[i].port, rows[i].target);
      seen = take (message, "ada@example.org");
      g_assert_cmpstr (seen, ==, rows[i].seen);
    }
}

static void
test_many_records (void)
{
  g_autoptr (GByteArray) message = begin (300);
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; i < 300; i++)
    put_srv (message, i, 0, 993, "a.example.org");
  records = tocsin_dns_parse (TOCSIN_DNS_SRV, message->data, message->len, NULL);

  g_assert_cmpuint (records->len, ==, 20);
}

/* Cut anywhere, and with any byte changed, it is refused or read, and nothing else happens. */
static void
test_hostile (void)
{
  g_autoptr (GByteArray) message = begin (2);

  put_srv (message, 1, 2, 993, "a.example.org");
  put_srv (message, 1, 2, 993, "b.example.org");
  for (guint length = 0; length <= message->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (message->data, length);
      g_autoptr (GPtrArray) records = tocsin_dns_parse (TOCSIN_DNS_SRV, copy, length, NULL);

      g_assert_true (records == NULL || records->len <= 2);
    }
  for (guint i = 0; i < message->len; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autofree guint8 *copy = g_memdup2 (message->data, message->len);
        g_autoptr (GPtrArray) records = NULL;

        copy[i] ^= (guint8) (1u << bit);
        records = tocsin_dns_parse (TOCSIN_DNS_SRV, copy, message->len, NULL);
        g_assert_true (records == NULL || records->len <= 20);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/srv/order", test_order);
  g_test_add_func ("/discovery/srv/targets", test_targets);
  g_test_add_func ("/discovery/srv/many-records", test_many_records);
  g_test_add_func ("/discovery/srv/hostile", test_hostile);

  return g_test_run ();
}
