/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/run/environment.h"

#include "core/plugin/refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREFIX "TOCSIN_"
#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

/* What a program gets of our own environment: who and where it is, never what we were trusted with
 * (CREDENTIALS_DIRECTORY, tokens in variables). */
static const char *const passed[] = { "PATH", "HOME",     "USER",   "LOGNAME", "SHELL",
                                      "LANG", "LANGUAGE", "TMPDIR", "TZ",      NULL };

/* The way to the person's desktop, and out of a sandbox. */
static const char *const desktop[] = { "DBUS_SESSION_BUS_ADDRESS", "DISPLAY",
                                       "WAYLAND_DISPLAY",          "XAUTHORITY",
                                       "XDG_RUNTIME_DIR",          NULL };

/* Variables of this name tell our own programs what to do; no event sets them. */
static const char *const reserved[] = { "ATTACHMENTS", "CONFIG", "FAULT",
                                        "PLUGIN_PATH", "STATE",  NULL };

/* An environment while events are put into it. */
typedef struct
{
  GStrv variables;
  gsize room;
} Builder;

static gboolean
is_name (const char *text, gsize length)
{
  if (length == 0 || g_ascii_isdigit (text[0]))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '_')
      return FALSE;

  return TRUE;
}

/**
 * environment_check:
 * @assignments: (array zero-terminated=1): NAME=VALUE each
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether they can stand in an environment.
 */
gboolean
environment_check (const char *const *assignments, GError **error)
{
  for (gsize i = 0; assignments[i] != NULL; i++)
    {
      gsize length = strcspn (assignments[i], "=");

      if (assignments[i][length] != '=' || !is_name (assignments[i], length))
        return tocsin_refuse_key (error, "environment", _ ("“%s” should be like NAME=VALUE"),
                                  assignments[i]);
      if (g_str_has_prefix (assignments[i], PREFIX))
        return tocsin_refuse_key (error, "environment", _ ("“%s”: names in %s are the event's"),
                                  assignments[i], PREFIX);
    }

  return TRUE;
}

static void
set (Builder *builder, const char *name, const char *value)
{
  builder->variables = g_environ_setenv (builder->variables, name, value, TRUE);
}

static void
pass_on (Builder *builder, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (g_getenv (names[i]) != NULL)
      set (builder, names[i], g_getenv (names[i]));
}

static void
pass_on_locale (Builder *builder)
{
  g_auto (GStrv) names = g_listenv ();

  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "LC_"))
      set (builder, names[i], g_getenv (names[i]));
}

static char *
make_name (const char *member)
{
  char *name = g_strconcat (PREFIX, member, NULL);

  for (char *p = name; *p != '\0'; p++)
    *p = g_ascii_isalnum (*p) ? g_ascii_toupper (*p) : '_';

  return name;
}

static void
add (Builder *builder, const char *member, const char *value)
{
  g_autofree char *name = make_name (member);
  gsize limit = MIN (ENVIRONMENT_MAX_VALUE, builder->room);
  gsize length = strlen (value);
  g_autofree char *cut = NULL;

  if (g_strv_contains (reserved, name + strlen (PREFIX)))
    return;

  /* Not through the middle of a character. */
  if (length > limit)
    for (length = limit; length > 0 && (value[length] & 0xc0) == 0x80;)
      length--;
  cut = g_strndup (value, length);
  builder->room -= length;
  set (builder, name, cut);
}

static char *
format_address (JsonObject *object)
{
  const char *name = json_object_get_string_member_with_default (object, "name", "");
  const char *address = json_object_get_string_member_with_default (object, "address", "");

  return name[0] != '\0' ? g_strdup_printf ("%s <%s>", name, address) : g_strdup (address);
}

/* Lists of words and of addresses become one line. Those of anything else (headers, attachments)
 * have no form that an environment could hold; they are in the event's JSON. */
