/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/letter.h"

#include "tests/generator/body.h"
#include "tests/generator/headers.h"
#include "tests/generator/mutilate.h"

#include <string.h>

#define DAY 86400

static void
hint_free (gpointer data)
{
  Hint *self = data;

  g_free (self->header);
  g_free (self->value);
  g_free (self);
}

void
letter_free (Letter *self)
{
  g_string_free (self->raw, TRUE);
  g_ptr_array_unref (self->keywords);
  g_ptr_array_unref (self->hints);
  g_free (self);
}

void
letter_add_hint (
    Letter *self, TocsinQueryField field, const char *header, const char *value, gboolean sure)
{
  Hint *hint = g_new0 (Hint, 1);

  hint->field = field;
  hint->header = g_strdup (header);
  hint->value = g_strdup (value);
  hint->sure = sure;
  g_ptr_array_add (self->hints, hint);
}

void
letter_add_header (Letter *self, const char *name, const char *value)
{
  g_string_append_printf (self->raw, "%s: %s\r\n", name, value);
}

/* Today, around a midnight somewhere, or years ago. */
static gint64
choose_received (Dice *dice, gint64 now, int zone)
{
  gint64 midnight = now - now % DAY - zone * 60;

  switch (dice_roll (dice, 4))
    {
    case 0:
      return now - dice_range (dice, 600, 3 * DAY);
    case 1:
      return midnight - dice_roll (dice, 30) * DAY + dice_roll (dice, 3) - 1 - DAY;
    case 2:
      return now - dice_range (dice, DAY, 25 * 365 * (gint64) DAY);
    default:
      return midnight - 365 * DAY * (1 + dice_roll (dice, 5)) + dice_range (dice, -DAY, DAY);
    }
}

static void
choose_flags (Letter *self, Dice *dice)
{
  static const TocsinMessageFlags flags[] = {
    TOCSIN_MESSAGE_FLAGS_SEEN, TOCSIN_MESSAGE_FLAGS_ANSWERED, TOCSIN_MESSAGE_FLAGS_FLAGGED,
    TOCSIN_MESSAGE_FLAGS_DELETED, TOCSIN_MESSAGE_FLAGS_DRAFT
  };
  static const char *const keywords[] = { "$Forwarded", "Later", "work", "NonJunk", "a.b-c" };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (dice_one_in (dice, 3))
      self->flags |= flags[i];
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (dice_one_in (dice, 6))
      {
        g_ptr_array_add (self->keywords, g_strdup (keywords[i]));
        letter_add_hint (self, TOCSIN_QUERY_FIELD_KEYWORD, NULL, keywords[i], TRUE);
      }
}

static void
add_received_hints (Letter *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->received);
  g_autofree char *day = g_date_time_format (utc, "%Y-%m-%d");
  g_autofree char *moment = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, self->raw->len);

  letter_add_hint (self, TOCSIN_QUERY_FIELD_ON, NULL, day, FALSE);
  letter_add_hint (self, TOCSIN_QUERY_FIELD_ON, NULL, moment, TRUE);
  letter_add_hint (self, TOCSIN_QUERY_FIELD_AFTER, NULL, day, FALSE);
  letter_add_hint (self, TOCSIN_QUERY_FIELD_AFTER, NULL, moment, TRUE);
  letter_add_hint (self, TOCSIN_QUERY_FIELD_BEFORE, NULL, day, FALSE);
  letter_add_hint (self, TOCSIN_QUERY_FIELD_BEFORE, NULL, moment, FALSE);
  letter_add_hint (self, TOCSIN_QUERY_FIELD_LARGER, NULL, size, FALSE);
  letter_add_hint (self, TOCSIN_QUERY_FIELD_SMALLER, NULL, size, FALSE);
}

/* @now: seconds since 1970. */
Letter *
letter_new (Dice *dice, gint64 now)
{
  static const int zones[] = { 0, 60, -300, 330, 840, -720, 345 };
  Letter *self = g_new0 (Letter, 1);

  self->raw = g_string_new (NULL);
  self->keywords = g_ptr_array_new_with_free_func (g_free);
  self->hints = g_ptr_array_new_with_free_func (hint_free);
  self->zone = DICE_PICK (dice, zones);
  self->received = choose_received (dice, now, self->zone);
  choose_flags (self, dice);
  headers_add (self, dice);
  body_add (self, dice);
  if (dice_one_in (dice, 4))
    mutilate (self, dice);
  add_received_hints (self);

  return self;
}

/* The same message once more, as a duplicate delivery has it. */
Letter *
letter_copy (const Letter *self)
{
  Letter *copy = g_new0 (Letter, 1);

  *copy = *self;
  copy->raw = g_string_new_len (self->raw->str, (gssize) self->raw->len);
  copy->keywords = g_ptr_array_ref (self->keywords);
  copy->hints = g_ptr_array_ref (self->hints);

  return copy;
}

GString *
letter_get_canonical (const Letter *self)
{
  GString *canonical = g_string_new_len (self->raw->str, (gssize) self->raw->len);

  g_string_replace (canonical, "\r\n", "\n", 0);
  g_string_replace (canonical, "\n", "\r\n", 0);

  return canonical;
}

/* What is known of it without any server. */
TocsinMessage *
letter_load (const Letter *self)
{
  TocsinMessage *message = tocsin_message_new ();
  g_autoptr (GPtrArray) keywords = g_ptr_array_new ();
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (letter_get_canonical (self));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->keywords->len; i++)
    g_ptr_array_add (keywords, g_ptr_array_index (self->keywords, i));
  g_ptr_array_add (keywords, NULL);
  tocsin_message_set_flags (message, self->flags, (const char *const *) keywords->pdata);
  tocsin_message_set_received (message, self->received * G_USEC_PER_SEC);
  tocsin_message_load_bytes (message, bytes, &error);
  g_assert_no_error (error);

  return message;
}

static gboolean
is_raw (guchar c)
{
  return c >= 0x80;
}

static gboolean
is_unprintable (guchar c)
{
  return is_raw (c) || (c < ' ' && strchr ("\t\r\n", c) == NULL) || c == 0;
}

static void
replace_in_headers (Letter *self, gboolean (*is_bad) (guchar c))
{
  GString *canonical = letter_get_canonical (self);
  const char *end = strstr (canonical->str, "\r\n\r\n");

  for (gsize i = 0; i < canonical->len && (end == NULL || canonical->str + i < end); i++)
    if (is_bad ((guchar) canonical->str[i]))
      canonical->str[i] = 'X';
  g_string_free (self->raw, TRUE);
  self->raw = canonical;
}

void
letter_munge (Letter *self)
{
  replace_in_headers (self, is_raw);
}

void
letter_make_printable (Letter *self)
{
  replace_in_headers (self, is_unprintable);
}
