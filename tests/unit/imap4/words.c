/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/folder-name.h"
#include "plugins/imap4/wire/capabilities.h"
#include "plugins/imap4/wire/date.h"
#include "plugins/imap4/wire/folder-id.h"
#include "plugins/imap4/wire/number.h"
#include "plugins/imap4/wire/uid-set.h"

#include <string.h>

typedef struct
{
  const char *text;
  gint64 exact;
  gint64 rounded;
  const char *about;
} Number;

#define NO -1

static const Number numbers[] = {
  { "0", 0, 0, "zero" },
  { "4294967295", 4294967295, 4294967295, "32 bits" },
  { "9223372036854775807", G_MAXINT64, G_MAXINT64, "63 bits" },
  { "9223372036854775808", NO, NO, "64 bits are too many, as a whole number and rounded" },
  { "-1", NO, NO, "a sign" },
  { "", NO, NO, "nothing" },
  { "9.3736e+06", NO, 9373600, "rounded, never taken for an identity (quirk 16)" },
  { "1e999", NO, NO, "infinite" },
  { "nan", NO, NO, "no number" },
  { "0x10", NO, NO, "hexadecimal" },
  { "12a", NO, NO, "rubbish behind it" },
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const Number *row = &numbers[i];
      guint64 value = 77;
      gboolean good = imap4_number_parse (row->text, strlen (row->text), &value);

      g_test_message ("%s", row->about);
      g_assert_cmpint (good ? (gint64) value : NO, ==, row->exact);
      good = imap4_number_parse_rounded (row->text, strlen (row->text), &value);
      g_assert_cmpint (good ? (gint64) value : NO, ==, row->rounded);
    }
}

typedef struct
{
  const char *wire;
  const char *text;
  const char *about;
} Name;

static const Name names[] = {
  { "INBOX", "INBOX", "ASCII" },
  { "B&APw-cher", "Bücher", "one letter" },
  { "~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語", "the example of RFC 3501" },
  { "Tom &- Jerry", "Tom & Jerry", "an ampersand" },
  { "&2D3eAA-", "😀", "a pair of surrogates" },
  { "&AOQA9gD8-", "äöü", "several in one run" },
  { "&", NULL, "never closed" },
  { "&APw", NULL, "never closed after a letter" },
  { "&AP-", NULL, "half a unit" },
  { "&2D0-", NULL, "half a pair" },
  { "&3gA-", NULL, "the other half alone" },
  { "&AAA-", NULL, "a NUL" },
  { "&A/w-", NULL, "not of the alphabet" },
  { "B\xc3\xbc", NULL, "raw UTF-8" },
};

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *decoded = tocsin_folder_name_decode (names[i].wire);
      g_autofree char *encoded = NULL;

      g_test_message ("%s", names[i].about);
      g_assert_cmpstr (decoded, ==, names[i].text);
      if (decoded == NULL)
        continue;
      encoded = tocsin_folder_name_encode (decoded);
      g_assert_cmpstr (encoded, ==, names[i].wire);
    }
}

static void
test_display (void)
{
  g_autofree char *levels = tocsin_folder_name_to_display ("A.B&APw-.C", '.');
  g_autofree char *slash = tocsin_folder_name_to_display ("A/B.C", '.');
  g_autofree char *raw = tocsin_folder_name_to_display ("B\xfc", '.');
  g_autofree char *back = tocsin_folder_name_from_display (slash, '.');
  g_autofree char *utf8 = imap4_folder_id_from_wire ("B\xc3\xbc & co", TRUE);
  g_autofree char *wire = imap4_folder_id_to_wire (utf8, TRUE);
  g_autofree char *inbox = imap4_folder_id_from_wire ("inBox", FALSE);

  g_assert_cmpstr (levels, ==, "A/Bü/C");
  g_assert_cmpstr (slash, ==, "A∕B/C");
  g_assert_cmpstr (back, ==, "A/B.C");
  g_assert_cmpstr (raw, ==, "B\\xFC");
  g_assert_cmpstr (utf8, ==, "B&APw- &- co");
  g_assert_cmpstr (wire, ==, "Bü & co");
  g_assert_cmpstr (inbox, ==, "INBOX");
}

