/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/plugin/mail-trigger.h"
#include "tests/unit/plugins/workshop.h"

#include <string.h>

static const TocsinMailRule *
get_rule (TocsinTrigger *trigger)
{
  g_assert_true (TOCSIN_IS_MAIL_TRIGGER (trigger));

  return tocsin_mail_trigger_get_rule (TOCSIN_MAIL_TRIGGER (trigger));
}

static void
test_defaults (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinTrigger) trigger =
      workshop_new_trigger (workshop, "email", WITH ("connection=work"));
  const TocsinMailRule *rule = get_rule (trigger);

  g_assert_cmpstr (rule->connection, ==, "work");
  g_assert_cmpuint (g_strv_length (rule->folders), ==, 1);
  g_assert_cmpstr (rule->folders[0], ==, "INBOX");
  g_assert_null (rule->query);
  g_assert_cmpstr (rule->check, ==, "push");
  g_assert_cmpint (rule->start, ==, TOCSIN_MAIL_START_NOW);
  g_assert_false (rule->each);
  g_assert_false (rule->stop_processing);
  g_assert_null (rule->code_page);
  g_assert_cmpint (tocsin_trigger_get_next (trigger, NULL, 1), ==, -1);
}

static void
test_everything (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinTrigger) trigger = workshop_new_trigger (
      workshop, "email",
      WITH ("connection=work", "folders=INBOX,Customers/*", "query=subject:invoice has:attachment",
            "check=every 5m", "start=last:20", "when=each", "stop-processing=true",
            "code-page=windows-1252"));
  const TocsinMailRule *rule = get_rule (trigger);
  g_autofree char *query = tocsin_query_to_string (rule->query);

  g_assert_cmpstr (rule->folders[1], ==, "Customers/*");
  g_assert_nonnull (strstr (query, "invoice"));
  g_assert_true (g_str_has_prefix (rule->check, "every"));
  g_assert_cmpint (rule->start, ==, TOCSIN_MAIL_START_LAST);
  g_assert_cmpint (rule->start_value, ==, 20);
  g_assert_true (rule->each);
  g_assert_true (rule->stop_processing);
  g_assert_cmpstr (rule->code_page, ==, "windows-1252");
}

static void
test_starts (Workshop *workshop, gconstpointer data)
{
  static const struct
  {
    const char *text;
    TocsinMailStart start;
    gint64 value;
  } rows[] = {
    { "start=now", TOCSIN_MAIL_START_NOW, 0 },
    { "start=unread", TOCSIN_MAIL_START_UNREAD, 0 },
    { "start=all", TOCSIN_MAIL_START_ALL, 0 },
    { "start=last:1", TOCSIN_MAIL_START_LAST, 1 },
    { "start=since:2026-11-01", TOCSIN_MAIL_START_SINCE, 1793491200 },
    { "start=since:2026-11-01T08:00:00+01:00", TOCSIN_MAIL_START_SINCE, 1793516400 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinTrigger) trigger =
          workshop_new_trigger (workshop, "email", WITH ("connection=work", rows[i].text));

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (get_rule (trigger)->start, ==, rows[i].start);
      g_assert_cmpint (get_rule (trigger)->start_value, ==, rows[i].value);
    }
}

static const struct
{
  const char *about;
  const char *key;
  const char *settings[3];
} bad[] = {
  { "no connection", "connection", { "query=x" } },
  { "no folder", "folders", { "connection=work", "folders=[]" } },
  { "an empty folder", "folders", { "connection=work", "folders=['INBOX', '']" } },
  { "a folder with a line break", "folders", { "connection=work", "folders=['a\\r\\nb']" } },
  { "unknown field", "query", { "connection=work", "query=subjekt:x" } },
  { "open quote", "query", { "connection=work", "query=subject:\"x" } },
  { "no schedule", "check", { "connection=work", "check=sometimes" } },
  { "no time of the calendar", "check", { "connection=work", "check=cron 0 25 * * *" } },
  { "no start", "start", { "connection=work", "start=tomorrow" } },
  { "none of the last", "start", { "connection=work", "start=last:0" } },
  { "less than none", "start", { "connection=work", "start=last:-5" } },
  { "no number", "start", { "connection=work", "start=last:many" } },
  { "no date", "start", { "connection=work", "start=since:2026-13-01" } },
  { "no choice", "when", { "connection=work", "when=twice" } },
  { "no character set", "code-page", { "connection=work", "code-page=klingon" } },
};

static void
test_bad_settings (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].about);
      g_assert_null (workshop_try_trigger (workshop, &error, "email", bad[i].settings));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i].key));
    }
}

/* A mistake in a query is shown where it is. */
static void
test_query_error_has_column (Workshop *workshop, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (workshop_try_trigger (workshop, &error, "email",
                                       WITH ("connection=work", "query=is:unread subjekt:x")));
  g_assert_nonnull (strstr (error->message, "11"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  workshop_add ("/plugins/email/defaults", test_defaults);
  workshop_add ("/plugins/email/everything", test_everything);
  workshop_add ("/plugins/email/starts", test_starts);
  workshop_add ("/plugins/email/bad-settings", test_bad_settings);
  workshop_add ("/plugins/email/query-error-has-column", test_query_error_has_column);

  return g_test_run ();
}
