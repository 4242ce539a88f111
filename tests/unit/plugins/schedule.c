/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/plugins/workshop.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Sunday, 1 November 2026, 08:00 UTC */
#define EIGHT (G_GINT64_CONSTANT (1793520000) * SECOND)

/* What happens at @now: the keys that fire, parted by "|". @state is what is remembered. */
static char *
look (TocsinTrigger *trigger, GVariant **state, gint64 now)
{
  g_autoptr (TocsinTriggerPass) pass = tocsin_trigger_pass_new (now, *state);
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *occurrences;

  g_assert_true (tocsin_trigger_look (trigger, pass, NULL, &error));
  g_assert_no_error (error);
  occurrences = tocsin_trigger_pass_get_occurrences (pass);
  for (guint i = 0; i < occurrences->len; i++)
    {
      TocsinOccurrence *occurrence = g_ptr_array_index (occurrences, i);

      g_assert_cmpstr (occurrence->type, ==, "org.tocsin.schedule.fired.v1");
      g_string_append_printf (keys, "%s%s", i > 0 ? "|" : "", occurrence->key);
    }
  g_clear_pointer (state, g_variant_unref);
  if (tocsin_trigger_pass_get_state (pass) != NULL)
    *state = g_variant_ref (tocsin_trigger_pass_get_state (pass));

  return g_string_free (g_steal_pointer (&keys), FALSE);
}

static void
expect (TocsinTrigger *trigger, GVariant **state, gint64 now, const char *expected)
{
  g_autofree char *keys = look (trigger, state, now);

  g_assert_cmpstr (keys, ==, expected);
}

static void
test_every (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinTrigger) trigger =
      workshop_new_trigger (workshop, "schedule", WITH ("every=5m"));
  g_autoptr (GVariant) state = NULL;

  /* The first look only begins to count. */
  g_assert_cmpint (tocsin_trigger_get_next (trigger, NULL, EIGHT), ==, EIGHT);
  expect (trigger, &state, EIGHT, "");
  g_assert_cmpint (tocsin_trigger_get_next (trigger, state, EIGHT), ==, EIGHT + 5 * MINUTE);
  expect (trigger, &state, EIGHT + 4 * MINUTE, "");
  /* Looked at late, the count goes on from the time it was meant for. */
  expect (trigger, &state, EIGHT + 5 * MINUTE + SECOND, "2026-11-01T08:05:00Z");
  g_assert_cmpint (tocsin_trigger_get_next (trigger, state, EIGHT + 6 * MINUTE), ==,
                   EIGHT + 10 * MINUTE);
}

static void
test_cron (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinTrigger) trigger =
      workshop_new_trigger (workshop, "schedule", WITH ("cron=0 9 * * mon-fri Europe/Berlin"));
  g_autoptr (GVariant) state = NULL;

  expect (trigger, &state, EIGHT, "");
  g_assert_cmpint (tocsin_trigger_get_next (trigger, state, EIGHT), ==, EIGHT + DAY);
  expect (trigger, &state, EIGHT + DAY, "2026-11-02T08:00:00Z");
  g_assert_cmpint (tocsin_trigger_get_next (trigger, state, EIGHT + DAY), ==, EIGHT + 2 * DAY);
}

/* A sleep of the machine: several times have come, the engine was there. Once, for the latest. */
static void
test_sleep (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinTrigger) every = workshop_new_trigger (workshop, "schedule", WITH ("every=1h"));
  g_autoptr (TocsinTrigger) cron =
      workshop_new_trigger (workshop, "schedule", WITH ("cron=30 * * * *"));
  g_autoptr (GVariant) every_state = NULL;
  g_autoptr (GVariant) cron_state = NULL;

  expect (every, &every_state, EIGHT, "");
  expect (every, &every_state, EIGHT + 5 * HOUR + MINUTE, "2026-11-01T13:00:00Z");
  expect (cron, &cron_state, EIGHT, "");
  expect (cron, &cron_state, EIGHT + 5 * HOUR + MINUTE, "2026-11-01T12:30:00Z");
}

