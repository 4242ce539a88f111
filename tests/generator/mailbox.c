/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/mailbox.h"

Mailbox *
mailbox_new (Dice *dice, guint n_letters, gint64 now)
{
  Mailbox *self = g_new0 (Mailbox, 1);

  self->now = now;
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) letter_free);
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_letters; i++)
    {
      gboolean again = i > 0 && dice_one_in (dice, 25);
      Letter *letter = again ? letter_copy (mailbox_get_letter (self, dice_roll (dice, i)))
                             : letter_new (dice, now);

      g_ptr_array_add (self->letters, letter);
      g_ptr_array_add (self->messages, letter_load (letter));
    }

  return self;
}

void
mailbox_free (Mailbox *self)
{
  g_ptr_array_unref (self->letters);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

Letter *
mailbox_get_letter (const Mailbox *self, guint index)
{
  return g_ptr_array_index (self->letters, index);
}

void
mailbox_remove (Mailbox *self, guint index)
{
  g_ptr_array_remove_index (self->letters, index);
  g_ptr_array_remove_index (self->messages, index);
}

static void
read_again (Mailbox *self, guint index)
{
  g_object_unref (g_ptr_array_index (self->messages, index));
  g_ptr_array_index (self->messages, index) = letter_load (mailbox_get_letter (self, index));
}

void
mailbox_set_recent (Mailbox *self)
{
  for (guint i = 0; i < self->letters->len; i++)
    {
      mailbox_get_letter (self, i)->flags |= TOCSIN_MESSAGE_FLAGS_RECENT;
      read_again (self, i);
    }
}

static int
compare_received (gconstpointer a, gconstpointer b)
{
  const Letter *one = *(Letter *const *) a, *other = *(Letter *const *) b;

  return (one->received > other->received) - (one->received < other->received);
}

void
mailbox_arrange (Mailbox *self, TocsinMessageFlags flags)
{
  gint64 last = 0;

  g_ptr_array_sort (self->letters, compare_received);
  for (guint i = 0; i < self->letters->len; i++)
    {
      Letter *letter = mailbox_get_letter (self, i);

      letter->received = i > 0 ? MAX (letter->received, last + 1) : letter->received;
      letter->flags &= flags;
      last = letter->received;
      read_again (self, i);
    }
}

static void
change_all (Mailbox *self, void (*change) (Letter *letter))
{
  for (guint i = 0; i < self->letters->len; i++)
    {
      change (mailbox_get_letter (self, i));
      read_again (self, i);
    }
}

void
mailbox_munge (Mailbox *self)
{
  change_all (self, letter_munge);
}

void
mailbox_make_printable (Mailbox *self)
{
  change_all (self, letter_make_printable);
}

char *
mailbox_describe (const Mailbox *self, guint index)
{
  const Letter *letter = mailbox_get_letter (self, index);
  g_autoptr (GDateTime) received = g_date_time_new_from_unix_utc (letter->received);
  g_autofree char *moment = g_date_time_format_iso8601 (received);
  g_autofree char *raw = g_strescape (letter->raw->str, NULL);
  g_autoptr (GString) keywords = g_string_new (NULL);

  for (guint i = 0; i < letter->keywords->len; i++)
    g_string_append_printf (keywords, " %s", (char *) g_ptr_array_index (letter->keywords, i));

  return g_strdup_printf ("letter %u, received %s (%+d minutes), flags 0x%x%s:\n\"%s\"", index,
                          moment, letter->zone, letter->flags, keywords->str, raw);
}

char *
mailbox_match (const Mailbox *self, TocsinQuery *query, gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  GString *verdicts = g_string_new (NULL);

  for (guint i = 0; i < self->messages->len; i++)
    g_string_append_c (
        verdicts,
        "ny?"[tocsin_query_match (query, g_ptr_array_index (self->messages, i), now, zone, NULL)]);

  return g_string_free (verdicts, FALSE);
}
