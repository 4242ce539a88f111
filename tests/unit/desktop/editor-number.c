/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-number.h"

typedef struct
{
  guint64 number;
  const char *unit;
  const char *zero;
  const char *text;
} Print;

static const Print prints[] = {
  { 0, NULL, NULL, "0" },
  { 0, "seconds", NULL, "0 s" },
  { 0, "seconds", "Never", "Never" },
  { 30, "seconds", "Never", "30 s" },
  { 90, "seconds", NULL, "90 s" },
  { 300, "seconds", NULL, "5 min" },
  { 7200, "seconds", NULL, "2 h" },
  { 86400, "seconds", NULL, "1 d" },
  { 86401, "seconds", NULL, "86401 s" },
  { 67108864, "bytes", "No limit", "64 MiB" },
  { 1048576, "bytes", NULL, "1 MiB" },
  { 1025, "bytes", NULL, "1025 B" },
  { G_MAXUINT64, "bytes", NULL, "18446744073709551615 B" },
  { 30, "days", "None", "30 days" },
  { 128, "bits", NULL, "128 bits" },
  { 993, NULL, "Standard port", "993" },
  { 5, "parsecs", NULL, "5" },
};

/* What is printed is read back as the same. */
static void
test_print (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prints); i++)
    {
      const Print *row = &prints[i];
      g_autofree char *text = tocsin_editor_number_print (row->number, row->unit, row->zero);
      guint64 number;

      g_assert_cmpstr (text, ==, row->text);
      g_assert_true (tocsin_editor_number_parse (text, row->unit, row->zero, &number));
      g_assert_cmpuint (number, ==, row->number);
    }
}

typedef struct
{
  const char *text;
  const char *unit;
  gboolean good;
  guint64 number;
} Parse;

static const Parse parses[] = {
  { "300", "seconds", TRUE, 300 },
  { " 5m ", "seconds", TRUE, 300 },
  { "5 MIN", "seconds", TRUE, 300 },
  { "2h", "seconds", TRUE, 7200 },
  { "00:05:00", "seconds", TRUE, 300 },
  { "1w", "seconds", TRUE, 604800 },
  { "64 MiB", "bytes", TRUE, 67108864 },
  { "64MB", "bytes", TRUE, 67108864 },
  { "64m", "bytes", TRUE, 67108864 },
  { "2 g", "bytes", TRUE, 2147483648 },
  { "7", NULL, TRUE, 7 },
  { "", NULL, FALSE, 0 },
  { "seven", NULL, FALSE, 0 },
  { "7 m", NULL, FALSE, 0 },
  { "-7", "seconds", FALSE, 0 },
  { "5 lightyears", "seconds", FALSE, 0 },
  { "5 GiB", "seconds", FALSE, 0 },
  { "18446744073709551615 GiB", "bytes", FALSE, 0 },
  { "99999999999999999999", "bytes", FALSE, 0 },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parses); i++)
    {
      const Parse *row = &parses[i];
      guint64 number = 0;

      g_test_message ("“%s”", row->text);
      g_assert_cmpint (tocsin_editor_number_parse (row->text, row->unit, NULL, &number), ==,
                       row->good);
      if (row->good)
        g_assert_cmpuint (number, ==, row->number);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/editor-number/print", test_print);
  g_test_add_func ("/desktop/editor-number/parse", test_parse);

  return g_test_run ();
}
