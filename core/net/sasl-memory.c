/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl-memory.h"

struct _TocsinSaslMemory
{
  GMutex lock;
  GHashTable *failed;
  gboolean blames_password;
};

static GMutex making;

static void
memory_free (gpointer data)
{
  TocsinSaslMemory *self = data;

  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->failed);
  g_free (self);
}

/**
 * tocsin_sasl_memory_of: (skip)
 * @endpoint: where sessions lead
 *
 * Returns: (transfer none): what was found out about it.
 */
TocsinSaslMemory *
tocsin_sasl_memory_of (TocsinEndpoint *endpoint)
{
  static const char key[] = "sasl-memory";
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&making);
  TocsinSaslMemory *self = g_object_get_data (G_OBJECT (endpoint), key);

  if (self == NULL)
    {
      self = g_new0 (TocsinSaslMemory, 1);
      g_mutex_init (&self->lock);
      self->failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (endpoint), key, self, memory_free);
    }

  return self;
}

/**
 * tocsin_sasl_memory_list: (skip)
 * @self: a memory
 *
 * Returns: (transfer full): the mechanisms that failed, in capitals.
 */
GStrv
tocsin_sasl_memory_list (TocsinSaslMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer mechanism;

  g_hash_table_iter_init (&iter, self->failed);
  while (g_hash_table_iter_next (&iter, &mechanism, NULL))
    g_strv_builder_add (builder, mechanism);

  return g_strv_builder_end (builder);
}

/**
 * tocsin_sasl_memory_note: (skip)
 * @self: a memory
 * @mechanism: one that failed
 */
void
tocsin_sasl_memory_note (TocsinSaslMemory *self, const char *mechanism)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_add (self->failed, g_ascii_strup (mechanism, -1));
}

/**
 * tocsin_sasl_memory_clear: (skip)
 * @self: a memory, whose mechanisms turned out not to be at fault
 */
void
tocsin_sasl_memory_clear (TocsinSaslMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove_all (self->failed);
}

/**
 * tocsin_sasl_memory_blames_password: (skip)
 * @self: a memory
 *
 * Returns: whether a mechanism that does not fail by itself was refused, too, and nobody has signed
 *   in since: then the next refusal needs no second opinion, which servers would count.
 */
gboolean
tocsin_sasl_memory_blames_password (TocsinSaslMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->blames_password;
}

/**
 * tocsin_sasl_memory_set_blames_password: (skip)
 * @self: a memory
 * @blames: whether it is the password
 */
void
tocsin_sasl_memory_set_blames_password (TocsinSaslMemory *self, gboolean blames)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->blames_password = blames;
}
