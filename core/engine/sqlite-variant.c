/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-variant.h"

/*< private >
 * tocsin_sqlite_variant_pack:
 * @value: (nullable): any value; a floating reference is not taken
 *
 * Returns: (transfer full) (nullable): its bytes, the same on every machine; %NULL for %NULL.
 */
GBytes *
tocsin_sqlite_variant_pack (GVariant *value)
{
  g_autoptr (GVariant) portable = NULL;

  if (value == NULL)
    return NULL;

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  portable = g_variant_get_normal_form (value);
#else
  portable = g_variant_byteswap (value);
#endif

  return g_variant_get_data_as_bytes (portable);
}

/*< private >
 * tocsin_sqlite_variant_read:
 * @rows: a query at a row
 * @column: which, from 0
 * @type: what it is a value of
 *
 * Returns: (transfer full) (nullable): the value, %NULL for NULL or a type that is none.
 */
GVariant *
tocsin_sqlite_variant_read (sqlite3_stmt *rows, int column, const char *type)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) raw = NULL;

  if (sqlite3_column_type (rows, column) == SQLITE_NULL || !g_variant_type_string_is_valid (type)
      || !g_variant_type_is_definite (G_VARIANT_TYPE (type)))
    return NULL;

  bytes =
      g_bytes_new (sqlite3_column_blob (rows, column), (gsize) sqlite3_column_bytes (rows, column));
  raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  return g_variant_get_normal_form (raw);
#else
  return g_variant_byteswap (raw);
#endif
}
