/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/refusal.h"

#include "core/base/error.h"

/**
 * tocsin_refuse_key: (skip)
 * @error: (nullable): where to put %TOCSIN_ERROR_CONFIG_INVALID
 * @key: the setting at fault, relative to the plugin's own
 * @format: printf format of what is wrong with it and what would be right
 *
 * What the `configure` of a plugin says about a bad setting: `return tocsin_refuse_key (…);`
 *
 * Returns: %FALSE, always.
 */
gboolean
tocsin_refuse_key (GError **error, const char *key, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  g_return_val_if_fail (key != NULL && format != NULL, FALSE);

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: %s", key, why);

  return FALSE;
}
