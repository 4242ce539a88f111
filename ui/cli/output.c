/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/output.h"

#include "core/base/text.h"
#include "core/engine/describe.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* The data of an event is JSON already: here it becomes a part of the document. */
static void
unfold_data (JsonNode *node)
{
  JsonObject *object;
  g_autoptr (JsonNode) data = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  if (json_object_has_member (object, "data"))
    data = json_from_string (json_object_get_string_member_with_default (object, "data", ""), NULL);
  if (data != NULL)
    json_object_set_member (object, "data", g_steal_pointer (&data));
}

static void
unfold_element (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  unfold_data (node);
}

static char *
to_json (GVariant *value, gboolean pretty)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autoptr (JsonNode) node = json_gvariant_serialize (owned);

  if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), unfold_element, NULL);
  else
    unfold_data (node);

  return json_to_string (node, pretty);
}

/**
 * tocsin_output_to_json:
 * @value: any variant; a floating reference is taken
 *
 * Returns: (transfer full): one JSON document on one line.
 */
char *
tocsin_output_to_json (GVariant *value)
{
  return to_json (value, FALSE);
}

/**
 * tocsin_output_json:
 * @value: any variant; a floating reference is taken
 *
 * Prints it as one JSON document.
 */
void
tocsin_output_json (GVariant *value)
{
  g_autofree char *text = to_json (value, TRUE);

  g_print ("%s\n", text);
}

/**
 * tocsin_output_json_line:
 * @value: any variant; a floating reference is taken
 *
 * Prints it as JSON on one line, as streams of objects are printed.
 */
void
tocsin_output_json_line (GVariant *value)
{
  g_autofree char *text = to_json (value, FALSE);

  g_print ("%s\n", text);
}

/**
 * tocsin_output_measure:
 * @text: valid UTF-8 on one line
 *
 * Returns: how many columns of a terminal it takes.
 */
gsize
tocsin_output_measure (const char *text)
{
  gsize width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

static void
print_row (const char *const *cells, const gsize *widths, gsize columns)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize i = 0; i < columns; i++)
    g_string_append_printf (line, "%s%*s", cells[i],
                            (int) (widths[i] - tocsin_output_measure (cells[i]) + 2), "");
  g_print ("%s\n", g_strchomp (line->str));
}

/**
 * tocsin_output_table:
 * @headings: (array zero-terminated=1): the columns, marked for translation
 * @rows: (element-type GStrv): as many cells each, valid UTF-8 on one line
 *
 * Prints a table; nothing at all when it has no rows.
 */
void
tocsin_output_table (const char *const *headings, GPtrArray *rows)
{
  gsize columns = g_strv_length ((char **) headings);
  g_autofree gsize *widths = g_new0 (gsize, columns);
  g_autofree const char **translated = g_new0 (const char *, columns);

  if (rows->len == 0)
    return;

  for (gsize i = 0; i < columns; i++)
    {
      translated[i] = _ (headings[i]);
      widths[i] = tocsin_output_measure (translated[i]);
    }
  for (guint row = 0; row < rows->len; row++)
    for (gsize i = 0; i < columns; i++)
      widths[i] =
          MAX (widths[i], tocsin_output_measure (((GStrv) g_ptr_array_index (rows, row))[i]));

  print_row (translated, widths, columns);
  for (guint row = 0; row < rows->len; row++)
    print_row (g_ptr_array_index (rows, row), widths, columns);
}

/**
 * tocsin_output_speaker:
 * @code: an error's stable name
 *
 * Returns: (transfer none): who spoke the words that came with it, to be printed before them.
 */
const char *
tocsin_output_speaker (const char *code)
{
  return g_str_has_prefix (code, "proxy.") ? _ ("the proxy says:") : _ ("the server says:");
}

/**
 * tocsin_output_field:
 * @dict: an `a{sv}`
 * @key: a key
 *
 * Returns: (transfer none): the string there, "" when there is none.
 */
const char *
tocsin_output_field (GVariant *dict, const char *key)
{
  const char *value = "";

  g_variant_lookup (dict, key, "&s", &value);

  return value;
}

/* What is to be typed again is never cut; services have references of some hundred letters. */
static char *
make_cell (GVariant *dict, const char *field)
{
  gsize most = g_str_equal (field, "ref") ? 0 : 80;
  gint64 number;

  if (g_variant_lookup (dict, field, "x", &number))
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return tocsin_text_show (tocsin_output_field (dict, field), most);
}

/**
 * tocsin_output_dicts:
 * @headings: (array zero-terminated=1): the columns, marked for translation
 * @fields: (array zero-terminated=1): the key that each column shows
 * @dicts: an `aa{sv}`
 *
 * Prints a table of dictionaries.
 */
