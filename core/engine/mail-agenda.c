/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/mail-agenda.h"

struct _TocsinMailAgenda
{
  GObject parent_instance;

  GPtrArray *tasks;
  GPtrArray *entries;
};

/* A task and when it looks next, microseconds since 1970. */
typedef struct
{
  TocsinTask *task;
  TocsinSchedule *schedule;
  gint64 next;
} Entry;

G_DEFINE_FINAL_TYPE (TocsinMailAgenda, tocsin_mail_agenda, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->task);
  g_clear_pointer (&entry->schedule, tocsin_schedule_unref);
  g_free (entry);
}

static void
tocsin_mail_agenda_finalize (GObject *object)
{
  TocsinMailAgenda *self = TOCSIN_MAIL_AGENDA (object);

  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (tocsin_mail_agenda_parent_class)->finalize (object);
}

static void
tocsin_mail_agenda_class_init (TocsinMailAgendaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_mail_agenda_finalize;
}

static void
tocsin_mail_agenda_init (TocsinMailAgenda *self)
{
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * tocsin_mail_agenda_new:
 *
 * Returns: (transfer full): an agenda without tasks.
 */
TocsinMailAgenda *
tocsin_mail_agenda_new (void)
{
  return g_object_new (TOCSIN_TYPE_MAIL_AGENDA, NULL);
}

static Entry *
find_entry (TocsinMailAgenda *self, TocsinTask *task)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (((Entry *) g_ptr_array_index (self->entries, i))->task == task)
      return g_ptr_array_index (self->entries, i);

  return NULL;
}

static gboolean
is_push (const Entry *entry)
{
  return entry->schedule == NULL
         || tocsin_schedule_get_kind (entry->schedule) == TOCSIN_SCHEDULE_PUSH;
}

/* A task that looks at the calendar's times waits for the next one; all others look at once. */
static Entry *
make_entry (TocsinMailAgenda *self, TocsinTask *task, gint64 now)
{
  Entry *before = find_entry (self, task);
  Entry *entry = g_new0 (Entry, 1);

  entry->task = g_object_ref (task);
  /* The trigger has seen to it that it can be parsed. */
  entry->schedule = tocsin_schedule_parse (tocsin_task_get_mail_rule (task)->check, NULL);
  if (before != NULL)
    entry->next = before->next;
  else if (entry->schedule != NULL
           && tocsin_schedule_get_kind (entry->schedule) == TOCSIN_SCHEDULE_CRON)
    entry->next = tocsin_schedule_next (entry->schedule, now);

  return entry;
}

static gboolean
are_same (GPtrArray *before, GPtrArray *after)
{
  if (before->len != after->len)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (g_ptr_array_index (before, i) != g_ptr_array_index (after, i))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_mail_agenda_set_tasks:
 * @self: the agenda
 * @tasks: (element-type TocsinTask): the tasks in force, in their order
 * @now: the time, microseconds since 1970
 *
 * Returns: whether anything is different.
 */
gboolean
tocsin_mail_agenda_set_tasks (TocsinMailAgenda *self, GPtrArray *tasks, gint64 now)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);

  g_return_val_if_fail (TOCSIN_IS_MAIL_AGENDA (self) && tasks != NULL, FALSE);

  if (are_same (self->tasks, tasks))
    return FALSE;

  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (entries, make_entry (self, g_ptr_array_index (tasks, i), now));
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_steal_pointer (&entries);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  self->tasks = g_ptr_array_ref (tasks);

  return TRUE;
}

/**
 * tocsin_mail_agenda_get_tasks:
 * @self: the agenda
 *
 * Returns: (transfer none) (element-type TocsinTask): all tasks, in their order.
 */
GPtrArray *
tocsin_mail_agenda_get_tasks (TocsinMailAgenda *self)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_AGENDA (self), NULL);

  return self->tasks;
}

/**
 * tocsin_mail_agenda_get_due:
 * @self: the agenda
 * @now: the time, microseconds since 1970; %G_MAXINT64 for all
 *
 * Returns: (transfer full) (element-type TocsinTask TocsinTask): the tasks whose time has come.
 */
GHashTable *
tocsin_mail_agenda_get_due (TocsinMailAgenda *self, gint64 now)
{
  GHashTable *due = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);

  g_return_val_if_fail (TOCSIN_IS_MAIL_AGENDA (self), due);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->next <= now)
        g_hash_table_add (due, g_object_ref (entry->task));
    }

  return due;
}

/**
 * tocsin_mail_agenda_has_push:
 * @self: the agenda
 *
 * Returns: whether a task waits for the server to speak.
 */
gboolean
tocsin_mail_agenda_has_push (TocsinMailAgenda *self)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_AGENDA (self), FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    if (is_push (g_ptr_array_index (self->entries, i)))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_mail_agenda_looked:
 * @self: the agenda
 * @tasks: (element-type TocsinTask TocsinTask): those that have looked
 * @now: the time, microseconds since 1970
 * @push_interval: seconds after which those that wait for the server look all the same
 */
void
tocsin_mail_agenda_looked (TocsinMailAgenda *self,
                           GHashTable *tasks,
                           gint64 now,
                           guint push_interval)
{
  g_return_if_fail (TOCSIN_IS_MAIL_AGENDA (self) && tasks != NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (!g_hash_table_contains (tasks, entry->task))
        continue;
      if (is_push (entry))
        entry->next = now + (gint64) push_interval * G_USEC_PER_SEC;
      else
        entry->next = tocsin_schedule_next (entry->schedule, now);
    }
}

/**
 * tocsin_mail_agenda_set_push_next:
 * @self: the agenda
 * @next: when those that wait for the server look all the same, microseconds since 1970
 */
void
tocsin_mail_agenda_set_push_next (TocsinMailAgenda *self, gint64 next)
{
  g_return_if_fail (TOCSIN_IS_MAIL_AGENDA (self));

  for (guint i = 0; i < self->entries->len; i++)
    if (is_push (g_ptr_array_index (self->entries, i)))
      ((Entry *) g_ptr_array_index (self->entries, i))->next = next;
}

/**
 * tocsin_mail_agenda_get_next:
 * @self: the agenda
 *
 * Returns: when the next task looks, microseconds since 1970; %G_MAXINT64 for never.
 */
gint64
tocsin_mail_agenda_get_next (TocsinMailAgenda *self)
{
  gint64 next = G_MAXINT64;

  g_return_val_if_fail (TOCSIN_IS_MAIL_AGENDA (self), next);

  for (guint i = 0; i < self->entries->len; i++)
    next = MIN (next, ((Entry *) g_ptr_array_index (self->entries, i))->next);

  return next;
}
