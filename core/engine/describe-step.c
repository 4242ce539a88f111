/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/describe.h"

/* Some names come more than once: each address that was tried, each warning. */
static void
add_fact (GVariantDict *named, const char *name, const char *value)
{
  g_autoptr (GVariant) before = g_variant_dict_lookup_value (named, name, NULL);
  g_autoptr (GVariantBuilder) list = NULL;

  if (before == NULL)
    {
      g_variant_dict_insert (named, name, "s", value);
      return;
    }
  list = g_variant_builder_new (G_VARIANT_TYPE_STRING_ARRAY);
  if (g_variant_is_of_type (before, G_VARIANT_TYPE_STRING))
    g_variant_builder_add_value (list, before);
  for (gsize i = 0;
       !g_variant_is_of_type (before, G_VARIANT_TYPE_STRING) && i < g_variant_n_children (before);
       i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (before, i);

      g_variant_builder_add_value (list, child);
    }
  g_variant_builder_add (list, "s", value);
  g_variant_dict_insert_value (named, name, g_variant_builder_end (list));
}

/**
 * tocsin_describe_step:
 * @step: a step of a connection's test
 * @status: how it went
 * @milliseconds: how long it took
 * @facts: an `a(ss)` of names and values worth knowing
 * @error: (nullable): why it failed
 *
 * Returns: (transfer none): a floating `a{sv}`: step, status, milliseconds, facts, error.
 */
GVariant *
tocsin_describe_step (TocsinStep step,
                      TocsinStepStatus status,
                      guint milliseconds,
                      GVariant *facts,
                      const GError *error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) named = G_VARIANT_DICT_INIT (NULL);
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    add_fact (&named, name, value);
  tocsin_describe_string (&dict, "step", tocsin_step_to_string (step));
  tocsin_describe_string (&dict, "status", tocsin_step_status_to_string (status));
  g_variant_dict_insert (&dict, "milliseconds", "u", milliseconds);
  g_variant_dict_insert_value (&dict, "facts", g_variant_dict_end (&named));
  if (error != NULL)
    g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (error));

  return g_variant_dict_end (&dict);
}