static char *
format_element (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (JSON_NODE_HOLDS_OBJECT (node)
      && json_object_has_member (json_node_get_object (node), "address"))
    return format_address (json_node_get_object (node));

  return NULL;
}

static void
add_array (Builder *builder, const char *member, JsonArray *array)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array) && text->len <= ENVIRONMENT_MAX_VALUE; i++)
    {
      g_autofree char *element = format_element (json_array_get_element (array, i));

      if (element == NULL)
        return;
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", element);
    }
  add (builder, member, text->str);
}

/* What programs want most: who wrote it, without a name around it. */
static void
add_first_address (Builder *builder, const char *member, JsonArray *array)
{
  g_autofree char *name = g_strconcat (member, "_address", NULL);
  JsonNode *first;

  if (json_array_get_length (array) == 0)
    return;

  first = json_array_get_element (array, 0);
  if (JSON_NODE_HOLDS_OBJECT (first)
      && json_object_has_member (json_node_get_object (first), "address"))
    add (builder, name,
         json_object_get_string_member_with_default (json_node_get_object (first), "address", ""));
}

static void
add_value (Builder *builder, const char *member, JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  g_autofree char *number = NULL;

  if (type == G_TYPE_STRING)
    add (builder, member, json_node_get_string (node));
  else if (type == G_TYPE_BOOLEAN)
    add (builder, member, json_node_get_boolean (node) ? "true" : "false");
  else
    {
      number = json_to_string (node, FALSE);
      add (builder, member, number);
    }
}

static void
add_members (Builder *builder, const char *prefix, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *member = g_strconcat (prefix, name, NULL);

      if (JSON_NODE_HOLDS_VALUE (node))
        add_value (builder, member, node);
      else if (JSON_NODE_HOLDS_ARRAY (node))
        {
          add_array (builder, member, json_node_get_array (node));
          add_first_address (builder, member, json_node_get_array (node));
        }
      else if (JSON_NODE_HOLDS_OBJECT (node) && prefix[0] == '\0')
        {
          g_autofree char *deeper = g_strconcat (name, "_", NULL);

          add_members (builder, deeper, json_node_get_object (node));
        }
    }
}

static void
add_event (Builder *builder, TocsinEvent *event)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_utc (tocsin_event_get_time (event) / G_USEC_PER_SEC);
  g_autofree char *stamp = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  add (builder, "event_id", tocsin_event_get_id (event));
  add (builder, "event_type", tocsin_event_get_event_type (event));
  add (builder, "event_source", tocsin_event_get_source (event));
  if (stamp != NULL)
    add (builder, "event_time", stamp);
  add_members (builder, "", tocsin_event_get_data (event));
}

/**
 * environment_new:
 * @assignments: (array zero-terminated=1): what the person adds
 * @event: what fills the variables whose names begin with `TOCSIN_`
 * @attachments: (nullable): the directory that `TOCSIN_ATTACHMENTS` names
 * @sandbox: whether the way to the desktop is left out
 *
 * Returns: (transfer full): a whole environment, of which nothing else of ours is part.
 */
GStrv
environment_new (const char *const *assignments,
                 TocsinEvent *event,
                 const char *attachments,
                 gboolean sandbox)
{
  Builder builder = { .variables = g_new0 (char *, 1), .room = ENVIRONMENT_MAX_TOTAL };

  set (&builder, "PATH", DEFAULT_PATH);
  set (&builder, "HOME", g_get_home_dir ());
  pass_on (&builder, passed);
  pass_on_locale (&builder);
  if (!sandbox)
    pass_on (&builder, desktop);
  for (gsize i = 0; assignments[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (assignments[i], strcspn (assignments[i], "="));

      set (&builder, name, assignments[i] + strlen (name) + 1);
    }
  add_event (&builder, event);
  if (attachments != NULL)
    set (&builder, PREFIX "ATTACHMENTS", attachments);

  return builder.variables;
}
