/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinCronField:
 * @label: what it is called, for messages; to be translated
 * @min: its least value
 * @max: its greatest value
 * @names: (nullable) (array zero-terminated=1): names of the values from @min on
 * @wraps: whether a range may run over the end, as `sat-mon`; the value behind @max, if written, is
 *   then another name of @min
 *
 * What may stand in one field of a calendar.
 */
typedef struct
{
  const char *label;
  guint min;
  guint max;
  const char *const *names;
  gboolean wraps;
} TocsinCronField;

extern const TocsinCronField tocsin_cron_weekdays;

gboolean tocsin_cron_field_parse (const TocsinCronField *field,
                                  const char *text,
                                  const char *begin,
                                  const char *end,
                                  guint64 *values,
                                  GError **error);
void tocsin_cron_fail (
    GError **error, const char *text, const char *at, const char *label, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

G_END_DECLS
