/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Connections, tasks and unfinished events as objects, with an ObjectManager. */
#include "core/engine/control-private.h"

#include "core/base/error.h"
#include "core/engine/control-object.h"
#include "core/engine/describe.h"
#include "core/engine/engine1-interface.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Most events that are objects; the newest. ListEvents knows all of them. */
#define MOST_EVENTS 200

static TocsinConfigKind
to_config_kind (TocsinControlObjectKind kind)
{
  return kind == TOCSIN_CONTROL_OBJECT_TASK ? TOCSIN_CONFIG_TASK : TOCSIN_CONFIG_CONNECTION;
}

static void
refuse_unknown (TocsinControlCall *call)
{
  g_set_error (&call->error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
               _ ("there is no object %s"),
               g_dbus_method_invocation_get_object_path (call->invocation));
}

static gboolean
is_event (const char *object)
{
  return g_str_has_prefix (object, tocsin_control_object_get_root (TOCSIN_CONTROL_OBJECT_EVENT));
}

/*< private >
 * tocsin_control_tree_get_right:
 * @object: a path
 *
 * Returns: (transfer none): what who looks at it must be allowed to do: an event is as private as
 *   the mail it is about.
 */
const char *
tocsin_control_tree_get_right (const char *object)
{
  return is_event (object) ? TOCSIN_CONTROL_RIGHT_READ : TOCSIN_CONTROL_RIGHT_STATUS;
}

static void
find_object (TocsinControlCall *call)
{
  TocsinControlObjectKind kind;

  call->id = tocsin_control_object_parse_path (
      g_dbus_method_invocation_get_object_path (call->invocation), &kind);
  if (call->id == NULL)
    refuse_unknown (call);
}

static void
look_up_event (TocsinControlCall *call)
{
  TocsinJournal *journal = tocsin_engine_get_journal (call->control->engine);
  g_autoptr (TocsinJournalEvent) event = NULL;
  guint64 id;

  if (!g_ascii_string_to_unsigned (call->id, 10, 1, G_MAXINT64, &id, NULL))
    {
      refuse_unknown (call);
      return;
    }
  event = tocsin_journal_get_event (journal, (gint64) id, &call->error);
  if (event == NULL)
    return;
  g_clear_pointer (&event->data, g_free);
  call->description = g_variant_ref_sink (tocsin_describe_event (event, NULL));
}

static void
take_census (TocsinControlCall *call)
{
  TocsinEngine *engine = call->control->engine;

  call->census =
      tocsin_census_take (tocsin_engine_get_journal (engine),
                          tocsin_clock_get_real (tocsin_engine_get_clock (engine)), &call->error);
}

static void
look_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  if (is_event (g_dbus_method_invocation_get_object_path (call->invocation)))
    look_up_event (call);
  else
    take_census (call);
}

static GVariant *
get_properties (TocsinControlCall *call)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) described = NULL;
  TocsinControlObjectKind kind;
  g_autofree char *id = tocsin_control_object_parse_path (
      g_dbus_method_invocation_get_object_path (call->invocation), &kind);

  if (kind == TOCSIN_CONTROL_OBJECT_EVENT)
    return tocsin_control_object_describe (kind, call->description);

  g_ptr_array_add (ids, id);
  described = tocsin_engine_describe_items (call->control->engine, to_config_kind (kind), ids,
                                            call->census);
  if (g_ptr_array_index (described, 0) != NULL)
    return tocsin_control_object_describe (kind, g_ptr_array_index (described, 0));
  refuse_unknown (call);

  return NULL;
}

static void
get_all (TocsinControlCall *call)
{
  g_autoptr (GVariant) properties = get_properties (call);

  if (properties != NULL)
    call->answer = g_variant_ref_sink (g_variant_new ("(@a{sv})", properties));
}

/* Which properties there are was looked up by GDBus. */
static void
get (TocsinControlCall *call)
{
  g_autoptr (GVariant) properties = get_properties (call);
  g_autoptr (GVariant) value = NULL;
  const char *name;

  if (properties == NULL)
    return;
  g_variant_get (call->arguments, "(&s&s)", NULL, &name);
  value = g_variant_lookup_value (properties, name, NULL);
  call->answer = g_variant_ref_sink (g_variant_new ("(v)", value));
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  gint64 one = (*(TocsinJournalEvent *const *) a)->id;
  gint64 other = (*(TocsinJournalEvent *const *) b)->id;

  return one < other ? 1 : one > other ? -1 : 0;
}

