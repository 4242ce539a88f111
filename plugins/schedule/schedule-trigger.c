/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/schedule/schedule-trigger.h"

#include "core/base/error.h"
#include "core/engine/schedule.h"
#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>

#define EVENT_TYPE "org.tocsin.schedule.fired.v1"

/* What is remembered: the time of the last firing, or of the first look; µs since 1970. */
#define STATE_TYPE "x"

/* A time that came so shortly before this trigger was made came while the engine restarted or the
 * task was changed, and is nothing that was missed. */
#define RESTART (60 * G_USEC_PER_SEC)

struct _TocsinScheduleTrigger
{
  GObject parent_instance;

  TocsinSchedule *schedule;
  gboolean catch_up;
  gint64 watching_since;
};

static char *
make_schedule_text (TocsinSnapshot *settings, const char **key, GError **error)
{
  const char *cron = tocsin_snapshot_get_string (settings, "cron");
  const char *every = tocsin_snapshot_get_string (settings, "every");

  if ((cron[0] == '\0') == (every[0] == '\0'))
    {
      tocsin_refuse_key (error, "cron, every",
                         cron[0] == '\0' ? _ ("one of them has to say when the task runs")
                                         : _ ("give one of them, not both"));
      return NULL;
    }
  *key = cron[0] != '\0' ? "cron" : "every";

  return g_strconcat (*key, " ", cron, every, NULL);
}

static gboolean
configure (TocsinTrigger *trigger, TocsinSnapshot *settings, GError **error)
{
  TocsinScheduleTrigger *self = TOCSIN_SCHEDULE_TRIGGER (trigger);
  const char *key = NULL;
  g_autofree char *text = make_schedule_text (settings, &key, error);

  if (text == NULL)
    return FALSE;

  self->catch_up = tocsin_snapshot_get_boolean (settings, "catch-up");
  self->schedule = tocsin_schedule_parse (text, error);
  if (self->schedule == NULL)
    tocsin_error_translate (error, "%s", key);

  return self->schedule != NULL;
}

static gboolean
get_last (GVariant *state, gint64 *last)
{
  if (state == NULL || !g_variant_is_of_type (state, G_VARIANT_TYPE (STATE_TYPE)))
    return FALSE;

  *last = g_variant_get_int64 (state);

  return TRUE;
}

/* Without memory, or with one from a clock that ran ahead and was set right, it looks at once: not
 * to fire, but to begin to count. */
static gint64
get_next (TocsinTrigger *trigger, GVariant *state, gint64 now)
{
  TocsinScheduleTrigger *self = TOCSIN_SCHEDULE_TRIGGER (trigger);
  gint64 last, next;

  if (self->watching_since == 0)
    self->watching_since = now;
  if (!get_last (state, &last) || last > now)
    return now;

  next = tocsin_schedule_next (self->schedule, last);

  return next == TOCSIN_SCHEDULE_NEVER ? -1 : next;
}

static gint64
find_latest_interval (TocsinScheduleTrigger *self, gint64 last, gint64 now)
{
  gint64 interval = (gint64) tocsin_schedule_get_interval (self->schedule) * G_USEC_PER_SEC;

  return now - (now - last) % interval;
}

/* The latest time of the calendar that has come. After a long absence it is looked for from the
 * end, in windows that grow, so that years of missed minutes cost no more than a day of them. */
static gint64
find_latest_cron (TocsinScheduleTrigger *self, gint64 last, gint64 now)
{
  static const gint64 windows[] = { 60, 60 * 60, 24 * 60 * 60, 31 * 24 * 60 * 60 };
  gint64 from = last;
  gint64 latest, next;

  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      gint64 start = MAX (last, now - windows[i] * G_USEC_PER_SEC);

      if (tocsin_schedule_next (self->schedule, start) <= now)
        {
          from = start;
          break;
        }
    }
  latest = from;
  while ((next = tocsin_schedule_next (self->schedule, latest)) <= now)
    latest = next;

  return latest;
}

