/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/send/encoders.h"

#include "core/mail/address-parse.h"
#include "core/mail/address-spec.h"

#include <string.h>

/* Words of a name, good in quotes and out of them: nothing that begins or ends anything. */
static char *
make_words (const char *value)
{
  char *words = g_strdup (value);

  for (char *p = words; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || strchr ("\"\\<>()[],;:@", *p) != NULL)
      *p = ' ';

  return g_strstrip (words);
}

static JsonArray *
find_addresses (JsonObject *data, const char *field)
{
  static const char *const names[] = { "from", "sender", "to", "cc", "reply_to", NULL };
  JsonNode *node = g_strv_contains (names, field) ? json_object_get_member (data, field) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* A name that looks like several addresses is still one name. */
static char *
list_addresses (JsonArray *array)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      const char *name = json_object_get_string_member_with_default (object, "name", "");
      const char *spec = json_object_get_string_member_with_default (object, "address", "");
      g_autoptr (TocsinAddress) address = tocsin_address_new (name, spec, NULL);
      g_autofree char *text = tocsin_address_format (address);

      if (tocsin_address_spec_check (spec, NULL))
        g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", text);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * encode_address:
 * @value: what a field holds
 * @field: its name
 * @user_data: the #JsonObject of the event's data
 *
 * For a list of addresses. A field of addresses becomes those addresses, one that holds a bare
 * address stays it, and anything else becomes words: no field can add a recipient that the pattern
 * does not ask for.
 *
 * Returns: (transfer full): what can stand there.
 */
char *
encode_address (const char *value, const char *field, gpointer user_data)
{
  JsonArray *addresses = find_addresses (user_data, field);

  if (addresses != NULL)
    return list_addresses (addresses);

  return tocsin_address_spec_check (value, NULL) && strchr (value, '"') == NULL
             ? g_strdup (value)
             : make_words (value);
}

/**
 * encode_header:
 * @value: what a field holds
 * @field: its name
 * @user_data: not used
 *
 * For a header: what would begin another one becomes a blank.
 *
 * Returns: (transfer full): one line.
 */
char *
encode_header (const char *value, const char *field, gpointer user_data)
{
  char *line = g_strdup (value);

  for (char *p = line; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  return line;
}

/**
 * encode_html:
 * @value: what a field holds
 * @field: its name
 * @user_data: not used
 *
 * For HTML, in text and in attributes with quotes: markup becomes text, a line end a break.
 *
 * Returns: (transfer full): HTML that shows @value.
 */
char *
encode_html (const char *value, const char *field, gpointer user_data)
{
  g_autofree char *escaped = g_markup_escape_text (value, -1);
  g_autoptr (GString) html = g_string_new (escaped);

  g_string_replace (html, "\r\n", "\n", 0);
  g_string_replace (html, "\n", "<br>\n", 0);

  return g_string_free (g_steal_pointer (&html), FALSE);
}
