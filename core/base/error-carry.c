/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error-carry.h"

#include <string.h>

static void
save_string (GVariantDict *dict, const char *key, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  if (valid != NULL)
    g_variant_dict_insert (dict, key, "s", valid);
}

/**
 * tocsin_error_save_details:
 * @error: any error
 *
 * Returns: (transfer none): a floating `a{sv}` of what @error knows besides code and message. What
 *   a server said goes as the bytes that it is.
 */
GVariant *
tocsin_error_save_details (const GError *error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (error != NULL, NULL);

  save_string (&dict, "command", tocsin_error_get_command (error));
  save_string (&dict, "response-code", tocsin_error_get_response_code (error));
  save_string (&dict, "hint", tocsin_error_get_hint (error));
  if (tocsin_error_get_server_text (error) != NULL)
    g_variant_dict_insert (&dict, "server-text", "^ay", tocsin_error_get_server_text (error));
  if (tocsin_error_get_remedy (error) != NULL)
    g_variant_dict_insert (&dict, "remedy", "^as", tocsin_error_get_remedy (error));
  if (tocsin_error_get_retry_after (error) >= 0)
    g_variant_dict_insert (&dict, "retry-after", "x", tocsin_error_get_retry_after (error));
  save_string (&dict, "input", tocsin_error_get_input (error));
  if (tocsin_error_get_column (error) > 0)
    g_variant_dict_insert (&dict, "column", "u", tocsin_error_get_column (error));
  save_string (&dict, "correction", tocsin_error_get_correction (error));

  return g_variant_dict_end (&dict);
}

static void
restore_remedy (GError *error, const char *assignment)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *key = NULL;

  if (equals == NULL || equals == assignment)
    return;

  key = g_strndup (assignment, (gsize) (equals - assignment));
  tocsin_error_add_remedy (error, key, equals + 1);
}

/**
 * tocsin_error_restore_details:
 * @error: an error in %TOCSIN_ERROR that came from another process
 * @details: an `a{sv}` of tocsin_error_save_details(); what is of another type is left out
 */
void
tocsin_error_restore_details (GError *error, GVariant *details)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (details);
  g_autofree const char **remedy = NULL;
  const char *text;
  gint64 seconds;
  guint column;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  if (g_variant_dict_lookup (&dict, "command", "&s", &text))
    tocsin_error_set_command (error, text);
  if (g_variant_dict_lookup (&dict, "response-code", "&s", &text))
    tocsin_error_set_response_code (error, text);
  if (g_variant_dict_lookup (&dict, "hint", "&s", &text))
    tocsin_error_set_hint (error, "%s", text);
  if (g_variant_dict_lookup (&dict, "server-text", "^&ay", &text))
    tocsin_error_set_server_text (error, text);
  if (g_variant_dict_lookup (&dict, "retry-after", "x", &seconds))
    tocsin_error_set_retry_after (error, seconds);
  if (g_variant_dict_lookup (&dict, "input", "&s", &text)
      && g_variant_dict_lookup (&dict, "column", "u", &column))
    tocsin_error_set_place (error, text, column);
  if (g_variant_dict_lookup (&dict, "correction", "&s", &text))
    tocsin_error_set_correction (error, text);
  if (g_variant_dict_lookup (&dict, "remedy", "^a&s", &remedy))
    for (gsize i = 0; remedy[i] != NULL; i++)
      restore_remedy (error, remedy[i]);
}

/**
 * tocsin_error_find_code: (skip)
 * @name: a dotted name, "net.timeout"
 *
 * Returns: its code, or -1 if there is none of that name.
 */
int
tocsin_error_find_code (const char *name)
{
  for (int code = 0; code <= TOCSIN_ERROR_LAST; code++)
    {
      const GError error = { TOCSIN_ERROR, code, NULL };

      if (g_str_equal (tocsin_error_get_code_name (&error), name))
        return code;
    }

  return -1;
}
