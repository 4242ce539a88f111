/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/time-window.h"

#include "core/base/error.h"
#include "core/engine/cron-field.h"
#include "core/engine/zone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE 60
#define DAY_MINUTES (24 * 60)
#define DAY (DAY_MINUTES * MINUTE)

/* 1970 began on a Thursday. */
#define WEEKDAY_1970 4

/* Seconds of the day; an end that is not later than its begin is meant for the next day. */
typedef struct
{
  gint64 begin;
  gint64 end;
} Span;

struct _TocsinTimeWindow
{
  gatomicrefcount ref_count;

  guint64 weekdays; /* on which a span may begin; bit 0 = Sunday */
  GArray *spans;
  GTimeZone *zone;
};

G_DEFINE_BOXED_TYPE (TocsinTimeWindow,
                     tocsin_time_window,
                     tocsin_time_window_ref,
                     tocsin_time_window_unref)

typedef struct
{
  const char *text;
  const char *at;
} Cursor;

static const char *
word_end (const Cursor *cursor)
{
  return cursor->at + strcspn (cursor->at, " \t");
}

static void
next_word (Cursor *cursor)
{
  cursor->at = word_end (cursor);
  cursor->at += strspn (cursor->at, " \t");
}

static gboolean
parse_number (Cursor *cursor, guint limit, guint *value)
{
  const char *begin = cursor->at;

  *value = 0;
  while (g_ascii_isdigit (*cursor->at) && cursor->at < begin + 2)
    *value = *value * 10 + (guint) g_ascii_digit_value (*cursor->at++);

  return cursor->at > begin && *value <= limit;
}

static gboolean
skip (Cursor *cursor, char character)
{
  if (*cursor->at != character)
    return FALSE;

  cursor->at++;

  return TRUE;
}

/* HH:MM up to 24:00, in seconds */
static gboolean
parse_time (Cursor *cursor, gint64 *seconds, GError **error)
{
  const char *begin = cursor->at;
  guint hour;
  guint minute;

  if (parse_number (cursor, 24, &hour) && skip (cursor, ':') && parse_number (cursor, 59, &minute)
      && hour * 60 + minute <= DAY_MINUTES)
    {
      *seconds = (gint64) (hour * 60 + minute) * MINUTE;
      return TRUE;
    }

  tocsin_cron_fail (error, cursor->text, begin, NULL, _ ("a time like 08:00 is expected"));

  return FALSE;
}

static gboolean
parse_span (Cursor *cursor, Span *span, GError **error)
{
  const char *begin = cursor->at;

  if (!parse_time (cursor, &span->begin, error))
    return FALSE;
  if (!skip (cursor, '-'))
    {
      tocsin_cron_fail (error, cursor->text, cursor->at, NULL,
                        _ ("a time span like 08:00-18:00 is expected"));
      return FALSE;
    }
  if (!parse_time (cursor, &span->end, error))
    return FALSE;
  if (span->begin == span->end || span->begin == DAY)
    {
      tocsin_cron_fail (error, cursor->text, begin, NULL, _ ("this span is empty"));
      return FALSE;
    }
  if (span->end < span->begin)
    span->end += DAY;

  return TRUE;
}

static gboolean
parse_spans (TocsinTimeWindow *self, Cursor *cursor, GError **error)
{
  const char *end = word_end (cursor);

  do
    {
      Span span;

      if (!parse_span (cursor, &span, error))
        return FALSE;
      g_array_append_val (self->spans, span);
    }
  while (skip (cursor, ','));

  if (cursor->at == end)
    return TRUE;

  tocsin_cron_fail (error, cursor->text, cursor->at, NULL, _ ("this does not belong here"));

  return FALSE;
}

/* The days may be left out: every day, then. */
static gboolean
parse_weekdays (TocsinTimeWindow *self, Cursor *cursor, GError **error)
{
  const char *end = word_end (cursor);

  if (memchr (cursor->at, ':', (gsize) (end - cursor->at)) != NULL)
    {
      self->weekdays = 0x7f;
      return TRUE;
    }
  if (!tocsin_cron_field_parse (&tocsin_cron_weekdays, cursor->text, cursor->at, end,
                                &self->weekdays, error))
    return FALSE;

  next_word (cursor);

  return TRUE;
}