static void
test_sets (void)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GPtrArray) sets = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (imap4_uids_add_set (uids, "7,4:2,9,9", &error));
  imap4_uids_sort (uids);
  sets = imap4_uid_sets_build ((const guint64 *) (gpointer) uids->data, uids->len, 900);
  g_assert_cmpuint (sets->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (sets, 0), ==, "2:4,7,9");

  g_assert_false (imap4_uids_add_set (uids, "1:4294967295", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  g_clear_error (&error);
  g_assert_false (imap4_uids_add_set (uids, "1:*", &error));
  g_clear_error (&error);
  g_assert_false (imap4_uids_add_set (uids, "0", &error));
}

static void
test_sets_are_cut (void)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) again = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GPtrArray) sets = NULL;

  for (guint64 uid = 4000000001; uid < 4000002000; uid += 2)
    g_array_append_val (uids, uid);
  sets = imap4_uid_sets_build ((const guint64 *) (gpointer) uids->data, uids->len,
                               IMAP4_UID_SET_MAX_BYTES);
  g_assert_cmpuint (sets->len, >, 1);
  for (guint i = 0; i < sets->len; i++)
    {
      g_assert_cmpuint (strlen (g_ptr_array_index (sets, i)), <=, IMAP4_UID_SET_MAX_BYTES);
      g_assert_true (imap4_uids_add_set (again, g_ptr_array_index (sets, i), NULL));
    }
  g_assert_cmpmem (uids->data, uids->len * sizeof (guint64), again->data,
                   again->len * sizeof (guint64));
}

static void
test_capabilities (void)
{
  g_autoptr (Imap4Capabilities) self =
      imap4_capabilities_new ("imap4rev1 LITERAL + auth=plain AUTH=Cram-MD5  IDLE");
  g_auto (GStrv) mechanisms = imap4_capabilities_get_mechanisms (self);

  g_assert_true (imap4_capabilities_has (self, "IMAP4REV1"));
  g_assert_true (imap4_capabilities_has (self, "LITERAL+"));
  g_assert_true (imap4_capabilities_has (self, "IDLE"));
  g_assert_cmpuint (g_strv_length (mechanisms), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) mechanisms, "PLAIN"));
  imap4_capabilities_remove (self, "IDLE");
  g_assert_false (imap4_capabilities_has (self, "IDLE"));
  g_assert_false (imap4_capabilities_has (NULL, "IDLE"));
}

typedef struct
{
  const char *text;
  gint64 seconds;
} Date;

static const Date dates[] = {
  { " 7-Feb-1994 22:43:04 -0800", 760689784 }, { "17-jul-1996 02:44:25 +0000", 837571465 },
  { "01-Jan-1970 00:00:00 +0000", 0 },         { "31-Feb-1994 22:43:04 -0800", -1 },
  { "7-Foo-1994 22:43:04 -0800", -1 },         { "yesterday", -1 },
};

static void
test_dates (void)
{
  g_autofree char *day = imap4_date_format_day (G_GINT64_CONSTANT (760689784) * G_USEC_PER_SEC);

  g_assert_cmpstr (day, ==, "8-Feb-1994");
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      gint64 time = 0;
      gboolean good = imap4_date_parse (dates[i].text, &time);

      g_assert_cmpint (good ? time / G_USEC_PER_SEC : -1, ==, dates[i].seconds);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap4/wire/numbers", test_numbers);
  g_test_add_func ("/imap4/wire/names", test_names);
  g_test_add_func ("/imap4/wire/display", test_display);
  g_test_add_func ("/imap4/wire/sets", test_sets);
  g_test_add_func ("/imap4/wire/sets-are-cut", test_sets_are_cut);
  g_test_add_func ("/imap4/wire/capabilities", test_capabilities);
  g_test_add_func ("/imap4/wire/dates", test_dates);

  return g_test_run ();
}
