/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/metrics-text.h"

#include "core/engine/describe-read.h"
#include "core/engine/outbox-mail.h"

#include <string.h>

/* Connections and tasks that have figures of their own; with more of them whoever collects the
 * figures would drown. All of them are in the sums. */
#define MOST_LABELLED 1000

static GVariant *
look_up (GVariant *dict, const char *key, const char *type)
{
  return g_variant_lookup_value (dict, key, G_VARIANT_TYPE (type));
}

/* Numbers have the width that whoever made the dictionary found right. */
static gint64
to_number (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_variant_get_boolean (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_variant_get_uint32 (value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    return (gint64) g_variant_get_uint64 (value);

  return -1;
}

static gint64
look_up_number (GVariant *dict, const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (dict, key, NULL);

  return value != NULL ? to_number (value) : -1;
}

static const char *
look_up_string (GVariant *dict, const char *key)
{
  const char *text = "";

  g_variant_lookup (dict, key, "&s", &text);

  return text;
}

static void
begin (GString *page, const char *name, const char *type, const char *help)
{
  g_string_append_printf (page, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
add_label (GString *page, const char *label, const char *value)
{
  g_string_append_printf (page, "%s=\"", label);
  for (const char *c = value; *c != '\0'; c++)
    if (*c == '\n')
      g_string_append (page, "\\n");
    else
      {
        if (*c == '"' || *c == '\\')
          g_string_append_c (page, '\\');
        g_string_append_c (page, *c);
      }
  g_string_append_c (page, '"');
}

/* With one label, or with two, or none. */
static void
add (GString *page,
     const char *name,
     const char *label,
     const char *value,
     const char *other_label,
     const char *other_value,
     gint64 number)
{
  g_string_append (page, name);
  if (label != NULL)
    {
      g_string_append_c (page, '{');
      add_label (page, label, value);
      if (other_label != NULL)
        {
          g_string_append_c (page, ',');
          add_label (page, other_label, other_value);
        }
      g_string_append_c (page, '}');
    }
  g_string_append_printf (page, " %" G_GINT64_FORMAT "\n", number);
}

static void
add_single (GString *page, const char *name, const char *type, const char *help, gint64 number)
{
  begin (page, name, type, help);
  add (page, name, NULL, NULL, NULL, NULL, number);
}

/* A dictionary of numbers: each key is a value of the label. */
static void
add_numbers (GString *page, const char *name, const char *label, GVariant *numbers)
{
  GVariantIter iter;
  GVariant *entry;

  if (numbers == NULL)
    return;
  g_variant_iter_init (&iter, numbers);
  while ((entry = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) boxed = g_variant_get_child_value (entry, 1);
      g_autoptr (GVariant) value = g_variant_is_of_type (boxed, G_VARIANT_TYPE_VARIANT)
                                       ? g_variant_get_variant (boxed)
                                       : g_variant_ref (boxed);

      if (to_number (value) >= 0)
        add (page, name, label, g_variant_get_string (key, NULL), NULL, NULL, to_number (value));
      g_variant_unref (entry);
    }
}

/* How many of them are in each state; the states are words of ours, of which there are few. */
static void
add_states (GString *page, const char *name, GVariant *items)
{
  g_autoptr (GHashTable) states = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) names = NULL;

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      gpointer state = (gpointer) g_intern_string (look_up_string (item, "state"));
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (states, state));

      g_hash_table_insert (states, state, GUINT_TO_POINTER (count + 1));
    }
  names = g_list_sort (g_hash_table_get_keys (states), (GCompareFunc) strcmp);
  for (GList *state = names; state != NULL; state = state->next)
    add (page, name, "state", state->data, NULL, NULL,
         GPOINTER_TO_UINT (g_hash_table_lookup (states, state->data)));
}

/* A figure of one item; -1 where there is none. */
typedef gint64 (*Figure) (GVariant *item, gint64 now);

static void
add_each (GString *page,
          const char *name,
          const char *help,
          GVariant *items,
          const char *label,
          Figure figure,
          gint64 now)
{
  gsize most = MIN (g_variant_n_children (items), MOST_LABELLED);

  begin (page, name, "gauge", help);
  for (gsize i = 0; i < most; i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      gint64 number = figure (item, now);

      if (number >= 0)
        add (page, name, label, look_up_string (item, "id"), NULL, NULL, number);
    }
}

static gint64
get_last_success (GVariant *connection, gint64 now)
{
  gint64 time = tocsin_describe_read_time (connection, "last-check");

  return time > 0 ? time / G_USEC_PER_SEC : -1;
}

static gint64
get_lag (GVariant *connection, gint64 now)
{
  gint64 expected = tocsin_describe_read_time (connection, "expected");

  return expected > 0 ? MAX (now - expected, 0) / G_USEC_PER_SEC : -1;
}

static gint64
get_failures (GVariant *connection, gint64 now)
{
  return look_up_number (connection, "failures");
}

static gint64
get_stalled (GVariant *connection, gint64 now)
{
  return look_up_number (connection, "stalled");
}

static gint64
get_token_expiry (GVariant *connection, gint64 now)
{
  g_autoptr (GVariant) sign_in = look_up (connection, "sign-in", "a{sv}");
  gint64 time = sign_in != NULL ? tocsin_describe_read_time (sign_in, "expires") : 0;

  return time > 0 ? time / G_USEC_PER_SEC : -1;
}

static gint64
get_needs_sign_in (GVariant *connection, gint64 now)
{
  g_autoptr (GVariant) sign_in = look_up (connection, "sign-in", "a{sv}");

  return sign_in != NULL ? look_up_number (sign_in, "needs-sign-in") : -1;
}

static void
write_connections (GString *page, GVariant *connections, gint64 now)
{
  begin (page, "tocsin_connections", "gauge", "Connections by what they do.");
  add_states (page, "tocsin_connections", connections);
  add_each (page, "tocsin_connection_last_success_timestamp_seconds",
            "When mail was last looked for with success.", connections, "connection",
            get_last_success, now);
  add_each (page, "tocsin_connection_lag_seconds",
            "For how long a look that is due has not succeeded.", connections, "connection",
            get_lag, now);
  add_each (page, "tocsin_connection_failures", "Looks in a row that failed.", connections,
            "connection", get_failures, now);
  add_each (page, "tocsin_connection_stalled",
            "Whether no look has succeeded for longer than alarm-after.", connections, "connection",
            get_stalled, now);
  add_each (page, "tocsin_token_expiry_timestamp_seconds", "When the access token expires.",
            connections, "connection", get_token_expiry, now);
  add_each (page, "tocsin_token_needs_sign_in", "Whether a person has to sign in.", connections,
            "connection", get_needs_sign_in, now);
}

static void
write_tasks (GString *page, GVariant *tasks)
{
  static const char *const outcomes[] = { "examined", "matched" };
  gsize most = MIN (g_variant_n_children (tasks), MOST_LABELLED);

  begin (page, "tocsin_tasks", "gauge", "Tasks by their state.");
  add_states (page, "tocsin_tasks", tasks);
  begin (page, "tocsin_messages_total", "counter", "Messages by what a task made of them.");
  for (gsize i = 0; i < most; i++)
    {
      g_autoptr (GVariant) task = g_variant_get_child_value (tasks, i);
      g_autoptr (GVariant) events = look_up (task, "events", "a{sv}");

      for (gsize j = 0; events != NULL && j < G_N_ELEMENTS (outcomes); j++)
        add (page, "tocsin_messages_total", "task", look_up_string (task, "id"), "outcome",
             outcomes[j], MAX (look_up_number (events, outcomes[j]), 0));
    }
}

static void
write_outbox (GString *page, GVariant *outbox)
{
  begin (page, "tocsin_outbox_mails", "gauge", "Mail to be sent by its state.");
  for (guint state = 0; state < TOCSIN_OUTBOX_N_STATES; state++)
    {
      const char *name = tocsin_outbox_state_to_string (state);
      gint64 sum = 0;

      if (state == TOCSIN_OUTBOX_SENT || state == TOCSIN_OUTBOX_REMOVED)
        continue;
      for (gsize i = 0; i < g_variant_n_children (outbox); i++)
        {
          g_autoptr (GVariant) mail = g_variant_get_child_value (outbox, i);

          sum += MAX (look_up_number (mail, name), 0);
        }
      add (page, "tocsin_outbox_mails", "state", name, NULL, NULL, sum);
    }
}

static void
write_engine (GString *page, GVariant *engine)
{
  g_autoptr (GVariant) actions = look_up (engine, "actions", "a{st}");

  begin (page, "tocsin_info", "gauge", "The engine's version.");
  add (page, "tocsin_info", "version", look_up_string (engine, "version"), NULL, NULL, 1);
  add_single (page, "tocsin_start_time_seconds", "gauge", "When the engine started.",
              tocsin_describe_read_time (engine, "started") / G_USEC_PER_SEC);
  add_single (page, "tocsin_paused", "gauge", "Whether a person has paused the engine.",
              MAX (look_up_number (engine, "paused"), 0));
  add_single (page, "tocsin_sessions", "gauge", "Sessions that wait for their server to speak.",
              MAX (look_up_number (engine, "sessions"), 0));
  add_single (page, "tocsin_workers", "gauge", "Workers that are busy.",
              MAX (look_up_number (engine, "workers"), 0));
  begin (page, "tocsin_actions_total", "counter", "Actions by what became of them.");
  add_numbers (page, "tocsin_actions_total", "outcome", actions);
}

static void
write_unlabelled (GString *page, GVariant *connections, GVariant *tasks)
{
  begin (page, "tocsin_unlabelled", "gauge",
         "Connections and tasks that are too many to have figures of their own.");
  add (page, "tocsin_unlabelled", "kind", "connection", NULL, NULL,
       MAX ((gint64) g_variant_n_children (connections) - MOST_LABELLED, 0));
  add (page, "tocsin_unlabelled", "kind", "task", NULL, NULL,
       MAX ((gint64) g_variant_n_children (tasks) - MOST_LABELLED, 0));
}

/**
 * tocsin_metrics_write:
 * @status: what tocsin_engine_describe() tells
 * @now: the time, microseconds since 1970
 *
 * Returns: (transfer full): the same for Prometheus. Labels are identifiers and words of ours:
 *   nothing that a mail says, and no name or address.
 */
char *
tocsin_metrics_write (GVariant *status, gint64 now)
{
  GString *page = g_string_new (NULL);
  g_autoptr (GVariant) engine = look_up (status, "engine", "a{sv}");
  g_autoptr (GVariant) connections = look_up (status, "connections", "aa{sv}");
  g_autoptr (GVariant) tasks = look_up (status, "tasks", "aa{sv}");
  g_autoptr (GVariant) queue = look_up (status, "queue", "a{sv}");
  g_autoptr (GVariant) outbox = look_up (status, "outbox", "aa{sv}");
  g_autoptr (GVariant) problems = look_up (status, "problems", "aa{sv}");

  write_engine (page, engine);
  write_connections (page, connections, now);
  write_tasks (page, tasks);
  begin (page, "tocsin_events", "gauge", "Events in the journal by their state.");
  add_numbers (page, "tocsin_events", "state", queue);
  write_outbox (page, outbox);
  add_single (page, "tocsin_problems", "gauge", "What is wrong with settings, tasks, connections.",
              (gint64) g_variant_n_children (problems));
  write_unlabelled (page, connections, tasks);

  return g_string_free (page, FALSE);
}
