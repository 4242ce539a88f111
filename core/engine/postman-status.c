/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is asked about the postman. */
#include "core/engine/postman-private.h"

#include "core/engine/describe.h"

/**
 * tocsin_postman_is_idle: (skip)
 * @self: a postman
 *
 * Returns: whether nothing is being sent, and nothing could be sent now.
 */
gboolean
tocsin_postman_is_idle (TocsinPostman *self)
{
  GHashTableIter iter;
  gpointer lane, drop;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN (self), TRUE);

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    if (!tocsin_postman_lane_is_idle (lane))
      return FALSE;
  g_hash_table_iter_init (&iter, self->drops);
  while (g_hash_table_iter_next (&iter, NULL, &drop))
    if (!tocsin_postman_drop_is_idle (drop))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_postman_get_errors: (skip)
 * @self: a postman
 *
 * Returns: (transfer full) (element-type GError): why mail waits.
 */
GPtrArray *
tocsin_postman_get_errors (TocsinPostman *self)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  GHashTableIter iter;
  gpointer lane, drop;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN (self), errors);

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &lane))
    {
      GError *error = tocsin_postman_lane_get_error (lane);

      if (error != NULL)
        g_ptr_array_add (errors, error);
    }
  g_hash_table_iter_init (&iter, self->drops);
  while (g_hash_table_iter_next (&iter, NULL, &drop))
    {
      GError *error = tocsin_postman_drop_get_error (drop);

      if (error != NULL)
        g_ptr_array_add (errors, error);
    }

  return errors;
}

/**
 * tocsin_postman_describe: (skip)
 * @self: a postman
 *
 * Returns: (transfer none): a floating `aa{sv}`, one a connection: `connection` (its id) and what
 *   tocsin_postman_lane_describe() tells.
 */
GVariant *
tocsin_postman_describe (TocsinPostman *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer id, lane;

  g_return_val_if_fail (TOCSIN_IS_POSTMAN (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, &id, &lane))
    {
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

      tocsin_describe_string (&dict, "connection", id);
      tocsin_postman_lane_describe (lane, &dict);
      g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
    }

  return g_variant_builder_end (&builder);
}
