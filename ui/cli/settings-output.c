/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/settings-output.h"

#include "ui/cli/output.h"

#include <glib/gi18n.h>

/* What the program writes for itself is no setting to a person. */
static gboolean
is_shown (const char *key)
{
  return !g_str_equal (key, "enabled-since");
}

/* What an `a{sv}` says of a key, for people. */
static char *
say_effective (GVariant *effective, const char *key)
{
  g_autoptr (GVariant) value =
      effective != NULL ? g_variant_lookup_value (effective, key, NULL) : NULL;
  g_autofree char *text = NULL;

  if (value == NULL)
    return g_strdup ("");
  text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : g_variant_print (value, FALSE);

  return g_strdup_printf (_ ("  (means %s)"), text);
}

static void
print_snapshot_text (TocsinSnapshot *snapshot, GVariant *effective)
{
  const char *const *keys = tocsin_snapshot_list_keys (snapshot);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = tocsin_snapshot_get_text (snapshot, keys[i]);
      g_autofree char *means = say_effective (effective, keys[i]);

      if (is_shown (keys[i]))
        g_print ("%s=%s%s%s\n", keys[i], text,
                 tocsin_snapshot_is_set (snapshot, keys[i]) ? "" : _ ("  (default)"), means);
    }
}

/**
 * tocsin_settings_output_snapshot:
 * @cli: the run
 * @snapshot: settings
 * @effective: (nullable): an `a{sv}`: what keys mean whose value stands for another
 *
 * Prints every key with its value. References to secrets are shown, secrets never: there are none.
 */
void
tocsin_settings_output_snapshot (TocsinCli *cli, TocsinSnapshot *snapshot, GVariant *effective)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const char *const *keys;

  if (!cli->json)
    {
      print_snapshot_text (snapshot, effective);
      return;
    }

  keys = tocsin_snapshot_list_keys (snapshot);
  g_variant_dict_insert (&dict, "id", "s", tocsin_snapshot_get_id (snapshot));
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      if (is_shown (keys[i]))
        g_variant_dict_insert_value (&dict, keys[i], tocsin_snapshot_get_value (snapshot, keys[i]));
    }
  if (effective != NULL)
    g_variant_dict_insert_value (&dict, "effective", effective);
  tocsin_output_json (g_variant_dict_end (&dict));
}

static GVariant *
describe_key (const TocsinKeyInfo *key)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *type = g_variant_type_dup_string (tocsin_key_info_get_value_type (key));
  g_autofree char *fallback = tocsin_key_info_get_default_text (key);
  g_autofree char *expected = tocsin_key_info_get_expected (key);

  g_variant_dict_insert (&dict, "key", "s", tocsin_key_info_get_name (key));
  g_variant_dict_insert (&dict, "type", "s", type);
  g_variant_dict_insert (&dict, "default", "s", fallback);
  g_variant_dict_insert (&dict, "expected", "s", expected);
  g_variant_dict_insert (&dict, "summary", "s", tocsin_key_info_get_summary (key));
  g_variant_dict_insert (&dict, "description", "s", tocsin_key_info_get_description (key));
  g_variant_dict_insert (&dict, "secret", "b", tocsin_key_info_is_secret (key));
  g_variant_dict_insert (&dict, "time", "b", tocsin_key_info_is_time (key));

  return g_variant_dict_end (&dict);
}

static void
print_key (const TocsinKeyInfo *key)
{
  g_autofree char *fallback = tocsin_key_info_get_default_text (key);
  g_autofree char *expected = tocsin_key_info_get_expected (key);

  g_print ("%s=%s\n    %s (%s)\n", tocsin_key_info_get_name (key), fallback,
           tocsin_key_info_get_summary (key), expected);
}

/**
 * tocsin_settings_output_keys:
 * @cli: the run
 * @keys: (element-type TocsinKeyInfo): keys
 *
 * Prints every key with its type, default and meaning.
 */
void
tocsin_settings_output_keys (TocsinCli *cli, GPtrArray *keys)
{
  GVariantBuilder builder;

  if (!cli->json)
    {
      for (guint i = 0; i < keys->len; i++)
        if (is_shown (tocsin_key_info_get_name (g_ptr_array_index (keys, i))))
          print_key (g_ptr_array_index (keys, i));
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < keys->len; i++)
    if (is_shown (tocsin_key_info_get_name (g_ptr_array_index (keys, i))))
      g_variant_builder_add_value (&builder, describe_key (g_ptr_array_index (keys, i)));
  tocsin_output_json (g_variant_builder_end (&builder));
}
