/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/refusal.h"

#include "core/base/error.h"
#include "core/base/text.h"

/* Of a value so many bytes are shown. */
#define LONGEST_SHOWN 200

/**
 * tocsin_refuse_value: (skip)
 * @key: the setting of a connection at fault
 * @value: what a person wrote
 * @why: what is wrong with it, as the end of a sentence that begins with it
 * @error: where to put `config.invalid`
 *
 * Returns: %FALSE, always.
 */
gboolean
tocsin_refuse_value (const char *key, const char *value, const char *why, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (value, -1, LONGEST_SHOWN);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "%s: “%s” %s", key, shown, why);

  return FALSE;
}
