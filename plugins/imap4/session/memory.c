/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/memory.h"

struct _Imap4Memory
{
  GMutex lock;
  GHashTable *broken;
};

static GMutex making;

static void
memory_free (gpointer data)
{
  Imap4Memory *self = data;

  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->broken);
  g_free (self);
}

/**
 * imap4_memory_of:
 * @endpoint: where sessions lead
 *
 * Returns: (transfer none): what was found out about it.
 */
Imap4Memory *
imap4_memory_of (TocsinEndpoint *endpoint)
{
  static const char key[] = "imap4-memory";
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&making);
  Imap4Memory *self = g_object_get_data (G_OBJECT (endpoint), key);

  if (self == NULL)
    {
      self = g_new0 (Imap4Memory, 1);
      g_mutex_init (&self->lock);
      self->broken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (endpoint), key, self, memory_free);
    }

  return self;
}

/**
 * imap4_memory_note:
 * @self: a memory
 * @capability: what does not work though the server has it, such as `NAMESPACE`
 */
void
imap4_memory_note (Imap4Memory *self, const char *capability)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_add (self->broken, g_strdup (capability));
}

/**
 * imap4_memory_apply:
 * @self: a memory
 * @capabilities: what the server claims; what does not work is taken away
 */
void
imap4_memory_apply (Imap4Memory *self, Imap4Capabilities *capabilities)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  gpointer capability;

  g_hash_table_iter_init (&iter, self->broken);
  while (g_hash_table_iter_next (&iter, &capability, NULL))
    imap4_capabilities_remove (capabilities, capability);
}