static gboolean
parse_zone (TocsinTimeWindow *self, Cursor *cursor, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  next_word (cursor);
  self->zone = tocsin_zone_parse (cursor->at, &local_error);
  if (self->zone != NULL)
    return TRUE;

  tocsin_cron_fail (error, cursor->text, cursor->at, _ ("time zone"), "%s", local_error->message);

  return FALSE;
}

/**
 * tocsin_time_window_parse:
 * @text: days of the week as in a calendar (may be left out), spans of the day joined by commas,
 *   and optionally a time zone: `mon-fri 08:00-12:00,13:00-18:00 Europe/Berlin`. A span that ends
 *   before it begins goes on into the next day
 * @error: `config.invalid`, naming the column
 *
 * Returns: (transfer full): the window.
 */
TocsinTimeWindow *
tocsin_time_window_parse (const char *text, GError **error)
{
  g_autoptr (TocsinTimeWindow) self = NULL;
  g_autofree char *stripped = NULL;
  Cursor cursor;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (TocsinTimeWindow, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  stripped = g_strstrip (g_utf8_make_valid (text, -1));
  cursor.text = stripped;
  cursor.at = stripped;
  if (!parse_weekdays (self, &cursor, error) || !parse_spans (self, &cursor, error)
      || !parse_zone (self, &cursor, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_time_window_ref:
 * @self: a window
 *
 * Returns: (transfer full): @self
 */
TocsinTimeWindow *
tocsin_time_window_ref (TocsinTimeWindow *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_time_window_unref:
 * @self: (transfer full): a window
 */
void
tocsin_time_window_unref (TocsinTimeWindow *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->spans);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

static gint64
floor_divide (gint64 a, gint64 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

static gboolean
begins_on (const TocsinTimeWindow *self, gint64 day)
{
  gint64 weekday = ((day + WEEKDAY_1970) % 7 + 7) % 7;

  return (self->weekdays >> weekday & 1) != 0;
}

static gboolean
contains_local (const TocsinTimeWindow *self, gint64 local)
{
  gint64 today = floor_divide (local, DAY);

  /* What began yesterday may still go on. */
  for (gint64 day = today - 1; day <= today; day++)
    for (guint i = 0; begins_on (self, day) && i < self->spans->len; i++)
      {
        const Span *span = &g_array_index (self->spans, Span, i);
        gint64 second = local - day * DAY;

        if (second >= span->begin && second < span->end)
          return TRUE;
      }

  return FALSE;
}

/**
 * tocsin_time_window_contains:
 * @self: a window
 * @now: µs since 1970
 *
 * Returns: whether the window is open then, by the clocks on the wall.
 */
gboolean
tocsin_time_window_contains (const TocsinTimeWindow *self, gint64 now)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return contains_local (self,
                         tocsin_zone_to_local (self->zone, floor_divide (now, G_USEC_PER_SEC)));
}

/* How far the next begin of a span is, as long as the clocks go evenly. */
static gint64
leap_from (const TocsinTimeWindow *self, gint64 local)
{
  gint64 today = floor_divide (local, DAY);
  gint64 leap = 8 * DAY;

  for (gint64 day = today; day <= today + 7; day++)
    for (guint i = 0; begins_on (self, day) && i < self->spans->len; i++)
      {
        gint64 distance = day * DAY + g_array_index (self->spans, Span, i).begin - local;

        if (distance > 0)
          leap = MIN (leap, distance);
      }

  return leap;
}

/**
 * tocsin_time_window_next_opening:
 * @self: a window
 * @now: µs since 1970
 *
 * Returns: @now if the window is open, else when it opens next, µs since 1970.
 */
gint64
tocsin_time_window_next_opening (const TocsinTimeWindow *self, gint64 now)
{
  gint64 utc;
  gint64 limit;

  g_return_val_if_fail (self != NULL, now);

  if (tocsin_time_window_contains (self, now))
    return now;

  /* Across a change of the clocks we go by the minute: what they show twice opens twice, what they
   * leave out not at all. Two weeks, because all of next week's span may be left out. */
  utc = floor_divide (now, G_USEC_PER_SEC);
  for (limit = utc + 15 * DAY; utc < limit;)
    {
      gint64 local = tocsin_zone_to_local (self->zone, utc);
      gint64 leap = leap_from (self, local);

      if (contains_local (self, local))
        return utc * (gint64) G_USEC_PER_SEC;
      if (tocsin_zone_to_local (self->zone, utc + leap) != local + leap)
        leap = MINUTE - (local % MINUTE + MINUTE) % MINUTE;
      utc += leap;
    }

  return G_MAXINT64;
}
