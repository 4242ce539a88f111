/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a request asks for: ids come from the server and names from a person, so each is escaped to
 * be one segment and nothing else. */
#include "plugins/office365/wire/target.h"

#include <string.h>

/* What means nothing in a query but what it says (RFC 3986, section 3.4). */
#define QUERY_SAFE "$(),/':*"

/**
 * graph_target_new:
 * @base: what it begins with, "/v1.0/me", escaped already
 * @segment: the first segment behind it, and then more, ended by %NULL
 *
 * Returns: (transfer full): the target, to which options can be added.
 */
GString *
graph_target_new (const char *base, const char *segment, ...)
{
  GString *target = g_string_new (base);
  va_list segments;

  va_start (segments, segment);
  for (const char *next = segment; next != NULL; next = va_arg (segments, const char *))
    {
      g_string_append_c (target, '/');
      g_string_append_uri_escaped (target, next, "$", FALSE);
    }
  va_end (segments);

  return target;
}

/**
 * graph_target_add:
 * @target: a target
 * @option: one of OData's query options, "$select"
 * @value: its value
 */
void
graph_target_add (GString *target, const char *option, const char *value)
{
  g_string_append_printf (target, "%c%s=", strchr (target->str, '?') != NULL ? '&' : '?', option);
  g_string_append_uri_escaped (target, value, QUERY_SAFE, FALSE);
}

/**
 * graph_target_add_number:
 * @target: a target
 * @option: one of OData's query options, "$top"
 * @number: its value
 */
void
graph_target_add_number (GString *target, const char *option, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  graph_target_add (target, option, text);
}
