/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/schedule.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/cron.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TocsinSchedule
{
  gatomicrefcount ref_count;

  TocsinScheduleKind kind;
  char *text;
  guint interval;
  TocsinCron *cron;
};

G_DEFINE_BOXED_TYPE (TocsinSchedule, tocsin_schedule, tocsin_schedule_ref, tocsin_schedule_unref)

/* Returns: (nullable): what stands behind the word, if the text begins with it. */
static const char *
after_word (const char *text, const char *word)
{
  gsize length = strlen (word);

  if (g_ascii_strncasecmp (text, word, length) != 0 || !g_ascii_isspace (text[length]))
    return NULL;

  return text + length + strspn (text + length, " \t");
}

static gboolean
parse_interval (TocsinSchedule *self, const char *text, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  self->kind = TOCSIN_SCHEDULE_EVERY;
  if (!tocsin_text_parse_seconds (text, &self->interval, &local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (self->interval > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s”: the time between two checks must be at least one second"), self->text);

  return FALSE;
}

static gboolean
parse (TocsinSchedule *self, GError **error)
{
  const char *rest;

  if (g_ascii_strcasecmp (self->text, "push") == 0)
    {
      self->kind = TOCSIN_SCHEDULE_PUSH;
      return TRUE;
    }
  rest = after_word (self->text, "every");
  if (rest != NULL)
    return parse_interval (self, rest, error);
  rest = after_word (self->text, "cron");
  if (rest == NULL && (*self->text == '@' || *self->text == '*' || g_ascii_isdigit (*self->text)))
    rest = self->text;
  if (rest != NULL)
    {
      self->kind = TOCSIN_SCHEDULE_CRON;
      self->cron = tocsin_cron_parse (self->text, rest, error);
      return self->cron != NULL;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” says no times; expected is “push”, “every 5m” or "
                  "“cron 0 8 * * mon-fri Europe/Berlin”"),
               self->text);

  return FALSE;
}

/**
 * tocsin_schedule_parse:
 * @text: `push`; `every` and a time (`60s`, `5m`, `2h`, `00:05:00`); or `cron` (which may be left
 *   out) with five fields or a shortcut such as `@hourly`, and optionally a time zone
 * @error: `config.invalid`, naming the field and the column
 *
 * In a calendar's fields there may be lists, ranges, steps and English names. If both day of month
 * and day of week are given, either will do. When clocks are changed, a calendar with fixed hours
 * fires once for each time that it names: right after the gap if the clocks leave it out, and the
 * first time if they show it twice; one whose hours begin with a star fires in every real hour.
 *
 * Returns: (transfer full): the schedule.
 */
TocsinSchedule *
tocsin_schedule_parse (const char *text, GError **error)
{
  g_autoptr (TocsinSchedule) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (TocsinSchedule, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->text = g_strstrip (g_utf8_make_valid (text, -1));

  return parse (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_schedule_ref:
 * @self: a schedule
 *
 * Returns: (transfer full): @self
 */
TocsinSchedule *
tocsin_schedule_ref (TocsinSchedule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_schedule_unref:
 * @self: (transfer full): a schedule
 */
void
tocsin_schedule_unref (TocsinSchedule *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->cron, tocsin_cron_free);
  g_free (self->text);
  g_free (self);
}

/**
 * tocsin_schedule_get_kind:
 * @self: a schedule
 *
 * Returns: what it goes by.
 */
TocsinScheduleKind
tocsin_schedule_get_kind (const TocsinSchedule *self)
{
  g_return_val_if_fail (self != NULL, TOCSIN_SCHEDULE_PUSH);

  return self->kind;
}

/**
 * tocsin_schedule_get_interval:
 * @self: a schedule
 *
 * Returns: the seconds between two times of `every`, 0 for the others.
 */
guint
tocsin_schedule_get_interval (const TocsinSchedule *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->interval;
}

static gint64
floor_seconds (gint64 microseconds)
{
  return microseconds / G_USEC_PER_SEC - (microseconds % G_USEC_PER_SEC < 0 ? 1 : 0);
}

/**
 * tocsin_schedule_next:
 * @self: a schedule
 * @after: the last time, or the present; µs since 1970
 *
 * Returns: the first time later than @after, µs since 1970; %TOCSIN_SCHEDULE_NEVER for `push`.
 */
gint64
tocsin_schedule_next (const TocsinSchedule *self, gint64 after)
{
  gint64 seconds;

  g_return_val_if_fail (self != NULL, TOCSIN_SCHEDULE_NEVER);

  switch (self->kind)
    {
    case TOCSIN_SCHEDULE_PUSH:
      return TOCSIN_SCHEDULE_NEVER;
    case TOCSIN_SCHEDULE_EVERY:
      return after + self->interval * (gint64) G_USEC_PER_SEC;
    case TOCSIN_SCHEDULE_CRON:
      seconds = tocsin_cron_next (self->cron, floor_seconds (after));
      return seconds != G_MAXINT64 ? seconds * (gint64) G_USEC_PER_SEC : TOCSIN_SCHEDULE_NEVER;
    }

  g_return_val_if_reached (TOCSIN_SCHEDULE_NEVER);
}

/**
 * tocsin_schedule_to_string:
 * @self: a schedule
 *
 * Returns: (transfer full): the text it was made from.
 */
char *
tocsin_schedule_to_string (const TocsinSchedule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (self->text);
}
