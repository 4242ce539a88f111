/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/session/memory.h"

struct _Pop3Memory
{
  GMutex lock;
  gint64 next_login; /* monotonic */
  Pop3Top top;
  guint hang_ups;
};

static GMutex making;

static void
memory_free (gpointer data)
{
  Pop3Memory *self = data;

  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * pop3_memory_of:
 * @endpoint: where sessions lead
 *
 * Returns: (transfer none): what was found out about it.
 */
Pop3Memory *
pop3_memory_of (TocsinEndpoint *endpoint)
{
  static const char key[] = "pop3-memory";
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&making);
  Pop3Memory *self = g_object_get_data (G_OBJECT (endpoint), key);

  if (self == NULL)
    {
      self = g_new0 (Pop3Memory, 1);
      g_mutex_init (&self->lock);
      g_object_set_data_full (G_OBJECT (endpoint), key, self, memory_free);
    }

  return self;
}

/**
 * pop3_memory_note_login:
 * @self: a memory
 * @delay: seconds that have to pass until the next one (RFC 2449, section 6.5)
 *
 * We have just signed in.
 */
void
pop3_memory_note_login (Pop3Memory *self, guint delay)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->next_login = delay > 0 ? g_get_monotonic_time () + delay * G_TIME_SPAN_SECOND : 0;
}

/**
 * pop3_memory_get_wait:
 * @self: a memory
 *
 * Returns: seconds until the server lets us sign in again, 0 for now.
 */
guint
pop3_memory_get_wait (Pop3Memory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 left = self->next_login - g_get_monotonic_time ();

  return left > 0 ? (guint) (left / G_TIME_SPAN_SECOND) + 1 : 0;
}

/**
 * pop3_memory_get_top:
 * @self: a memory
 *
 * Returns: what TOP is good for.
 */
Pop3Top
pop3_memory_get_top (Pop3Memory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->top;
}

/**
 * pop3_memory_set_top:
 * @self: a memory
 * @top: what TOP is good for
 */
void
pop3_memory_set_top (Pop3Memory *self, Pop3Top top)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->top = top;
}

/**
 * pop3_memory_count_hang_up:
 * @self: a memory
 *
 * The server has hung up on a password (quirk 47).
 *
 * Returns: how often in a row it did.
 */
guint
pop3_memory_count_hang_up (Pop3Memory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ++self->hang_ups;
}

/**
 * pop3_memory_clear_hang_ups:
 * @self: a memory
 */
void
pop3_memory_clear_hang_ups (Pop3Memory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->hang_ups = 0;
}
