/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* By what it leaves in a header (RFC 3834, section 3.1.8) a task knows what it sent when it comes
 * back, over however many tasks it came: each adds its own and carries the others along. */
#include "plugins/send/trace.h"

#include "core/mail/auto-reply.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MACHINE_ID "/etc/machine-id"
/* Hexadecimal digits of a trace. */
#define LENGTH 24

/**
 * trace_make:
 * @task: the id of the task
 * @action: the id of the action
 *
 * Returns: (transfer full): what names the action among all that send mail, and tells nobody
 *   anything about it.
 */
char *
trace_make (const char *task, const char *action)
{
  g_autofree char *machine = NULL;
  g_autofree char *name = g_strdup_printf ("tocsin send %s/%s", task, action);
  g_autofree char *hash = NULL;

  if (!g_file_get_contents (MACHINE_ID, &machine, NULL, NULL))
    machine = g_strdup (g_get_host_name ());
  hash = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) machine, strlen (machine),
                                    name, -1);

  return g_strndup (hash, LENGTH);
}

static gboolean
is_trace (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 2 * LENGTH
         && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-") == length;
}

/**
 * trace_find:
 * @data: an event's data
 *
 * Returns: (transfer full): the traces that the message brings along.
 */
GStrv
trace_find (JsonObject *data)
{
  g_autoptr (GStrvBuilder) traces = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (data, "headers");
  JsonArray *headers =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; headers != NULL && i < json_array_get_length (headers); i++)
    {
      JsonObject *header = json_array_get_object_element (headers, i);
      const char *name = json_object_get_string_member_with_default (header, "name", "");
      const char *value = json_object_get_string_member_with_default (header, "value", "");

      if (g_ascii_strcasecmp (name, TOCSIN_AUTO_REPLY_TRACE) == 0 && is_trace (value))
        g_strv_builder_add (traces, value);
    }

  return g_strv_builder_end (traces);
}

/**
 * trace_refuse:
 * @traces: (array zero-terminated=1): what a message brings along
 * @own: the action's own
 *
 * Returns: (transfer full) (nullable): why the message must set off nothing more, %NULL when it
 * may.
 */
char *
trace_refuse (const char *const *traces, const char *own)
{
  if (g_strv_contains (traces, own))
    return g_strdup (_ ("the message came from this very action: it goes round in a circle"));
  if (g_strv_length ((char **) traces) >= TRACE_MAX_HOPS)
    return g_strdup_printf (_ ("the message came through %d tasks already"), TRACE_MAX_HOPS);

  return NULL;
}
