/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/encoders.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Of one field; a header may hold several. */
#define MAX_IN_HEADER 2000

static void
append_percent (GString *text, guchar c)
{
  g_string_append_printf (text, "%%%02X", c);
}

static char *
encode_but (const char *value, gboolean (*stays) (guchar c))
{
  GString *text = g_string_new (NULL);

  for (const guchar *c = (const guchar *) value; *c != '\0'; c++)
    if (stays (*c))
      g_string_append_c (text, (char) *c);
    else
      append_percent (text, *c);

  return g_string_free (text, FALSE);
}

/**
 * encode_for_address:
 *
 * For a path or a query: it ends no segment and no parameter.
 */
char *
encode_for_address (const char *value, const char *field, gpointer user_data)
{
  return g_uri_escape_string (value, NULL, FALSE);
}

static gboolean
is_plain_in_header (guchar c)
{
  return c >= ' ' && c < 0x7f && c != '%';
}

/**
 * encode_for_header:
 *
 * For the value of a header: one line, of which no more is left than a server takes. What is not
 * printable ASCII is percent-encoded, as CloudEvents does it; blanks stay.
 */
char *
encode_for_header (const char *value, const char *field, gpointer user_data)
{
  char *text = encode_but (value, is_plain_in_header);
  gsize length = strlen (text);

  if (length > MAX_IN_HEADER)
    {
      length = MAX_IN_HEADER;
      /* Not through the middle of %XX. */
      while (text[length - 1] == '%' || text[length - 2] == '%')
        length--;
      text[length] = '\0';
    }

  return text;
}

/* CloudEvents 1.0.2, HTTP binding, section 3.1.3.2. */
static gboolean
is_plain_in_attribute (guchar c)
{
  return c > ' ' && c < 0x7f && c != '%' && c != '"';
}

/**
 * encode_attribute:
 * @value: an attribute of a CloudEvent
 *
 * Returns: (transfer full): it as the value of its header.
 */
char *
encode_attribute (const char *value)
{
  return encode_but (value, is_plain_in_attribute);
}

/**
 * encode_for_json:
 *
 * For the inside of a string of JSON (RFC 8259, section 7).
 */
char *
encode_for_json (const char *value, const char *field, gpointer user_data)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
  g_autofree char *quoted = json_to_string (node, FALSE);

  return g_strndup (quoted + 1, strlen (quoted) - 2);
}

/* The URL standard's application/x-www-form-urlencoded: a blank is a plus. */
static gboolean
is_plain_in_form (guchar c)
{
  return g_ascii_isalnum (c) || strchr ("*-._ ", c) != NULL;
}

/**
 * encode_for_form:
 * @value: a name or a value of a form
 *
 * Returns: (transfer full): it as it is sent.
 */
char *
encode_for_form (const char *value)
{
  char *text = encode_but (value, is_plain_in_form);

  return g_strdelimit (text, " ", '+');
}

static gboolean
is_plain_in_file_name (guchar c)
{
  return c >= ' ' && c != 0x7f && c != '"' && c != '\\';
}

/**
 * encode_file_name:
 * @value: the name of an attachment
 *
 * Returns: (transfer full): it between quotes of a multipart/form-data (RFC 7578, section 2).
 */
char *
encode_file_name (const char *value)
{
  return encode_but (value, is_plain_in_file_name);
}
