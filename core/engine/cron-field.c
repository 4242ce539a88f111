/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/cron-field.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const weekday_names[] = {
  "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL
};

const TocsinCronField tocsin_cron_weekdays = { N_ ("day of week"), 0, 6, weekday_names, TRUE };

typedef struct
{
  const TocsinCronField *field;
  const char *text;
  const char *at;
  const char *end;
} Cursor;

/*< private >
 * tocsin_cron_fail:
 * @error: (out) (optional): where to put it
 * @text: the whole text that is parsed
 * @at: where in it the fault is
 * @label: (nullable): the field, translated
 * @format: printf format of what is wrong
 */
void
tocsin_cron_fail (
    GError **error, const char *text, const char *at, const char *label, const char *format, ...)
{
  glong column = g_utf8_pointer_to_offset (text, at) + 1;
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  if (label != NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s”, column %ld, %s: %s"),
                 text, column, label, message);
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s”, column %ld: %s"), text,
                 column, message);
}

static const char *
label_of (const Cursor *cursor)
{
  return _ (cursor->field->label);
}

static gboolean
parse_name (Cursor *cursor, guint *value)
{
  const char *const *names = cursor->field->names;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      gsize length = strlen (names[i]);

      if ((gsize) (cursor->end - cursor->at) >= length
          && g_ascii_strncasecmp (cursor->at, names[i], length) == 0)
        {
          *value = cursor->field->min + i;
          cursor->at += length;
          return TRUE;
        }
    }

  return FALSE;
}

/* Longer numbers than any field takes are not looked at further. */
static gboolean
parse_digits (Cursor *cursor, guint *value)
{
  const char *begin = cursor->at;

  *value = 0;
  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at) && *value < 10000)
    *value = *value * 10 + (guint) g_ascii_digit_value (*cursor->at++);

  return cursor->at > begin;
}

static gboolean
parse_value (Cursor *cursor, guint *value, GError **error)
{
  const TocsinCronField *field = cursor->field;
  const char *begin = cursor->at;

  if (parse_name (cursor, value))
    return TRUE;
  if (!parse_digits (cursor, value))
    {
      tocsin_cron_fail (error, cursor->text, begin, label_of (cursor),
                        field->names != NULL ? _ ("a number or a name is expected")
                                             : _ ("a number is expected"));
      return FALSE;
    }
  if (*value >= field->min && *value <= field->max + (field->wraps ? 1 : 0))
    return TRUE;

  tocsin_cron_fail (error, cursor->text, begin, label_of (cursor), _ ("%u is not in %u–%u"), *value,
                    field->min, field->max);

  return FALSE;
}

static gboolean
skip (Cursor *cursor, char character)
{
  if (cursor->at >= cursor->end || *cursor->at != character)
    return FALSE;

  cursor->at++;

  return TRUE;
}

static gboolean
parse_step (Cursor *cursor, guint *step, GError **error)
{
  const TocsinCronField *field = cursor->field;
  const char *begin = cursor->at;

  if (parse_digits (cursor, step) && *step >= 1 && *step <= field->max - field->min + 1)
    return TRUE;

  tocsin_cron_fail (error, cursor->text, begin, label_of (cursor),
                    _ ("a step from 1 to %u is expected behind the slash"),
                    field->max - field->min + 1);

  return FALSE;
}

/* FIRST to LAST, which may lie behind the end of a field that wraps. */
static void
add_range (const TocsinCronField *field, guint first, guint last, guint step, guint64 *values)
{
  guint size = field->max - field->min + 1;

  for (guint value = first; value <= last; value += step)
    *values |= G_GUINT64_CONSTANT (1) << (field->min + (value - field->min) % size);
}

static gboolean
parse_bounds (Cursor *cursor, guint *first, guint *last, gboolean *is_range, GError **error)
{
  const TocsinCronField *field = cursor->field;
  const char *begin = cursor->at;

  *is_range = TRUE;
  if (skip (cursor, '*'))
    {
      *first = field->min;
      *last = field->max;
      return TRUE;
    }
  if (!parse_value (cursor, first, error))
    return FALSE;

  *last = *first;
  *is_range = skip (cursor, '-');
  if (!*is_range)
    return TRUE;
  if (!parse_value (cursor, last, error))
    return FALSE;
  if (*last < *first && field->wraps)
    *last += field->max - field->min + 1;
  if (*last >= *first)
    return TRUE;

  tocsin_cron_fail (error, cursor->text, begin, label_of (cursor), _ ("the range runs backwards"));

  return FALSE;
}

static gboolean
parse_item (Cursor *cursor, guint64 *values, GError **error)
{
  gboolean is_range;
  guint first;
  guint last;
  guint step = 1;

  if (!parse_bounds (cursor, &first, &last, &is_range, error))
    return FALSE;
  if (skip (cursor, '/'))
    {
      if (!parse_step (cursor, &step, error))
        return FALSE;
      /* `5/15` means from 5 to the end. */
      if (!is_range)
        last = cursor->field->max;
    }
  add_range (cursor->field, first, last, step, values);

  return TRUE;
}

/*< private >
 * tocsin_cron_field_parse:
 * @field: what may stand there
 * @text: the whole text, for messages
 * @begin: where the field begins in it
 * @end: where it ends
 * @values: (out): a bit for each value
 * @error: `config.invalid`, naming field and column
 *
 * Parses a list of values, names, ranges and steps: `1,5-9/2`, a star with or without a step,
 * `mon-fri`.
 */
gboolean
tocsin_cron_field_parse (const TocsinCronField *field,
                         const char *text,
                         const char *begin,
                         const char *end,
                         guint64 *values,
                         GError **error)
{
  Cursor cursor = { field, text, begin, end };
  guint64 found = 0;

  do
    if (!parse_item (&cursor, &found, error))
      return FALSE;
  while (skip (&cursor, ','));

  if (cursor.at < end)
    {
      tocsin_cron_fail (error, text, cursor.at, label_of (&cursor),
                        _ ("this does not belong here"));
      return FALSE;
    }

  *values = found;

  return TRUE;
}
