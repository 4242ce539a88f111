/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is told of objects. */
#include "core/engine/control-private.h"

#include "core/engine/control-object.h"
#include "core/engine/describe.h"

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

/* @known: whether it is an object already; @own, @everybody: (nullable): %NULL where it is none any
 * more. */
static void
tell_event (TocsinControl *self, const char *id, gboolean known, GVariant *own, GVariant *everybody)
{
  g_autoptr (GVariant) nothing = new_brief ("");

  for (guint i = 0; i < self->lines->len; i++)
    {
      TocsinControlLine *line = g_ptr_array_index (self->lines, i);
      GVariant *now = line->access == TOCSIN_CONTROL_POLKIT ? everybody : own;

      tell (line, TOCSIN_CONTROL_OBJECT_EVENT, id, known ? nothing : NULL, now);
    }
  if (own != NULL)
    g_hash_table_add (self->event_objects, g_strdup (id));
  else
    g_hash_table_remove (self->event_objects, id);
}

/* Of many events nobody was told what became of them; here it is found out. */
typedef struct
{
  TocsinControl *control;
  guint news;
  GPtrArray *events;
} Recount;

static void
recount_free (Recount *recount)
{
  recount->control->recounting = FALSE;
  g_object_unref (recount->control);
  g_clear_pointer (&recount->events, g_ptr_array_unref);
  g_free (recount);
}

static void
tell_recount (Recount *recount)
{
  TocsinControl *self = recount->control;
  g_autoptr (GHashTable) before = g_steal_pointer (&self->event_objects);
  GHashTableIter iter;
  gpointer gone;

  self->event_objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < recount->events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (recount->events, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, event->id);
      g_autoptr (GVariant) own = g_variant_ref_sink (tocsin_describe_event (event, NULL));
      g_autoptr (GVariant) everybody = g_variant_ref_sink (tocsin_herald_brief_event (event));

      tell_event (self, id, g_hash_table_remove (before, id), own, everybody);
    }
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &gone, NULL))
    tell_event (self, gone, TRUE, NULL, NULL);
}

static void
list_on_worker (gpointer data, GCancellable *cancellable)
{
  Recount *recount = data;

  recount->events =
      tocsin_control_list_unfinished (tocsin_engine_get_journal (recount->control->engine), NULL);
}

static void recount_on_main (gpointer data);

static void
begin_recount (Recount *recount)
{
  recount->news = recount->control->event_news;
  tocsin_workers_run (tocsin_engine_get_workers (recount->control->engine), list_on_worker,
                      recount_on_main, recount, NULL);
}

/* What was told meanwhile is newer than what was counted. */
static void
recount_on_main (gpointer data)
{
  Recount *recount = data;

  if (recount->events != NULL && recount->news != recount->control->event_news)
    {
      g_clear_pointer (&recount->events, g_ptr_array_unref);
      begin_recount (recount);
      return;
    }
  if (recount->events != NULL)
    tell_recount (recount);
  recount_free (recount);
}

static void
recount (TocsinControl *self)
{
  Recount *recount;

  if (self->recounting)
    return;

  self->recounting = TRUE;
  recount = g_new0 (Recount, 1);
  recount->control = g_object_ref (self);
  begin_recount (recount);
}

/*< private >
 * tocsin_control_tell_event:
 * @self: the control
 * @own: its description for the engine's own user; or that there are many
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

  self->event_news++;
  if (!g_variant_lookup (own, "id", "x", &number) || !g_variant_lookup (own, "state", "&s", &state))
    {
      recount (self);
      return;
    }
  id = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  known = g_hash_table_contains (self->event_objects, id);
  unfinished = is_unfinished (state);
  if (known || (unfinished && g_hash_table_size (self->event_objects) < MOST_EVENTS))
    tell_event (self, id, known, unfinished ? own : NULL, unfinished ? everybody : NULL);
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
