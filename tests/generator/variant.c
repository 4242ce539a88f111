/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/variant.h"

#include <string.h>

static char *
some_characters (Dice *dice, const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  glong from = dice_roll (dice, (guint) length);
  glong until = from + 1 + dice_roll (dice, (guint) MIN (length - from, 12));

  return g_utf8_substring (text, from, until);
}

static char *
some_words (Dice *dice, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint count = g_strv_length (words);
  guint from = dice_roll (dice, count);
  guint until = from + 1 + dice_roll (dice, MIN (count - from, 4));

  g_clear_pointer (&words[until], g_free);
  for (guint i = until + 1; i < count; i++)
    g_clear_pointer (&words[i], g_free);

  return g_strjoinv (dice_one_in (dice, 4) ? "  " : " ", words + from);
}

static char *
replace_all (const char *text, const char *old, const char *new)
{
  GString *out = g_string_new (text);

  g_string_replace (out, old, new, 0);

  return g_string_free (out, FALSE);
}

/* One character is another one. */
static char *
near_miss (Dice *dice, const char *text)
{
  static const char *const others[] = { "x", "e", "é", "-", "ß", "и", "" };
  glong length = g_utf8_strlen (text, -1);
  glong at = dice_roll (dice, (guint) length);
  g_autofree char *head = g_utf8_substring (text, 0, at);
  g_autofree char *tail = g_utf8_substring (text, at + 1, length);

  return g_strconcat (head, DICE_PICK (dice, others), tail, NULL);
}

static char *
vary (Dice *dice, const char *text)
{
  switch (dice_roll (dice, 14))
    {
    case 1:
    case 2:
    case 3:
      return some_characters (dice, text);
    case 4:
    case 5:
    case 6:
      return some_words (dice, text);
    case 7:
      return g_utf8_strup (text, -1);
    case 8:
      return g_utf8_strdown (text, -1);
    case 9:
      return g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
    case 10:
      return g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
    case 11:
      return strstr (text, "ß") != NULL
                 ? replace_all (text, "ß", dice_one_in (dice, 2) ? "ss" : "SS")
                 : replace_all (text, "ss", "ß");
    case 12:
      return near_miss (dice, text);
    default:
      return g_strdup (text);
    }
}

static gboolean
has_letters (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isgraph (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

char *
variant_of_text (Dice *dice, const char *text)
{
  g_autofree char *once = vary (dice, text);
  g_autofree char *twice = has_letters (once) ? vary (dice, once) : NULL;

  if (twice != NULL && has_letters (twice) && dice_one_in (dice, 2))
    return g_steal_pointer (&twice);

  return has_letters (once) ? g_steal_pointer (&once) : g_strdup (text);
}

char *
variant_of_number (Dice *dice, guint64 number, gboolean bytes)
{
  static const int steps[] = { 0, 1, -1, 2, -2, 40, -40 };
  gint64 near = (gint64) number + DICE_PICK (dice, steps);

  near = MAX (near, 0);

  if (bytes && dice_one_in (dice, 4))
    return g_strdup_printf ("%" G_GINT64_FORMAT "%c", near / 1024, "Kk"[dice_roll (dice, 2)]);

  return g_strdup_printf ("%" G_GINT64_FORMAT, near);
}

char *
variant_of_date (Dice *dice, const char *text)
{
  static const char *const forms[] = {
    "%Y-%m-%d",        "%Y-%m-%dT%H:%M",       "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M+05:30", "%Y-%m-%dT%H:%M:%S-11:00"
  };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *whole =
      strchr (text, 'T') != NULL ? g_strdup (text) : g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (whole, utc);
  g_autoptr (GDateTime) moved = NULL;

  if (dice_one_in (dice, 2))
    return g_strdup (text);
  moved = g_date_time_add_seconds (moment, (double) dice_range (dice, -100000, 100000));

  return g_date_time_format (moved, DICE_PICK (dice, forms));
}
