/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control-object.h"

#include "core/engine/control.h"
#include "core/engine/engine1-interface.h"

#include <string.h>

/* Of which key of its dictionary a property is; they are texts but for the number of an event. */
typedef struct
{
  const char *property;
  const char *key;
  const char *type;
} Field;

static const Field connection_fields[] = {
  { "Id", "id", "s" },
  { "Name", "name", "s" },
  { "Protocol", "protocol", "s" },
  { "State", "state", "s" },
  { NULL },
};

static const Field task_fields[] = {
  { "Id", "id", "s" },
  { "Name", "name", "s" },
  { "Trigger", "trigger", "s" },
  { "State", "state", "s" },
  { NULL },
};

static const Field event_fields[] = {
  { "Id", "id", "x" },
  { "Task", "task", "s" },
  { "State", "state", "s" },
  { NULL },
};

static const struct
{
  const char *root;
  const GDBusInterfaceInfo *interface;
  const Field *fields;
} kinds[] = {
  { TOCSIN_CONTROL_OBJECT "/connection", &org_tocsin_connection1_interface, connection_fields },
  { TOCSIN_CONTROL_OBJECT "/task", &org_tocsin_task1_interface, task_fields },
  { TOCSIN_CONTROL_OBJECT "/event", &org_tocsin_event1_interface, event_fields },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == TOCSIN_N_CONTROL_OBJECT_KINDS);

/**
 * tocsin_control_object_get_root: (skip)
 * @kind: a kind
 *
 * Returns: (transfer none): below which path all of that kind are.
 */
const char *
tocsin_control_object_get_root (TocsinControlObjectKind kind)
{
  return kinds[kind].root;
}

/**
 * tocsin_control_object_get_interface: (skip)
 * @kind: a kind
 *
 * Returns: (transfer none): what all of that kind have.
 */
const GDBusInterfaceInfo *
tocsin_control_object_get_interface (TocsinControlObjectKind kind)
{
  return kinds[kind].interface;
}

/**
 * tocsin_control_object_make_path: (skip)
 * @kind: a kind
 * @id: of one of them, at least one character
 *
 * Returns: (transfer full): its path. What no path may hold is written as an underscore and two
 *   hexadecimal digits a byte.
 */
char *
tocsin_control_object_make_path (TocsinControlObjectKind kind, const char *id)
{
  GString *path = g_string_new (kinds[kind].root);

  g_string_append_c (path, '/');
  for (const char *at = id; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (path, *at);
    else
      g_string_append_printf (path, "_%02x", (guchar) *at);

  return g_string_free (path, FALSE);
}

/**
 * tocsin_control_object_parse_node: (skip)
 * @node: the last level of a path
 *
 * Returns: (transfer full) (nullable): the id that it is of; %NULL where
 *   tocsin_control_object_make_path() has not made it.
 */
char *
tocsin_control_object_parse_node (const char *node)
{
  g_autoptr (GString) id = g_string_new (NULL);

  for (const char *at = node; *at != '\0'; at++)
    {
      int high, low;

      if (g_ascii_isalnum (*at))
        {
          g_string_append_c (id, *at);
          continue;
        }
      if (*at != '_' || (high = g_ascii_xdigit_value (at[1])) < 0
          || (low = g_ascii_xdigit_value (at[2])) < 0 || high + low == 0)
        return NULL;
      g_string_append_c (id, (char) (high * 16 + low));
      at += 2;
    }

  return id->len > 0 && g_utf8_validate (id->str, (gssize) id->len, NULL)
             ? g_string_free (g_steal_pointer (&id), FALSE)
             : NULL;
}

/**
 * tocsin_control_object_parse_path: (skip)
 * @path: an object's path
 * @kind: (out): what it is
 *
 * Returns: (transfer full) (nullable): its id, %NULL for any other path.
 */
char *
tocsin_control_object_parse_path (const char *path, TocsinControlObjectKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (path, kinds[i].root) && path[strlen (kinds[i].root)] == '/')
      {
        *kind = (TocsinControlObjectKind) i;
        return tocsin_control_object_parse_node (path + strlen (kinds[i].root) + 1);
      }

  return NULL;
}

/**
 * tocsin_control_object_describe: (skip)
 * @kind: what it is
 * @description: an `a{sv}` of it
 *
 * Returns: (transfer full): an `a{sv}` of its properties; the last of them is all of @description.
 */
GVariant *
tocsin_control_object_describe (TocsinControlObjectKind kind, GVariant *description)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (const Field *field = kinds[kind].fields; field->property != NULL; field++)
    {
      g_autoptr (GVariant) value =
          g_variant_lookup_value (description, field->key, G_VARIANT_TYPE (field->type));

      g_variant_builder_add (&builder, "{sv}", field->property,
                             value != NULL ? value : g_variant_new_string (""));
    }
  g_variant_builder_add (&builder, "{sv}", "Description", description);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * tocsin_control_object_compare: (skip)
 * @before: properties as they were
 * @now: as they are, the same ones
 *
 * Returns: (transfer full): an `a{sv}` of those that are others now.
 */
GVariant *
tocsin_control_object_compare (GVariant *before, GVariant *now)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_iter_init (&iter, now);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) old = g_variant_lookup_value (before, name, NULL);

      if (old == NULL || !g_variant_equal (old, value))
        g_variant_builder_add (&builder, "{sv}", name, value);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
