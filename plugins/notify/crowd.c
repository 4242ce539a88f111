/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/notify/crowd.h"

struct _NotifyCrowd
{
  gint64 last;
  guint count;
  GQueue *names;
};

/**
 * notify_crowd_new:
 *
 * Returns: (transfer full): nobody yet.
 */
NotifyCrowd *
notify_crowd_new (void)
{
  NotifyCrowd *self = g_new0 (NotifyCrowd, 1);

  self->names = g_queue_new ();

  return self;
}

/**
 * notify_crowd_free:
 * @self: (transfer full): a crowd
 */
void
notify_crowd_free (NotifyCrowd *self)
{
  g_queue_free_full (self->names, g_free);
  g_free (self);
}

/**
 * notify_crowd_take:
 * @self: a crowd
 * @now: monotonic microseconds
 * @most: how many are shown one by one, 0 for all
 * @summary: what this one says
 *
 * Returns: 0 when it is to be shown by itself, else how many are counted in one, with it.
 */
guint
notify_crowd_take (NotifyCrowd *self, gint64 now, guint most, const char *summary)
{
  if (self->count > 0 && now - self->last >= NOTIFY_CROWD_PAUSE)
    {
      self->count = 0;
      g_queue_clear_full (self->names, g_free);
    }
  self->last = now;
  self->count++;
  if (most == 0 || self->count <= most)
    return 0;

  g_queue_push_tail (self->names, g_strdup (summary));
  if (g_queue_get_length (self->names) > NOTIFY_CROWD_LINES)
    g_free (g_queue_pop_head (self->names));

  return self->count - most;
}

/**
 * notify_crowd_name_last:
 * @self: a crowd of which some are counted in one
 *
 * Returns: (transfer full): what the last of them say, a line each, the newest first.
 */
char *
notify_crowd_name_last (NotifyCrowd *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *link = self->names->tail; link != NULL; link = link->prev)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (const char *) link->data);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
