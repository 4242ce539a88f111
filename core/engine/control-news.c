/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is told of objects. */
#include "core/engine/control-private.h"

#include "core/engine/control-object.h"

/* Most events that are told of as objects; what is more is found by ListEvents. */
#define MOST_EVENTS 1000

#define PROPERTIES_INTERFACE "org.freedesktop.DBus.Properties"
#define MANAGER_INTERFACE "org.freedesktop.DBus.ObjectManager"

static void
emit (TocsinControlLine *line,
      const char *path,
      const char *interface,
      const char *signal,
      GVariant *arguments)
{
  g_dbus_connection_emit_signal (line->bus, NULL, path, interface, signal, arguments, NULL);
}

static void
tell_added (TocsinControlLine *line,
            const char *path,
            TocsinControlObjectKind kind,
            GVariant *properties)
{
  GVariantBuilder interfaces;

  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  g_variant_builder_add (&interfaces, "{s@a{sv}}", tocsin_control_object_get_interface (kind)->name,
                         properties);
  emit (line, TOCSIN_CONTROL_OBJECT, MANAGER_INTERFACE, "InterfacesAdded",
        g_variant_new ("(oa{sa{sv}})", path, &interfaces));
}

static void
tell_removed (TocsinControlLine *line, const char *path, TocsinControlObjectKind kind)
{
  const char *const interfaces[] = { tocsin_control_object_get_interface (kind)->name, NULL };

  emit (line, TOCSIN_CONTROL_OBJECT, MANAGER_INTERFACE, "InterfacesRemoved",
        g_variant_new ("(o^as)", path, interfaces));
}

/* Whoever shares the bus with other users is told which properties are others, not what they are.
 */
static void
tell_properties (TocsinControlLine *line,
                 const char *path,
                 TocsinControlObjectKind kind,
                 GVariant *changed)
{
  gboolean shared = line->access == TOCSIN_CONTROL_POLKIT;
  GVariantBuilder values, names;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_builder_init (&values, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_init (&names, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_iter_init (&iter, changed);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    if (shared)
      g_variant_builder_add (&names, "s", name);
    else
      g_variant_builder_add (&values, "{sv}", name, value);
  emit (line, path, PROPERTIES_INTERFACE, "PropertiesChanged",
        g_variant_new ("(sa{sv}as)", tocsin_control_object_get_interface (kind)->name, &values,
                       &names));
}

/* @before, @now: (nullable): descriptions */
static void
tell (TocsinControlLine *line,
      TocsinControlObjectKind kind,
      const char *id,
      GVariant *before,
      GVariant *now)
{
  g_autofree char *path = tocsin_control_object_make_path (kind, id);
  g_autoptr (GVariant) old = NULL;
  g_autoptr (GVariant) new = NULL;
  g_autoptr (GVariant) changed = NULL;

  /* On a private socket everything would come to everybody: only to those who keep count. */
  if (!line->follows)
    return;
  if (now == NULL)
    {
      tell_removed (line, path, kind);
      return;
    }
  new = tocsin_control_object_describe (kind, now);
  if (before == NULL)
    {
      tell_added (line, path, kind, new);
      return;
    }
  old = tocsin_control_object_describe (kind, before);
  changed = tocsin_control_object_compare (old, new);
  if (g_variant_n_children (changed) > 0)
    tell_properties (line, path, kind, changed);
}

static GVariant *
new_brief (const char *id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "id", "s", id);

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/*< private >
 * tocsin_control_tell_item:
 * @self: the control
 * @kind: connection or task
 * @id: which one
 * @before: (nullable): how it was described before
 * @now: (nullable): how it is described now
 */
void
tocsin_control_tell_item (
    TocsinControl *self, TocsinConfigKind kind, const char *id, GVariant *before, GVariant *now)
{
  TocsinControlObjectKind object =
      kind == TOCSIN_CONFIG_TASK ? TOCSIN_CONTROL_OBJECT_TASK : TOCSIN_CONTROL_OBJECT_CONNECTION;
  g_autoptr (GVariant) brief = new_brief (id);

  for (guint i = 0; i < self->lines->len; i++)
    {
      TocsinControlLine *line = g_ptr_array_index (self->lines, i);
      gboolean shared = line->access == TOCSIN_CONTROL_POLKIT;

      tell (line, object, id, before, now != NULL && before == NULL && shared ? brief : now);
    }
}

static gboolean
is_unfinished (const char *state)
{
  return !g_str_equal (state, "done") && !g_str_equal (state, "discarded");
}

/*< private >
 * tocsin_control_tell_event:
 * @self: the control
 * @own: its description for the engine's own user
 * @everybody: its description for everybody
 *
 * What is finished is no object any more.
 */
void
tocsin_control_tell_event (TocsinControl *self, GVariant *own, GVariant *everybody)
{
  g_autofree char *id = NULL;
  const char *state = "";
  gint64 number = 0;
  gboolean known, unfinished;

  /* Of many it is only told that there are many: whoever keeps count counts again. */
  if (!g_variant_lookup (own, "id", "x", &number) || !g_variant_lookup (own, "state", "&s", &state))
    return;
  id = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  known = g_hash_table_contains (self->event_objects, id);
  unfinished = is_unfinished (state);
  if (!known && (!unfinished || g_hash_table_size (self->event_objects) >= MOST_EVENTS))
    return;

  for (guint i = 0; i < self->lines->len; i++)
    {
      TocsinControlLine *line = g_ptr_array_index (self->lines, i);
      GVariant *now = line->access == TOCSIN_CONTROL_POLKIT ? everybody : own;
      g_autoptr (GVariant) nothing = new_brief ("");

      tell (line, TOCSIN_CONTROL_OBJECT_EVENT, id, known ? nothing : NULL, unfinished ? now : NULL);
    }
  if (unfinished)
    g_hash_table_add (self->event_objects, g_steal_pointer (&id));
  else
    g_hash_table_remove (self->event_objects, id);
}

/*< private >
 * tocsin_control_follow:
 * @self: the control
 * @bus: where somebody wants to know of all objects
 */
void
tocsin_control_follow (TocsinControl *self, GDBusConnection *bus)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      TocsinControlLine *line = g_ptr_array_index (self->lines, i);

      line->follows = line->follows || line->bus == bus;
    }
}
