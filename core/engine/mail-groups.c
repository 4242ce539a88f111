/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/mail-groups.h"

#include <string.h>

struct _TocsinMailGroups
{
  GObject parent_instance;

  char *connection;
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinClock *clock;
  GPtrArray *entries;
};

/* A group and when it looks next, microseconds since 1970. */
typedef struct
{
  TocsinMailGroup *group;
  TocsinSchedule *schedule;
  gint64 next;
} Entry;

G_DEFINE_FINAL_TYPE (TocsinMailGroups, tocsin_mail_groups, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->group, tocsin_mail_group_unref);
  g_clear_pointer (&entry->schedule, tocsin_schedule_unref);
  g_free (entry);
}

static void
tocsin_mail_groups_finalize (GObject *object)
{
  TocsinMailGroups *self = TOCSIN_MAIL_GROUPS (object);

  g_free (self->connection);
  g_clear_object (&self->journal);
  g_clear_object (&self->spool);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (tocsin_mail_groups_parent_class)->finalize (object);
}

static void
tocsin_mail_groups_class_init (TocsinMailGroupsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_mail_groups_finalize;
}

static void
tocsin_mail_groups_init (TocsinMailGroups *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * tocsin_mail_groups_new:
 * @connection: id of the connection
 * @journal: the engine's memory
 * @spool: where raw messages are kept
 * @clock: the time
 *
 * Returns: (transfer full): no groups yet.
 */
TocsinMailGroups *
tocsin_mail_groups_new (const char *connection,
                        TocsinJournal *journal,
                        TocsinSpool *spool,
                        TocsinClock *clock)
{
  TocsinMailGroups *self = g_object_new (TOCSIN_TYPE_MAIL_GROUPS, NULL);

  self->connection = g_strdup (connection);
  self->journal = g_object_ref (journal);
  self->spool = g_object_ref (spool);
  self->clock = g_object_ref (clock);

  return self;
}

static Entry *
find_entry (GPtrArray *entries, const char *check)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (((Entry *) g_ptr_array_index (entries, i))->group->check, check))
      return g_ptr_array_index (entries, i);

  return NULL;
}

/* Groups that look at the calendar's times wait for the next one; all others look at once. */
static Entry *
make_entry (TocsinMailGroups *self, const char *check, gint64 now)
{
  Entry *before = find_entry (self->entries, check);
  g_autoptr (TocsinFeed) feed = NULL;
  Entry *entry = g_new0 (Entry, 1);

  entry->schedule = tocsin_schedule_parse (check, NULL);
  if (before != NULL)
    {
      feed = g_object_ref (before->group->feed);
      entry->next = before->next;
    }
  else
    {
      feed = tocsin_feed_new (self->connection, g_str_equal (check, "push") ? "" : check,
                              self->journal, self->spool, self->clock);
      if (entry->schedule != NULL
          && tocsin_schedule_get_kind (entry->schedule) == TOCSIN_SCHEDULE_CRON)
        entry->next = tocsin_schedule_next (entry->schedule, now);
    }
  entry->group = tocsin_mail_group_new (check, feed);

  return entry;
}

static gboolean
same_tasks (GPtrArray *before, GPtrArray *after)
{
  if (before->len != after->len)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    {
      const Entry *old = g_ptr_array_index (before, i);
      const Entry *new = g_ptr_array_index (after, i);

      if (!g_str_equal (old->group->check, new->group->check)
          || old->group->tasks->len != new->group->tasks->len
          || memcmp (old->group->tasks->pdata, new->group->tasks->pdata,
                     old->group->tasks->len * sizeof (gpointer))
                 != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_mail_groups_set_tasks:
 * @self: the groups
 * @tasks: (element-type TocsinTask): the tasks in force, in their order
 * @now: the time, microseconds since 1970
 *
 * Returns: whether anything is different.
 */
gboolean
tocsin_mail_groups_set_tasks (TocsinMailGroups *self, GPtrArray *tasks, gint64 now)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);

  g_return_val_if_fail (TOCSIN_IS_MAIL_GROUPS (self) && tasks != NULL, FALSE);

  for (guint i = 0; i < tasks->len; i++)
    {
      TocsinTask *task = g_ptr_array_index (tasks, i);
      const char *check = tocsin_task_get_mail_rule (task)->check;
      Entry *entry = find_entry (entries, check);

      if (entry == NULL)
        {
          entry = make_entry (self, check, now);
          g_ptr_array_add (entries, entry);
        }
      g_ptr_array_add (entry->group->tasks, g_object_ref (task));
    }
  if (same_tasks (self->entries, entries))
    return FALSE;

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_steal_pointer (&entries);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      tocsin_feed_set_tasks (entry->group->feed, entry->group->tasks);
    }

  return TRUE;
}

/**
 * tocsin_mail_groups_get_all:
 * @self: the groups
 *
 * Returns: (transfer full) (element-type TocsinMailGroup): all of them.
 */
GPtrArray *
tocsin_mail_groups_get_all (TocsinMailGroups *self)
{
  return tocsin_mail_groups_get_due (self, G_MAXINT64);
}

/**
 * tocsin_mail_groups_get_due:
 * @self: the groups
 * @now: the time, microseconds since 1970
 *
 * Returns: (transfer full) (element-type TocsinMailGroup): those whose time has come.
 */
GPtrArray *
tocsin_mail_groups_get_due (TocsinMailGroups *self, gint64 now)
{
  GPtrArray *due = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_mail_group_unref);

  g_return_val_if_fail (TOCSIN_IS_MAIL_GROUPS (self), due);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->next <= now)
        g_ptr_array_add (due, tocsin_mail_group_ref (entry->group));
    }

  return due;
}

/**
 * tocsin_mail_groups_has_push:
 * @self: the groups
 *
 * Returns: whether a task waits for the server to speak.
 */
gboolean
tocsin_mail_groups_has_push (TocsinMailGroups *self)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_GROUPS (self), FALSE);

  return find_entry (self->entries, "push") != NULL;
}

/**
 * tocsin_mail_groups_looked:
 * @self: the groups
 * @groups: (element-type TocsinMailGroup): those that have looked
 * @now: the time, microseconds since 1970
 * @push_interval: seconds after which those that wait for the server look all the same
 */
void
tocsin_mail_groups_looked (TocsinMailGroups *self,
                           GPtrArray *groups,
                           gint64 now,
                           guint push_interval)
{
  g_return_if_fail (TOCSIN_IS_MAIL_GROUPS (self) && groups != NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (!g_ptr_array_find (groups, entry->group, NULL))
        continue;
      if (entry->schedule == NULL
          || tocsin_schedule_get_kind (entry->schedule) == TOCSIN_SCHEDULE_PUSH)
        entry->next = now + (gint64) push_interval * G_USEC_PER_SEC;
      else
        entry->next = tocsin_schedule_next (entry->schedule, now);
    }
}

/**
 * tocsin_mail_groups_get_next:
 * @self: the groups
 *
 * Returns: when the next of them looks, microseconds since 1970; %G_MAXINT64 for never.
 */
gint64
tocsin_mail_groups_get_next (TocsinMailGroups *self)
{
  gint64 next = G_MAXINT64;

  g_return_val_if_fail (TOCSIN_IS_MAIL_GROUPS (self), next);

  for (guint i = 0; i < self->entries->len; i++)
    next = MIN (next, ((Entry *) g_ptr_array_index (self->entries, i))->next);

  return next;
}