/*< private >
 * tocsin_control_list_unfinished:
 * @journal: the engine's memory
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinJournalEvent): the events that are objects.
 */
GPtrArray *
tocsin_control_list_unfinished (TocsinJournal *journal, GError **error)
{
  static const TocsinJournalState unfinished[] = {
    TOCSIN_JOURNAL_WAITING, TOCSIN_JOURNAL_RUNNING,     TOCSIN_JOURNAL_FAILED,
    TOCSIN_JOURNAL_DEAD,    TOCSIN_JOURNAL_INTERRUPTED,
  };
  g_autoptr (GPtrArray) events =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_event_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (unfinished); i++)
    {
      const TocsinJournalFilter filter = { .state = (int) unfinished[i], .limit = MOST_EVENTS };
      GPtrArray *found = tocsin_journal_list_events (journal, &filter, error);

      if (found == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (events, found);
    }
  g_ptr_array_sort (events, compare_newest);
  if (events->len > MOST_EVENTS)
    g_ptr_array_set_size (events, MOST_EVENTS);

  return g_steal_pointer (&events);
}

static void
list_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  take_census (call);
  if (call->error == NULL)
    call->events = tocsin_control_list_unfinished (
        tocsin_engine_get_journal (call->control->engine), &call->error);
}

static void
add_object (GVariantBuilder *objects,
            TocsinControlObjectKind kind,
            const char *id,
            GVariant *description)
{
  g_autofree char *path = tocsin_control_object_make_path (kind, id);
  g_autoptr (GVariant) properties = tocsin_control_object_describe (kind, description);

  g_variant_builder_open (objects, G_VARIANT_TYPE ("{oa{sa{sv}}}"));
  g_variant_builder_add (objects, "o", path);
  g_variant_builder_open (objects, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (objects, "{s@a{sv}}", tocsin_control_object_get_interface (kind)->name,
                         properties);
  g_variant_builder_close (objects);
  g_variant_builder_close (objects);
}

static void
add_items (TocsinControlCall *call, GVariantBuilder *objects, TocsinControlObjectKind kind)
{
  TocsinEngine *engine = call->control->engine;
  g_auto (GStrv) list = tocsin_engine_list (engine, to_config_kind (kind));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) described = NULL;

  for (gsize i = 0; list[i] != NULL; i++)
    g_ptr_array_add (ids, list[i]);
  described = tocsin_engine_describe_items (engine, to_config_kind (kind), ids, call->census);
  for (guint i = 0; i < ids->len; i++)
    add_object (objects, kind, g_ptr_array_index (ids, i), g_ptr_array_index (described, i));
}

static void
add_events (TocsinControlCall *call, GVariantBuilder *objects)
{
  gboolean shared = call->access == TOCSIN_CONTROL_POLKIT;

  for (guint i = 0; i < call->events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (call->events, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, event->id);
      g_autoptr (GVariant) description = g_variant_ref_sink (
          shared ? tocsin_herald_brief_event (event) : tocsin_describe_event (event, NULL));

      add_object (objects, TOCSIN_CONTROL_OBJECT_EVENT, id, description);
      g_hash_table_add (call->control->event_objects, g_steal_pointer (&id));
    }
}