/* Several times that have come, as after a sleep of the machine, fire once, for the latest. */
static gint64
find_latest (TocsinScheduleTrigger *self, gint64 last, gint64 now)
{
  if (tocsin_schedule_next (self->schedule, last) > now)
    return last;

  return tocsin_schedule_get_kind (self->schedule) == TOCSIN_SCHEDULE_EVERY
             ? find_latest_interval (self, last, now)
             : find_latest_cron (self, last, now);
}

static char *
format_time (gint64 microseconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);

  return g_date_time_format_iso8601 (time);
}

static void
fire (TocsinScheduleTrigger *self,
      TocsinTriggerPass *pass,
      const char *key,
      gint64 scheduled,
      gboolean missed)
{
  g_autofree char *stamp = format_time (scheduled);
  g_autofree char *text = tocsin_schedule_to_string (self->schedule);
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "scheduled", stamp);
  json_object_set_string_member (data, "schedule", text);
  json_object_set_boolean_member (data, "missed", missed);
  tocsin_trigger_pass_add (pass, key, EVENT_TYPE, text, scheduled, data);
}

/* The key is the time it stands for: a clock that is set back does not fire it again. */
static void
fire_scheduled (TocsinScheduleTrigger *self,
                TocsinTriggerPass *pass,
                gint64 scheduled,
                gboolean missed)
{
  g_autofree char *key = format_time (scheduled);

  fire (self, pass, key, scheduled, missed);
}

static gboolean
look (TocsinTrigger *trigger, TocsinTriggerPass *pass, GCancellable *cancellable, GError **error)
{
  TocsinScheduleTrigger *self = TOCSIN_SCHEDULE_TRIGGER (trigger);
  gint64 now = tocsin_trigger_pass_get_now (pass);
  gint64 last, latest;
  gboolean missed;

  if (self->watching_since == 0)
    self->watching_since = now;
  if (!get_last (tocsin_trigger_pass_get_state (pass), &last) || last > now)
    {
      tocsin_trigger_pass_set_state (pass, g_variant_new_int64 (now));
      return TRUE;
    }

  latest = find_latest (self, last, now);
  if (latest == last)
    return TRUE;

  missed = latest < self->watching_since - RESTART;
  if (!missed || self->catch_up)
    fire_scheduled (self, pass, latest, missed);
  tocsin_trigger_pass_set_state (pass, g_variant_new_int64 (latest));

  return TRUE;
}

/* With a key of its own, so that a time that comes in the same second fires all the same. */
static gboolean
fire_by_hand (TocsinTrigger *trigger, TocsinTriggerPass *pass, GError **error)
{
  gint64 now = tocsin_trigger_pass_get_now (pass);
  g_autofree char *key = g_strdup_printf ("by-hand/%" G_GINT64_FORMAT, now);

  fire (TOCSIN_SCHEDULE_TRIGGER (trigger), pass, key, now, FALSE);

  return TRUE;
}

static void
trigger_init (TocsinTriggerInterface *iface)
{
  iface->configure = configure;
  iface->get_next = get_next;
  iface->look = look;
  iface->fire = fire_by_hand;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinScheduleTrigger,
                               tocsin_schedule_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_TRIGGER, trigger_init))

static void
tocsin_schedule_trigger_finalize (GObject *object)
{
  TocsinScheduleTrigger *self = TOCSIN_SCHEDULE_TRIGGER (object);

  g_clear_pointer (&self->schedule, tocsin_schedule_unref);

  G_OBJECT_CLASS (tocsin_schedule_trigger_parent_class)->finalize (object);
}

static void
tocsin_schedule_trigger_class_init (TocsinScheduleTriggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_schedule_trigger_finalize;
}

static void
tocsin_schedule_trigger_init (TocsinScheduleTrigger *self)
{
}
