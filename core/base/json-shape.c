/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/json-shape.h"

/**
 * tocsin_json_shape_is_object: (skip)
 * @text: what a stranger gives for JSON
 * @length: how many bytes
 * @most_depth: how deep objects and arrays may be in one another
 *
 * To be asked before JSON-GLib is, which calls itself for each level until the stack ends, and
 * reads on behind the end, losing what it had.
 *
 * Returns: whether it is one object, as far as brackets tell, with nothing behind it.
 */
gboolean
tocsin_json_shape_is_object (const char *text, gsize length, guint most_depth)
{
  guint depth = 0;
  gboolean in_string = FALSE;
  gboolean is_over = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string)
        {
          in_string = text[i] != '"';
          if (text[i] == '\\')
            i++;
          continue;
        }
      if (g_ascii_isspace (text[i]))
        continue;
      if (is_over || (depth == 0 && text[i] != '{'))
        return FALSE;
      in_string = text[i] == '"';
      if (text[i] == '{' || text[i] == '[')
        depth++;
      if (text[i] == '}' || text[i] == ']')
        depth--;
      if (depth > most_depth)
        return FALSE;
      is_over = depth == 0;
    }

  return is_over;
}
