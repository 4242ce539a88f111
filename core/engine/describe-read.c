/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/describe-read.h"

#include "core/base/error-carry.h"

/**
 * tocsin_describe_to_error:
 * @dict: what tocsin_describe_error() made
 *
 * Returns: (transfer full): the error in %TOCSIN_ERROR.
 */
GError *
tocsin_describe_to_error (GVariant *dict)
{
  const char *name = "", *message = "", *words;
  GError *error;
  int code;

  g_variant_lookup (dict, "code", "&s", &name);
  g_variant_lookup (dict, "message", "&s", &message);
  code = tocsin_error_find_code (name);
  /* A newer engine may know more codes than this program. */
  error = g_error_new_literal (TOCSIN_ERROR, code >= 0 ? code : TOCSIN_ERROR_INTERNAL, message);
  tocsin_error_restore_details (error, dict);
  if (g_variant_lookup (dict, "server-says", "&s", &words))
    tocsin_error_set_server_text (error, words);

  return error;
}

/**
 * tocsin_describe_read_error:
 * @dict: an `a{sv}`
 * @key: where it holds what tocsin_describe_error() made
 *
 * Returns: (nullable) (transfer full): the error in %TOCSIN_ERROR; %NULL where there is none.
 */
GError *
tocsin_describe_read_error (GVariant *dict, const char *key)
{
  g_autoptr (GVariant) told = g_variant_lookup_value (dict, key, G_VARIANT_TYPE_VARDICT);

  return told != NULL ? tocsin_describe_to_error (told) : NULL;
}

/**
 * tocsin_describe_read_time:
 * @dict: an `a{sv}`
 * @key: where it holds what tocsin_describe_time() put there
 *
 * Returns: microseconds since 1970; 0 where there is none.
 */
gint64
tocsin_describe_read_time (GVariant *dict, const char *key)
{
  g_autoptr (GDateTime) time = NULL;
  const char *text;

  if (!g_variant_lookup (dict, key, "&s", &text))
    return 0;

  time = g_date_time_new_from_iso8601 (text, NULL);

  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}