static void
list_on_main (TocsinControlCall *call)
{
  GVariantBuilder objects;

  g_variant_builder_init (&objects, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  add_items (call, &objects, TOCSIN_CONTROL_OBJECT_CONNECTION);
  add_items (call, &objects, TOCSIN_CONTROL_OBJECT_TASK);
  add_events (call, &objects);
  call->answer =
      g_variant_ref_sink (g_variant_new ("(@a{oa{sa{sv}}})", g_variant_builder_end (&objects)));
}

static void
follow (TocsinControlCall *call)
{
  tocsin_control_follow (call->control, g_dbus_method_invocation_get_connection (call->invocation));
}

const TocsinControlMethod tocsin_control_tree_methods[] = {
  { "GetManagedObjects", TOCSIN_CONTROL_RIGHT_STATUS, follow, list_on_worker, list_on_main },
  { "Get", NULL, find_object, look_on_worker, get },
  { "GetAll", NULL, find_object, look_on_worker, get_all },
  { NULL },
};

static void
on_method_call (GDBusConnection *bus,
                const char *sender,
                const char *object,
                const char *interface,
                const char *method,
                GVariant *arguments,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  tocsin_control_take_call (user_data, invocation);
}

/* What is not there says so when it is asked for something. */
static char **
enumerate (GDBusConnection *bus, const char *sender, const char *root, gpointer user_data)
{
  const TocsinControlLine *line = user_data;
  g_autoptr (GStrvBuilder) nodes = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (TocsinControlObjectKind kind = 0; kind < TOCSIN_CONTROL_OBJECT_EVENT; kind++)
    {
      if (!g_str_equal (root, tocsin_control_object_get_root (kind)))
        continue;
      ids = tocsin_engine_list (line->control->engine, to_config_kind (kind));
      for (gsize i = 0; ids[i] != NULL; i++)
        {
          g_autofree char *path = tocsin_control_object_make_path (kind, ids[i]);

          g_strv_builder_add (nodes, strrchr (path, '/') + 1);
        }
      break;
    }

  return g_strv_builder_end (nodes);
}

/* GDBus gives the root for calls, and for properties the whole path. */
static const GDBusInterfaceInfo *
find_interface (const char *path)
{
  for (gsize i = 0; i < TOCSIN_N_CONTROL_OBJECT_KINDS; i++)
    if (g_str_has_prefix (path, tocsin_control_object_get_root ((TocsinControlObjectKind) i)))
      return tocsin_control_object_get_interface ((TocsinControlObjectKind) i);

  return NULL;
}

static GDBusInterfaceInfo **
introspect (GDBusConnection *bus,
            const char *sender,
            const char *root,
            const char *node,
            gpointer user_data)
{
  GDBusInterfaceInfo **interfaces = g_new0 (GDBusInterfaceInfo *, 2);

  if (node != NULL)
    interfaces[0] = (GDBusInterfaceInfo *) find_interface (root);

  return interfaces;
}

static const GDBusInterfaceVTable *
dispatch (GDBusConnection *bus,
          const char *sender,
          const char *root,
          const char *interface,
          const char *node,
          gpointer *out_user_data,
          gpointer user_data)
{
  /* Without functions for properties these are asked for by calls, which may wait for a disk. */
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };

  *out_user_data = user_data;

  return node != NULL ? &vtable : NULL;
}

/*< private >
 * tocsin_control_tree_register:
 * @line: where
 * @error: where to put why somebody else answers there
 *
 * Returns: whether all objects are there from now on.
 */
gboolean
tocsin_control_tree_register (TocsinControlLine *line, GError **error)
{
  static const GDBusSubtreeVTable tree = { enumerate, introspect, dispatch };
  static const GDBusInterfaceVTable manager = { .method_call = on_method_call };

  line->manager = g_dbus_connection_register_object (
      line->bus, TOCSIN_CONTROL_OBJECT,
      (GDBusInterfaceInfo *) &org_freedesktop_dbus_object_manager_interface, &manager, line, NULL,
      error);
  if (line->manager == 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (line->trees); i++)
    {
      line->trees[i] = g_dbus_connection_register_subtree (
          line->bus, tocsin_control_object_get_root ((TocsinControlObjectKind) i), &tree,
          G_DBUS_SUBTREE_FLAGS_DISPATCH_TO_UNENUMERATED_NODES, line, NULL, error);
      if (line->trees[i] == 0)
        return FALSE;
    }

  return TRUE;
}

/*< private >
 * tocsin_control_tree_unregister:
 * @line: where
 */
void
tocsin_control_tree_unregister (TocsinControlLine *line)
{
  if (line->manager != 0)
    g_dbus_connection_unregister_object (line->bus, line->manager);
  for (gsize i = 0; i < G_N_ELEMENTS (line->trees); i++)
    if (line->trees[i] != 0)
      g_dbus_connection_unregister_subtree (line->bus, line->trees[i]);
}
