/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/node.h"

#include <string.h>

/**
 * ews_node_new:
 * @name: the element's name
 *
 * Returns: (transfer full): an empty element.
 */
EwsNode *
ews_node_new (const char *name)
{
  EwsNode *self = g_new0 (EwsNode, 1);

  self->name = g_strdup (name);

  return self;
}

/**
 * ews_node_free:
 * @self: (transfer full): an element, with all in it
 */
void
ews_node_free (EwsNode *self)
{
  g_free (self->name);
  g_strfreev (self->attributes);
  g_free (self->text);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

/**
 * ews_node_take_child:
 * @self: an element
 * @child: (transfer full): one more in it
 */
void
ews_node_take_child (EwsNode *self, EwsNode *child)
{
  if (self->children == NULL)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_node_free);
  g_ptr_array_add (self->children, child);
}

/**
 * ews_node_get_n_children:
 * @self: (nullable): an element
 *
 * Returns: how many elements are in it.
 */
guint
ews_node_get_n_children (const EwsNode *self)
{
  return self != NULL && self->children != NULL ? self->children->len : 0;
}

/**
 * ews_node_get_nth:
 * @self: an element
 * @n: from 0
 *
 * Returns: (transfer none): the element in it.
 */
const EwsNode *
ews_node_get_nth (const EwsNode *self, guint n)
{
  return g_ptr_array_index (self->children, n);
}

/**
 * ews_node_find:
 * @self: (nullable): an element
 * @name: a name
 *
 * Returns: (nullable) (transfer none): the first element in it with that name.
 */
const EwsNode *
ews_node_find (const EwsNode *self, const char *name)
{
  for (guint i = 0; i < ews_node_get_n_children (self); i++)
    if (g_str_equal (ews_node_get_nth (self, i)->name, name))
      return ews_node_get_nth (self, i);

  return NULL;
}

/**
 * ews_node_get_text:
 * @self: (nullable): an element
 *
 * Returns: (transfer none): its text; empty of none.
 */
const char *
ews_node_get_text (const EwsNode *self)
{
  return self != NULL && self->text != NULL ? self->text : "";
}

/**
 * ews_node_get_attribute:
 * @self: (nullable): an element
 * @name: a name
 *
 * Returns: (nullable) (transfer none): the attribute's value.
 */
const char *
ews_node_get_attribute (const EwsNode *self, const char *name)
{
  if (self == NULL || self->attributes == NULL)
    return NULL;

  for (guint i = 0; self->attributes[i] != NULL; i += 2)
    if (g_str_equal (self->attributes[i], name))
      return self->attributes[i + 1];

  return NULL;
}

/**
 * ews_node_is_response:
 * @self: an element in the list of responses
 *
 * Returns: whether it is one: elements that nobody has heard of may stand there, too, and are not
 *   counted.
 */
gboolean
ews_node_is_response (const EwsNode *self)
{
  return ews_node_get_attribute (self, "ResponseClass") != NULL
         || g_str_has_suffix (self->name, "ResponseMessage")
         || g_str_has_suffix (self->name, "Response");
}

/**
 * ews_node_find_text:
 * @self: (nullable): an element
 * @name: a name
 *
 * Returns: (nullable) (transfer none): the text of the first element in it with that name.
 */
const char *
ews_node_find_text (const EwsNode *self, const char *name)
{
  const EwsNode *found = ews_node_find (self, name);

  return found != NULL ? ews_node_get_text (found) : NULL;
}

/**
 * ews_boolean_parse:
 * @text: `true`, `false`, `1` or `0`, as XML Schema writes them
 * @value: (out): what it means
 *
 * Returns: whether it means something.
 */
gboolean
ews_boolean_parse (const char *text, gboolean *value)
{
  g_autofree char *word = g_strstrip (g_ascii_strdown (text, -1));

  *value = g_str_equal (word, "true") || g_str_equal (word, "1");

  return *value || g_str_equal (word, "false") || g_str_equal (word, "0");
}

/**
 * ews_node_find_boolean:
 * @self: (nullable): an element
 * @name: a name
 * @otherwise: what holds if the answer does not tell
 *
 * Returns: what the first element in it with that name says.
 */
gboolean
ews_node_find_boolean (const EwsNode *self, const char *name, gboolean otherwise)
{
  const char *text = ews_node_find_text (self, name);
  gboolean value;

  return text != NULL && ews_boolean_parse (text, &value) ? value : otherwise;
}

/**
 * ews_number_parse:
 * @text: (nullable): a number
 * @otherwise: what holds if it is none
 *
 * Returns: the number.
 */
gint64
ews_number_parse (const char *text, gint64 otherwise)
{
  g_autofree char *word = text != NULL ? g_strstrip (g_strdup (text)) : NULL;
  gint64 value;

  if (word != NULL && g_ascii_string_to_signed (word, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return value;

  return otherwise;
}

/**
 * ews_node_find_number:
 * @self: (nullable): an element
 * @name: a name
 * @otherwise: what holds if the answer does not tell
 *
 * Returns: what the first element in it with that name says.
 */
gint64
ews_node_find_number (const EwsNode *self, const char *name, gint64 otherwise)
{
  return ews_number_parse (ews_node_find_text (self, name), otherwise);
}

/**
 * ews_time_parse:
 * @text: a time as XML Schema writes it, `2026-11-21T08:30:00Z`; without a zone it is UTC
 *
 * Returns: microseconds since 1970, 0 of what is no time.
 */
gint64
ews_time_parse (const char *text)
{
  g_autofree char *word = g_strstrip (g_strdup (text));
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (word, utc);

  if (time == NULL)
    return 0;

  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

/**
 * ews_time_format:
 * @microseconds: since 1970
 *
 * Returns: (transfer full): the time as requests have it, to the second.
 */
char *
ews_time_format (gint64 microseconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (microseconds / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ")
                      : g_strdup ("1970-01-01T00:00:00Z");
}

/**
 * ews_node_find_time:
 * @self: (nullable): an element
 * @name: a name
 *
 * Returns: what the first element in it with that name says, in microseconds since 1970; 0 if the
 *   answer does not tell.
 */
gint64
ews_node_find_time (const EwsNode *self, const char *name)
{
  const char *text = ews_node_find_text (self, name);

  return text != NULL ? ews_time_parse (text) : 0;
}
