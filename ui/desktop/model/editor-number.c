/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/editor-number.h"

#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *unit;
  guint64 factor;
  const char *short_name; /* as people type it, in any language */
  const char *format;
} Unit;

/* The largest first, within each unit. */
static const Unit units[] = {
  /* Translators: short for days, hours, minutes and seconds, in a small field. */
  { "seconds", 86400, "d", N_ ("%s d") },
  { "seconds", 3600, "h", N_ ("%s h") },
  { "seconds", 60, "m", N_ ("%s min") },
  { "seconds", 1, "s", N_ ("%s s") },
  { "bytes", 1024 * 1024 * 1024, "gib", N_ ("%s GiB") },
  { "bytes", 1024 * 1024, "mib", N_ ("%s MiB") },
  { "bytes", 1024, "kib", N_ ("%s KiB") },
  { "bytes", 1, "b", N_ ("%s B") },
  { "days", 1, "d", N_ ("%s days") },
  { "bits", 1, "b", N_ ("%s bits") },
};

/**
 * tocsin_editor_number_print:
 * @number: a number
 * @unit: (nullable): what it counts: `seconds`, `bytes`, `days`, `bits`
 * @zero: (nullable): what 0 stands for
 *
 * Returns: (transfer full): it in the largest unit in which it is whole: “5 min”
 */
char *
tocsin_editor_number_print (guint64 number, const char *unit, const char *zero)
{
  g_autofree char *plain = NULL;

  if (number == 0 && zero != NULL)
    return g_strdup (zero);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_strcmp0 (units[i].unit, unit) == 0
        && (units[i].factor == 1 || (number > 0 && number % units[i].factor == 0)))
      {
        g_autoptr (GString) text = g_string_new (_ (units[i].format));

        plain = g_strdup_printf ("%" G_GUINT64_FORMAT, number / units[i].factor);
        g_string_replace (text, "%s", plain, 1);

        return g_strdup (text->str);
      }

  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

/* What stands behind the number, as it is printed in this language, or as people write it. */
static gboolean
is_unit (const Unit *unit, const char *word)
{
  const char *printed = _ (unit->format) + strlen ("%s");
  g_autofree char *shown = g_utf8_casefold (printed + strspn (printed, " \u00a0\u202f"), -1);

  return g_str_equal (word, shown) || g_str_equal (word, unit->short_name)
         || (unit->factor > 1 && unit->short_name[1] != '\0' && word[0] == unit->short_name[0]
             && (word[1] == '\0' || g_str_equal (word + 1, "b")));
}

static gboolean
multiply (guint64 number, const char *word, const char *unit, guint64 *result)
{
  g_autofree char *folded = g_utf8_casefold (word, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_strcmp0 (units[i].unit, unit) == 0 && is_unit (&units[i], folded))
      return g_uint64_checked_mul (result, number, units[i].factor);

  return FALSE;
}

/**
 * tocsin_editor_number_parse:
 * @text: what was typed
 * @unit: (nullable): what it counts
 * @zero: (nullable): what 0 stands for
 * @number: (out): the number
 *
 * Takes what tocsin_editor_number_print() makes, a bare number, and a time in all its forms.
 *
 * Returns: whether it is a number of that unit
 */
gboolean
tocsin_editor_number_parse (const char *text, const char *unit, const char *zero, guint64 *number)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  const char *rest = trimmed + strspn (trimmed, "0123456789");
  g_autofree char *digits = g_strndup (trimmed, (gsize) (rest - trimmed));
  guint64 plain;
  guint seconds;

  if (zero != NULL && g_str_equal (trimmed, zero))
    {
      *number = 0;
      return TRUE;
    }
  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, &plain, NULL))
    return FALSE;
  rest += strspn (rest, " ");
  if (*rest == '\0')
    {
      *number = plain;
      return TRUE;
    }
  if (multiply (plain, rest, unit, number))
    return TRUE;
  if (g_strcmp0 (unit, "seconds") != 0 || !tocsin_text_parse_seconds (trimmed, &seconds, NULL))
    return FALSE;
  *number = seconds;

  return TRUE;
}
