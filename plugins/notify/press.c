/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/notify/press.h"

#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* By this name a click on the notification itself is told. */
#define DEFAULT "default"

/* A press may be told before the answer that says which notification it is. */
#define MAX_EARLY 16

typedef struct
{
  guint32 id;
  GVariant *buttons;
  char *token;
} Waiting;

struct _NotifyPresses
{
  GMutex lock;
  GQueue waiting;
  GHashTable *early;
};

static void
waiting_free (gpointer data)
{
  Waiting *self = data;

  g_variant_unref (self->buttons);
  g_free (self->token);
  g_free (self);
}

/**
 * notify_presses_new:
 *
 * Returns: (transfer full): no buttons yet.
 */
NotifyPresses *
notify_presses_new (void)
{
  NotifyPresses *self = g_new0 (NotifyPresses, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  self->early = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  return self;
}

/**
 * notify_presses_free:
 * @self: (transfer full): presses
 */
void
notify_presses_free (NotifyPresses *self)
{
  g_queue_clear_full (&self->waiting, waiting_free);
  g_hash_table_unref (self->early);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static char *
name_button (GVariant *buttons, gsize index)
{
  const char *label;

  g_variant_get_child (buttons, index, "(&sas)", &label, NULL);

  return g_str_equal (label, DEFAULT) ? g_strdup (DEFAULT)
                                      : g_strdup_printf ("button-%" G_GSIZE_FORMAT, index);
}

/**
 * notify_presses_make_actions:
 * @buttons: as planned
 *
 * Returns: (transfer none): a floating `as` as the desktop is told them: names and labels in turn.
 */
GVariant *
notify_presses_make_actions (GVariant *buttons)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (gsize i = 0; i < g_variant_n_children (buttons); i++)
    {
      g_autofree char *name = name_button (buttons, i);
      const char *label;

      g_variant_get_child (buttons, i, "(&sas)", &label, NULL);
      g_variant_builder_add (&builder, "s", name);
      g_variant_builder_add (&builder, "s", label);
    }

  return g_variant_builder_end (&builder);
}

static GList *
find (NotifyPresses *self, guint32 id)
{
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    if (((Waiting *) link->data)->id == id)
      return link;

  return NULL;
}

static void
drop (NotifyPresses *self, guint32 id)
{
  GList *link = find (self, id);

  if (link == NULL)
    return;
  waiting_free (link->data);
  g_queue_delete_link (&self->waiting, link);
}

static GStrv
find_argv (GVariant *buttons, const char *action)
{
  for (gsize i = 0; i < g_variant_n_children (buttons); i++)
    {
      g_autofree char *name = name_button (buttons, i);
      char **argv = NULL;

      if (!g_str_equal (name, action))
        continue;
      g_variant_get_child (buttons, i, "(s^as)", NULL, &argv);
      return argv;
    }

  return NULL;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *program = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error))
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE",
                      _ ("a button of a notification ran “%s”: %s"), program, error->message);
}

/* In the main context: it is started and not waited for. */
static void
run (const char *const *argv, const char *token)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, "/");
  /* With it a window may come to the front: a person asked for it. */
  if (token != NULL)
    g_subprocess_launcher_setenv (launcher, "XDG_ACTIVATION_TOKEN", token, TRUE);
  child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (child != NULL)
    g_subprocess_wait_check_async (child, NULL, on_ended, g_strdup (argv[0]));
  else
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE",
                      _ ("a button of a notification could not run “%s”: %s"), argv[0],
                      error->message);
}

/* Under the lock. */
static gboolean
press (NotifyPresses *self, guint32 id, const char *action)
{
  GList *link = find (self, id);
  const Waiting *waiting = link != NULL ? link->data : NULL;
  g_auto (GStrv) argv = NULL;

  if (waiting == NULL)
    return FALSE;
  argv = find_argv (waiting->buttons, action);
  if (argv != NULL)
    run ((const char *const *) argv, waiting->token);

  return TRUE;
}

/**
 * notify_presses_expect:
 * @self: presses
 * @id: of a notification that is shown
 * @buttons: its buttons, as planned
 */
void
notify_presses_expect (NotifyPresses *self, guint32 id, GVariant *buttons)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *early = NULL;
  Waiting *waiting;

  drop (self, id);
  if (g_variant_n_children (buttons) == 0)
    return;
  waiting = g_new0 (Waiting, 1);
  waiting->id = id;
  waiting->buttons = g_variant_ref (buttons);
  g_queue_push_tail (&self->waiting, waiting);
  if (g_queue_get_length (&self->waiting) > NOTIFY_MAX_WAITING)
    waiting_free (g_queue_pop_head (&self->waiting));

  early = g_strdup (g_hash_table_lookup (self->early, GUINT_TO_POINTER (id)));
  g_hash_table_remove (self->early, GUINT_TO_POINTER (id));
  if (early != NULL)
    press (self, id, early);
}

/**
 * notify_presses_take:
 * @self: presses
 * @id: of a notification; others show theirs on the same desktop
 * @action: the name of what was pressed
 */
void
notify_presses_take (NotifyPresses *self, guint32 id, const char *action)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (press (self, id, action))
    return;
  if (g_hash_table_size (self->early) >= MAX_EARLY)
    g_hash_table_remove_all (self->early);
  g_hash_table_replace (self->early, GUINT_TO_POINTER (id), g_strdup (action));
}

/**
 * notify_presses_take_token:
 * @self: presses
 * @id: of a notification in which something is about to be pressed
 * @token: what lets a window come to the front
 */
void
notify_presses_take_token (NotifyPresses *self, guint32 id, const char *token)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GList *link = find (self, id);
  Waiting *waiting = link != NULL ? link->data : NULL;

  if (waiting == NULL || !tocsin_text_is_line_safe (token))
    return;
  g_free (waiting->token);
  waiting->token = g_strdup (token);
}

/**
 * notify_presses_forget:
 * @self: presses
 * @id: of a notification that is gone
 */
void
notify_presses_forget (NotifyPresses *self, guint32 id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  drop (self, id);
}

/**
 * notify_presses_forget_all:
 * @self: presses
 *
 * The desktop begins anew, and with its numbers.
 */
void
notify_presses_forget_all (NotifyPresses *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_queue_clear_full (&self->waiting, waiting_free);
  g_hash_table_remove_all (self->early);
}
