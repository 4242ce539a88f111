/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/value-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/key-info-private.h"
#include "core/settings/secret-reference.h"

/* More of a bad value makes no message clearer. */
#define MAX_SHOWN 100

static GVariant *
parse_variant (const GVariantType *type, const char *text)
{
  GVariant *value = g_variant_parse (type, text, NULL, NULL, NULL);

  return value;
}

static GVariant *
parse_boolean (const char *text)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char *word = g_ascii_strdown (text, -1);

  g_strstrip (word);
  if (g_strv_contains (yes, word))
    return g_variant_new_boolean (TRUE);
  if (g_strv_contains (no, word))
    return g_variant_new_boolean (FALSE);

  return NULL;
}

static GVariant *
parse_list (const char *text)
{
  g_autoptr (GVariantBuilder) builder = g_variant_builder_new (G_VARIANT_TYPE_STRING_ARRAY);
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_auto (GStrv) items = NULL;

  if (trimmed[0] == '[' || trimmed[0] == '@')
    return parse_variant (G_VARIANT_TYPE_STRING_ARRAY, trimmed);

  items = g_strsplit (trimmed, ",", -1);
  for (char **item = items; *item != NULL; item++)
    if (*g_strstrip (*item) != '\0')
      g_variant_builder_add (builder, "s", *item);

  return g_variant_builder_end (builder);
}

static GVariant *
parse_unsigned (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  guint64 number;

  if (!g_ascii_string_to_unsigned (trimmed, 10, 0, G_MAXUINT32, &number, NULL))
    return NULL;

  return g_variant_new_uint32 ((guint32) number);
}

static GVariant *
parse_time (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  guint seconds;

  if (!tocsin_text_parse_seconds (trimmed, &seconds, NULL))
    return NULL;

  return g_variant_new_uint32 (seconds);
}

static GVariant *
parse_string (const char *text, TocsinValueForm form)
{
  if (form == TOCSIN_VALUE_FILE && (text[0] == '\'' || text[0] == '"'))
    return parse_variant (G_VARIANT_TYPE_STRING, text);
  if (!g_utf8_validate (text, -1, NULL))
    return NULL;

  return g_variant_new_string (text);
}

/* What it returns floats or not, as it comes: to be had with g_variant_take_ref(). */
static GVariant *
parse_form (const GVariantType *type, const char *text, TocsinValueForm form)
{
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
    return parse_string (text, form);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    return parse_boolean (text);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING_ARRAY))
    return parse_list (text);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
    return parse_unsigned (text);

  return parse_variant (type, text);
}

/*
 * tocsin_value_parse_type:
 * @type: the type wanted
 * @text: a value as it stands in the settings file
 *
 * For who knows a key's type and nothing else, such as GSettings itself.
 *
 * Returns: (nullable) (transfer full): the value, %NULL when @text is none of that type
 */
GVariant *
tocsin_value_parse_type (const GVariantType *type, const char *text)
{
  GVariant *value = parse_form (type, text, TOCSIN_VALUE_FILE);

  if (value == NULL && g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
    value = parse_time (text);

  return value != NULL ? g_variant_take_ref (value) : NULL;
}

static void
set_not_expected (const TocsinKeyInfo *info, const char *name, const char *text, GError **error)
{
  const char *const *choices = tocsin_key_info_get_choices (info);
  g_autofree char *expected = tocsin_key_info_get_expected (info);
  g_autofree char *shown = tocsin_text_escape (text, -1, MAX_SHOWN);
  const char *nearest = choices != NULL ? tocsin_text_nearest (text, choices) : NULL;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: “%s” is not %s"), name,
               shown, expected);
  if (error != NULL && nearest != NULL)
    tocsin_error_set_hint (*error, _ ("did you mean “%s”?"), nearest);
}

static GVariant *
check_choices (const TocsinKeyInfo *info, const char *name, GVariant *value, GError **error)
{
  g_autoptr (GVariantBuilder) builder = NULL;
  gsize count =
      g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? 0 : g_variant_n_children (value);

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      const char *text = g_variant_get_string (value, NULL);
      g_autofree char *choice = tocsin_key_info_find_choice (info, text);

      if (choice != NULL)
        return g_variant_ref_sink (g_variant_new_string (choice));
      set_not_expected (info, name, text, error);
      return NULL;
    }

  builder = g_variant_builder_new (G_VARIANT_TYPE_STRING_ARRAY);
  for (gsize i = 0; i < count; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
      const char *text = g_variant_get_string (child, NULL);
      g_autofree char *choice = tocsin_key_info_find_choice (info, text);

      if (choice == NULL)
        {
          set_not_expected (info, name, text, error);
          return NULL;
        }
      g_variant_builder_add (builder, "s", choice);
    }

  return g_variant_ref_sink (g_variant_builder_end (builder));
}

