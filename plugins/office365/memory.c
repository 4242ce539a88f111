/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/memory.h"

#include "core/mail/folder.h"

/* What is known of one folder. */
typedef struct
{
  char *link;        /* nullable: tells what comes after the newest that was told */
  gint64 compared;   /* monotonic, 0 for never */
  GraphRound *round; /* nullable: of which not all has been told yet */
} Place;

struct _GraphMemory
{
  GMutex lock;
  GHashTable *places;  /* folder id → Place */
  GHashTable *folders; /* ids of all */
  GHashTable *targets; /* a folder as a person names it → its id */
};

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->link);
  g_clear_pointer (&place->round, graph_round_free);
  g_free (place);
}

/**
 * graph_memory_new:
 *
 * Returns: (transfer full): a memory of nothing.
 */
GraphMemory *
graph_memory_new (void)
{
  GraphMemory *self = g_new0 (GraphMemory, 1);

  g_mutex_init (&self->lock);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * graph_memory_free:
 * @self: (transfer full): a memory
 */
void
graph_memory_free (GraphMemory *self)
{
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->targets);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Place *
get_place (GraphMemory *self, const char *folder)
{
  Place *place = g_hash_table_lookup (self->places, folder);

  if (place == NULL)
    {
      place = g_new0 (Place, 1);
      g_hash_table_insert (self->places, g_strdup (folder), place);
    }

  return place;
}

/**
 * graph_memory_is_due:
 * @self: a memory
 * @folder: the id of a folder
 *
 * Returns: whether it is time to list the folder: it never was, or %GRAPH_COMPARE_SECONDS ago.
 */
gboolean
graph_memory_is_due (GraphMemory *self, const char *folder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Place *place = get_place (self, folder);

  return place->compared == 0
         || g_get_monotonic_time () - place->compared >= GRAPH_COMPARE_SECONDS * G_TIME_SPAN_SECOND;
}

/**
 * graph_memory_note_compared:
 * @self: a memory
 * @folder: the id of a folder that has been listed
 */
void
graph_memory_note_compared (GraphMemory *self, const char *folder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  get_place (self, folder)->compared = g_get_monotonic_time ();
}

/**
 * graph_memory_take_round:
 * @self: a memory
 * @folder: the id of a folder
 * @from: (nullable): a link
 *
 * Returns: (transfer full) (nullable): the round from there, if it was kept.
 */
GraphRound *
graph_memory_take_round (GraphMemory *self, const char *folder, const char *from)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Place *place = get_place (self, folder);

  if (place->round == NULL || from == NULL || !g_str_equal (place->round->from, from))
    return NULL;

  return g_steal_pointer (&place->round);
}

/**
 * graph_memory_keep_round:
 * @self: a memory
 * @folder: the id of a folder
 * @round: (transfer full): a round of which not all has been told yet
 */
void
graph_memory_keep_round (GraphMemory *self, const char *folder, GraphRound *round)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Place *place = get_place (self, folder);

  g_clear_pointer (&place->round, graph_round_free);
  place->round = round;
}

/**
 * graph_memory_get_link:
 * @self: a memory
 * @folder: the id of a folder
 *
 * Returns: (transfer full) (nullable): the target that tells what is newer than what was told.
 */
char *
graph_memory_get_link (GraphMemory *self, const char *folder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (get_place (self, folder)->link);
}

/**
 * graph_memory_set_link:
 * @self: a memory
 * @folder: the id of a folder
 * @link: (nullable): that target
 */
void
graph_memory_set_link (GraphMemory *self, const char *folder, const char *link)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Place *place = get_place (self, folder);

  g_free (place->link);
  place->link = g_strdup (link);
}

/**
 * graph_memory_set_folders:
 * @self: a memory
 * @folders: (element-type TocsinFolder): all that there are
 */
void
graph_memory_set_folders (GraphMemory *self, GPtrArray *folders)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove_all (self->folders);
  for (guint i = 0; i < folders->len; i++)
    g_hash_table_add (self->folders,
                      g_strdup (((TocsinFolder *) g_ptr_array_index (folders, i))->id));
}

/**
 * graph_memory_is_elsewhere:
 * @self: a memory
 * @folder: the id of the folder where a message should be
 * @parent: (nullable): the id of the folder where it says that it is
 *
 * The same folder may have ids that are written in two ways; so only another folder that is known
 * counts.
 *
 * Returns: whether it surely moved away.
 */
gboolean
graph_memory_is_elsewhere (GraphMemory *self, const char *folder, const char *parent)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return parent != NULL && !g_str_equal (folder, parent)
         && g_hash_table_contains (self->folders, folder)
         && g_hash_table_contains (self->folders, parent);
}

/**
 * graph_memory_get_target:
 * @self: a memory
 * @name: a folder as a person names it
 *
 * Returns: (transfer full) (nullable): its id, if it was looked up before.
 */
char *
graph_memory_get_target (GraphMemory *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (g_hash_table_lookup (self->targets, name));
}

/**
 * graph_memory_set_target:
 * @self: a memory
 * @name: a folder as a person names it
 * @id: (nullable): its id, %NULL to forget it
 */
void
graph_memory_set_target (GraphMemory *self, const char *name, const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (id != NULL)
    g_hash_table_replace (self->targets, g_strdup (name), g_strdup (id));
  else
    g_hash_table_remove (self->targets, name);
}
