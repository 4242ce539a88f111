/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/node.h"
#include "plugins/ews/wire/version.h"

static const struct
{
  const char *text;
  gint64 wanted;
  const char *about;
} times[] = {
  { "2026-11-21T08:30:00Z", 1795249800000000, "as Exchange writes it" },
  { "2026-11-21T09:30:00+01:00", 1795249800000000, "with an offset" },
  { "2026-11-21T08:30:00", 1795249800000000, "without a zone" },
  { " 2026-11-21T08:30:00.25Z\n", 1795249800250000, "with a fraction and blanks" },
  { "1601-01-01T00:00:00Z", -11644473600000000, "where Windows begins to count" },
  { "", 0, "nothing" },
  { "yesterday", 0, "no time" },
  { "2026-13-41T08:30:00Z", 0, "no day" },
};

static void
test_times (void)
{
  g_autofree char *written = ews_time_format (1795249800999999);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_test_message ("%s", times[i].about);
      g_assert_cmpint (ews_time_parse (times[i].text), ==, times[i].wanted);
    }
  g_assert_cmpstr (written, ==, "2026-11-21T08:30:00Z");
}

static const struct
{
  const char *text;
  gboolean good;
  gboolean value;
} booleans[] = { { "true", TRUE, TRUE }, { "false", TRUE, FALSE }, { "1", TRUE, TRUE },
                 { "0", TRUE, FALSE },   { " True ", TRUE, TRUE }, { "FALSE", TRUE, FALSE },
                 { "", FALSE, FALSE },   { "yes", FALSE, FALSE },  { "2", FALSE, FALSE } };

static void
test_booleans (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (booleans); i++)
    {
      gboolean value;
      gboolean good = ews_boolean_parse (booleans[i].text, &value);

      g_assert_cmpint (good, ==, booleans[i].good);
      g_assert_cmpint (value, ==, booleans[i].value);
    }
}

static void
test_numbers (void)
{
  g_assert_cmpint (ews_number_parse (" 42 ", -1), ==, 42);
  g_assert_cmpint (ews_number_parse ("-7", -1), ==, -7);
  g_assert_cmpint (ews_number_parse ("99999999999999999999", -1), ==, -1);
  g_assert_cmpint (ews_number_parse ("4x", -1), ==, -1);
  g_assert_cmpint (ews_number_parse ("", 5), ==, 5);
  g_assert_cmpint (ews_number_parse (NULL, 5), ==, 5);
}

static const struct
{
  const char *setting;
  gboolean good;
  EwsVersion version;
  const char *request;
} settings[] = {
  { "", TRUE, EWS_VERSION_UNKNOWN, "Exchange2007_SP1" },
  { "2007_SP1", TRUE, EWS_VERSION_2007_SP1, "Exchange2007_SP1" },
  { "2010", TRUE, EWS_VERSION_2010, "Exchange2010" },
  { "2010_SP1", TRUE, EWS_VERSION_2010_SP1, "Exchange2010_SP1" },
  { "2010_SP2", TRUE, EWS_VERSION_2010_SP2, "Exchange2010_SP2" },
  { "2010_SP3", TRUE, EWS_VERSION_2010_SP2, "Exchange2010_SP2" },
  { "2013", TRUE, EWS_VERSION_2013, "Exchange2013" },
  { "Exchange2013_SP1", TRUE, EWS_VERSION_2013_SP1, "Exchange2013_SP1" },
  { "exchange2016", TRUE, EWS_VERSION_2016, "Exchange2016" },
  { "Office365", TRUE, EWS_VERSION_2016, "Exchange2016" },
  { "2003", FALSE, EWS_VERSION_UNKNOWN, NULL },
  { "2016 ", FALSE, EWS_VERSION_UNKNOWN, NULL },
};

static void
test_settings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      EwsVersion version = EWS_VERSION_UNKNOWN;

      g_test_message ("%s", settings[i].setting);
      g_assert_cmpint (ews_version_from_setting (settings[i].setting, &version), ==,
                       settings[i].good);
      g_assert_cmpint (version, ==, settings[i].version);
      if (settings[i].good)
        g_assert_cmpstr (ews_version_to_string (version), ==, settings[i].request);
    }
}

static const struct
{
  guint major;
  guint minor;
  const char *schema;
  EwsVersion version;
  const char *about;
} builds[] = {
  { 8, 0, NULL, EWS_VERSION_2007, "2007 does not say its dialect" },
  { 8, 3, NULL, EWS_VERSION_2007_SP1, "2007 SP3" },
  { 14, 1, "Exchange2010_SP1", EWS_VERSION_2010_SP1, "2010 SP1" },
  { 14, 3, "Exchange2010_SP2", EWS_VERSION_2010_SP2, "2010 SP3" },
  { 15, 0, "Exchange2013_SP1", EWS_VERSION_2013_SP1, "2013" },
  { 15, 0, NULL, EWS_VERSION_2013, "2013, if it would not say more" },
  { 15, 1, "V2017_07_11", EWS_VERSION_2016, "2016" },
  { 15, 2, NULL, EWS_VERSION_2016, "2019" },
  { 15, 20, "V2018_01_08", EWS_VERSION_2016, "Exchange Online, newer than we know" },
  { 16, 0, "Exchange2030", EWS_VERSION_2016, "from the future" },
  { 0, 0, NULL, EWS_VERSION_UNKNOWN, "says nothing" },
  { 6, 5, NULL, EWS_VERSION_UNKNOWN, "2003 has no such service" },
};

static void
test_builds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (builds); i++)
    {
      g_test_message ("%s", builds[i].about);
      g_assert_cmpint (ews_version_from_build (builds[i].major, builds[i].minor, builds[i].schema),
                       ==, builds[i].version);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/values/times", test_times);
  g_test_add_func ("/ews/values/booleans", test_booleans);
  g_test_add_func ("/ews/values/numbers", test_numbers);
  g_test_add_func ("/ews/values/settings", test_settings);
  g_test_add_func ("/ews/values/builds", test_builds);

  return g_test_run ();
}