static gboolean
is_line_safe (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return tocsin_text_is_line_safe (g_variant_get_string (value, NULL));
  if (!g_variant_is_container (value))
    return TRUE;

  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);

      if (!is_line_safe (child))
        return FALSE;
    }

  return TRUE;
}

/*
 * tocsin_value_check:
 * @info: the key
 * @name: how to call it in a message
 * @value: a value of any type
 * @error: %TOCSIN_ERROR_CONFIG_INVALID saying what is expected
 *
 * Returns: (nullable) (transfer full): @value with choices by their own names, %NULL when the key
 *   does not take it
 */
GVariant *
tocsin_value_check (const TocsinKeyInfo *info, const char *name, GVariant *value, GError **error)
{
  if (!g_variant_is_of_type (value, tocsin_key_info_get_value_type (info)))
    {
      g_autofree char *text = g_variant_print (value, FALSE);

      set_not_expected (info, name, text, error);
      return NULL;
    }
  if (!tocsin_key_info_is_multiline (info) && !is_line_safe (value))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("%s: must not contain a line break"), name);
      return NULL;
    }
  if (tocsin_key_info_is_secret (info)
      && !tocsin_secret_reference_check (g_variant_get_string (value, NULL), name, error))
    return NULL;
  if (tocsin_key_info_get_choices (info) != NULL)
    return check_choices (info, name, value, error);
  if (!tocsin_key_info_in_range (info, value))
    {
      g_autofree char *text = tocsin_value_print (value, TOCSIN_VALUE_TYPED);

      set_not_expected (info, name, text, error);
      return NULL;
    }

  return g_variant_ref (value);
}

/*
 * tocsin_value_parse:
 * @info: the key
 * @name: how to call it in a message, usually its dotted name
 * @text: its value as a person wrote it
 * @form: where it was written
 * @error: %TOCSIN_ERROR_CONFIG_INVALID saying what is expected
 *
 * Returns: (nullable) (transfer full): the value
 */
GVariant *
tocsin_value_parse (const TocsinKeyInfo *info,
                    const char *name,
                    const char *text,
                    TocsinValueForm form,
                    GError **error)
{
  GVariant *parsed = tocsin_key_info_is_time (info)
                         ? parse_time (text)
                         : parse_form (tocsin_key_info_get_value_type (info), text, form);
  g_autoptr (GVariant) value = NULL;

  if (parsed == NULL)
    {
      /* What is no reference might be the secret itself. */
      set_not_expected (info, name, tocsin_key_info_is_secret (info) ? "…" : text, error);
      return NULL;
    }
  value = g_variant_take_ref (parsed);

  return tocsin_value_check (info, name, value, error);
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text < 0x20 || *text == 0x7f)
      return TRUE;

  return FALSE;
}

static gboolean
has_outer_space (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && (g_ascii_isspace (text[0]) || g_ascii_isspace (text[length - 1]));
}

static char *
print_string (GVariant *value, TocsinValueForm form)
{
  const char *text = g_variant_get_string (value, NULL);

  if (form == TOCSIN_VALUE_FILE
      && (text[0] == '\'' || text[0] == '"' || has_control (text) || has_outer_space (text)))
    return g_variant_print (value, FALSE);

  return g_strdup (text);
}

static gboolean
is_plain_item (const char *item, gboolean first)
{
  if (item[0] == '\0' || strchr (item, ',') != NULL || has_control (item) || has_outer_space (item))
    return FALSE;

  return !first || (item[0] != '[' && item[0] != '@');
}

static char *
print_list (GVariant *value)
{
  gsize count;
  g_autofree const char **items = g_variant_get_strv (value, &count);

  for (gsize i = 0; i < count; i++)
    if (!is_plain_item (items[i], i == 0))
      return g_variant_print (value, FALSE);

  return count > 0 ? g_strjoinv (",", (char **) items) : g_strdup ("[]");
}

/*
 * tocsin_value_print:
 * @value: a value
 * @form: where it is to stand
 *
 * The inverse of tocsin_value_parse(): plain where that is read back as the same value, and else in
 * GVariant's own notation.
 *
 * Returns: (transfer full): @value as text, on one line in the settings file
 */
char *
tocsin_value_print (GVariant *value, TocsinValueForm form)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return print_string (value, form);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return print_list (value);

  return g_variant_print (value, FALSE);
}