void
tocsin_output_dicts (const char *const *headings, const char *const *fields, GVariant *dicts)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GVariantIter iter;
  GVariant *dict;

  g_variant_iter_init (&iter, dicts);
  while ((dict = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();

      for (gsize i = 0; fields[i] != NULL; i++)
        {
          g_autofree char *cell = make_cell (dict, fields[i]);

          g_strv_builder_add (cells, cell);
        }
      g_ptr_array_add (rows, g_strv_builder_end (cells));
      g_variant_unref (dict);
    }
  tocsin_output_table (headings, rows);
}

/**
 * tocsin_output_row:
 * @fields: (array zero-terminated=1): the key that each column shows, or the headings
 * @dict: (nullable): an `a{sv}`, %NULL for the headings themselves
 * @widths: how many columns of a terminal each takes at the least
 *
 * Prints one row of a table whose rows come one by one.
 */
void
tocsin_output_row (const char *const *fields, GVariant *dict, const gsize *widths)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (gsize i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *cell = dict != NULL ? make_cell (dict, fields[i]) : g_strdup (_ (fields[i]));
      gsize width = tocsin_output_measure (cell);

      g_string_append_printf (line, "%s%*s", cell,
                              (int) (width < widths[i] ? widths[i] - width : 0) + 2, "");
    }
  g_print ("%s\n", g_strchomp (line->str));
}

/**
 * tocsin_output_when:
 * @iso: a time in ISO 8601, or ""
 *
 * Returns: (transfer full): "12 s ago", "in 3 min": what a person wants to know of it.
 */
char *
tocsin_output_when (const char *iso)
{
  g_autoptr (GDateTime) time = iso[0] != '\0' ? g_date_time_new_from_iso8601 (iso, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  gint64 seconds, amount;
  const char *unit;
  g_autofree char *span = NULL;

  if (time == NULL)
    return g_strdup ("–");

  seconds = g_date_time_difference (now, time) / G_TIME_SPAN_SECOND;
  amount = ABS (seconds);
  unit = "s";
  if (amount >= 172800)
    amount /= 86400, unit = "d";
  else if (amount >= 7200)
    amount /= 3600, unit = "h";
  else if (amount >= 120)
    amount /= 60, unit = "min";
  span = g_strdup_printf ("%" G_GINT64_FORMAT " %s", amount, unit);

  return seconds >= 0 ? g_strdup_printf (_ ("%s ago"), span) : g_strdup_printf (_ ("in %s"), span);
}

/**
 * tocsin_output_next:
 * @iso: when something is to be done, in ISO 8601, or ""
 *
 * Returns: (transfer full): "in 3 min", or "now" once the time has come.
 */
char *
tocsin_output_next (const char *iso)
{
  g_autoptr (GDateTime) time = iso[0] != '\0' ? g_date_time_new_from_iso8601 (iso, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  if (time != NULL && g_date_time_compare (time, now) <= 0)
    return g_strdup (_ ("now"));

  return tocsin_output_when (iso);
}

/**
 * tocsin_output_value:
 * @cli: the run
 * @key: what it is called in JSON
 * @value: the one thing that a command found out
 *
 * Prints it.
 */
void
tocsin_output_value (TocsinCli *cli, const char *key, const char *value)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (!cli->json)
    {
      g_print ("%s%s", value, g_str_has_suffix (value, "\n") ? "" : "\n");
      return;
    }
  tocsin_describe_string (&dict, key, value);
  tocsin_output_json (g_variant_dict_end (&dict));
}

/**
 * tocsin_output_done:
 * @cli: the run
 * @id: the id of what has just been changed
 *
 * A person needs no answer to a command that did what it says; a program is given a document.
 */
void
tocsin_output_done (TocsinCli *cli, const char *id)
{
  if (cli->json)
    tocsin_output_value (cli, "id", id);
}

/**
 * tocsin_output_lines:
 * @text: what a server, a message or a program said
 *
 * Prints it line by line, with everything escaped that could play tricks on a terminal.
 */
void
tocsin_output_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = tocsin_text_escape (g_strchomp (lines[i]), -1, 0);

      if (line[0] != '\0' || lines[i + 1] != NULL)
        g_print ("%s\n", line);
    }
}

/**
 * tocsin_output_id:
 * @cli: the run
 * @id: the id of what has just been made
 *
 * Prints it so that a script can take it up.
 */
void
tocsin_output_id (TocsinCli *cli, const char *id)
{
  tocsin_output_value (cli, "id", id);
}
