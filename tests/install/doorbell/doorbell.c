/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <core/plugin/plugin.h>

#include <core/base/error.h>

/* A plugin of somebody else's, built against the installed headers: the trigger `drop` fires for
 * each file that appears in a directory, the action `ring` makes a file of that name in another. */

#define SECONDS_BETWEEN_LOOKS 2
#define DIRECTORY "directory"

typedef GObject DropTrigger;
typedef GObjectClass DropTriggerClass;
typedef GObject RingAction;
typedef GObjectClass RingActionClass;

static gboolean
keep_directory (gpointer self, TocsinSnapshot *settings, GError **error)
{
  const char *directory = tocsin_snapshot_get_string (settings, DIRECTORY);

  g_object_set_data_full (self, DIRECTORY, g_strdup (directory), g_free);
  if (g_path_is_absolute (directory))
    return TRUE;
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, DIRECTORY ": “%s” is no full path",
               directory);
  return FALSE;
}

static gboolean
drop_configure (TocsinTrigger *self, TocsinSnapshot *settings, GError **error)
{
  return keep_directory (self, settings, error);
}

/* What is remembered is the time of the last look. */
static gint64
drop_get_next (TocsinTrigger *self, GVariant *state, gint64 now)
{
  return state != NULL ? g_variant_get_int64 (state) + SECONDS_BETWEEN_LOOKS * G_USEC_PER_SEC : now;
}

/* A key fires only once, so it does no harm to tell all names each time. */
static gboolean
drop_look (TocsinTrigger *self, TocsinTriggerPass *pass, GCancellable *cancellable, GError **error)
{
  gint64 now = tocsin_trigger_pass_get_now (pass);
  g_autoptr (GDir) dir = g_dir_open (g_object_get_data (G_OBJECT (self), DIRECTORY), 0, error);
  const char *name;

  if (dir == NULL)
    tocsin_error_translate (error, "looking for files");
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    tocsin_trigger_pass_add (pass, name, "org.example.dropped.v1", name, now, json_object_new ());
  tocsin_trigger_pass_set_state (pass, g_variant_new_int64 (now));
  return dir != NULL;
}

static void
drop_interface (TocsinTriggerInterface *iface)
{
  iface->configure = drop_configure;
  iface->get_next = drop_get_next;
  iface->look = drop_look;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DropTrigger,
                               drop_trigger,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_TRIGGER, drop_interface))

static void
drop_trigger_class_init (DropTriggerClass *klass)
{
}

static void
drop_trigger_init (DropTrigger *self)
{
}

static gboolean
ring_configure (TocsinAction *self, TocsinSnapshot *settings, GError **error)
{
  return keep_directory (self, settings, error);
}

static TocsinActionTraits
ring_get_traits (TocsinAction *self)
{
  return TOCSIN_ACTION_REPEATABLE;
}

static TocsinPlan *
ring_plan (TocsinAction *self, TocsinEvent *event, GError **error)
{
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *path = g_build_filename (g_object_get_data (G_OBJECT (self), DIRECTORY),
                                            tocsin_event_get_subject (event), NULL);

  g_variant_dict_insert (&details, "path", "s", path);
  return tocsin_plan_new (g_variant_dict_end (&details), "make %s", path);
}

static TocsinOutcome *
ring_perform (TocsinAction *self,
              TocsinPlan *plan,
              TocsinEvent *event,
              TocsinHost *host,
              GCancellable *cancellable,
              GError **error)
{
  const char *path = NULL;

  if (g_variant_lookup (plan->details, "path", "&s", &path)
      && g_file_set_contents (path, "", 0, error))
    return tocsin_outcome_new ("made %s", path);
  tocsin_error_translate (error, "ringing");
  return NULL;
}

static void
ring_interface (TocsinActionInterface *iface)
{
  iface->configure = ring_configure;
  iface->get_traits = ring_get_traits;
  iface->plan = ring_plan;
  iface->perform = ring_perform;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RingAction,
                               ring_action,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_ACTION, ring_interface))

static void
ring_action_class_init (RingActionClass *klass)
{
}

static void
ring_action_init (RingAction *self)
{
}

TOCSIN_PLUGIN_DECLARE_ABI ();

gboolean
tocsin_plugin_init (TocsinPlugin *plugin, GError **error)
{
  tocsin_plugin_add_trigger (plugin, "drop", drop_trigger_get_type ());
  tocsin_plugin_add_action (plugin, "ring", ring_action_get_type ());
  return TRUE;
}