/* The engine was not running: a new object, an old memory. */
static void
test_missed (Workshop *workshop, gconstpointer data)
{
  static const struct
  {
    const char *about;
    const char *when;
    const char *catch_up;
    gint64 away;
    const char *expected;
  } rows[] = {
    { "passed over", "every=1h", "catch-up=false", 5 * HOUR + 2 * MINUTE, "" },
    { "made up for, once", "every=1h", "catch-up=true", 5 * HOUR + 2 * MINUTE,
      "2026-11-01T13:00:00Z" },
    { "nothing to make up for", "every=1h", "catch-up=true", 30 * MINUTE, "" },
    { "only a restart", "every=1h", "catch-up=false", 5 * HOUR + 30 * SECOND,
      "2026-11-01T13:00:00Z" },
    { "cron, passed over", "cron=0 0 1 1 *", "catch-up=false", 400 * DAY, "" },
    { "cron, rare", "cron=0 0 1 1 *", "catch-up=true", 400 * DAY, "2027-01-01T00:00:00Z" },
    { "cron, every minute for ten years", "cron=* * * * *", "catch-up=true", 3650 * DAY,
      "2036-10-29T08:00:00Z" },
    { "every second for ten years", "every=1s", "catch-up=true", 3650 * DAY,
      "2036-10-29T08:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinTrigger) trigger =
          workshop_new_trigger (workshop, "schedule", WITH (rows[i].when, rows[i].catch_up));
      g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_int64 (EIGHT));
      gint64 now = EIGHT + rows[i].away;

      g_test_message ("%s", rows[i].about);
      expect (trigger, &state, now, rows[i].expected);
      /* Whether it fired or not, it is behind us. */
      expect (trigger, &state, now, "");
    }
}

/* A clock that ran ahead and was set right must not silence a task until it gets there again. */
static void
test_clock_set_back (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinTrigger) trigger =
      workshop_new_trigger (workshop, "schedule", WITH ("cron=0 * * * *"));
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_int64 (EIGHT + 1000 * DAY));

  g_assert_cmpint (tocsin_trigger_get_next (trigger, state, EIGHT), ==, EIGHT);
  expect (trigger, &state, EIGHT, "");
  g_assert_cmpint (tocsin_trigger_get_next (trigger, state, EIGHT), ==, EIGHT + HOUR);
}

static void
test_foreign_memory (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinTrigger) trigger =
      workshop_new_trigger (workshop, "schedule", WITH ("every=5m"));
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_string ("another trigger's"));

  expect (trigger, &state, EIGHT, "");
  g_assert_cmpint (tocsin_trigger_get_next (trigger, state, EIGHT), ==, EIGHT + 5 * MINUTE);
}

static const struct
{
  const char *about;
  const char *key;
  const char *settings[3];
} bad[] = {
  { "neither", "cron, every", { "catch-up=true" } },
  { "both", "cron, every", { "cron=0 8 * * *", "every=5m" } },
  { "no interval", "every", { "every=soon" } },
  { "an interval of nothing", "every", { "every=0s" } },
  { "no such hour", "cron", { "cron=0 24 * * *" } },
  { "no such zone", "cron", { "cron=0 8 * * * Europe/Atlantis" } },
};

static void
test_bad_settings (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].about);
      g_assert_null (workshop_try_trigger (workshop, &error, "schedule", bad[i].settings));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i].key));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  workshop_add ("/plugins/schedule/every", test_every);
  workshop_add ("/plugins/schedule/cron", test_cron);
  workshop_add ("/plugins/schedule/sleep", test_sleep);
  workshop_add ("/plugins/schedule/missed", test_missed);
  workshop_add ("/plugins/schedule/clock-set-back", test_clock_set_back);
  workshop_add ("/plugins/schedule/foreign-memory", test_foreign_memory);
  workshop_add ("/plugins/schedule/bad-settings", test_bad_settings);

  return g_test_run ();
}
