/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/state-path.h"

#include <string.h>

static const char *
get_absolute (const char *variable)
{
  const char *value = g_getenv (variable);

  return value != NULL && g_path_is_absolute (value) ? value : NULL;
}

/* systemd may list several folders; the first is the main one. */
static char *
first_of_list (const char *list)
{
  return g_strndup (list, strcspn (list, ":"));
}

/**
 * tocsin_state_path_choose: (skip)
 * @given: (nullable): the folder, or %NULL for `TOCSIN_STATE`, systemd's `STATE_DIRECTORY`, or
 *   `$XDG_STATE_HOME/tocsin`
 *
 * Returns: (transfer full): the state directory, which need not be there yet.
 */
char *
tocsin_state_path_choose (const char *given)
{
  const char *value;

  if (given != NULL)
    return g_canonicalize_filename (given, NULL);
  value = g_getenv ("TOCSIN_STATE");
  if (value != NULL && *value != '\0')
    return g_canonicalize_filename (value, NULL);
  value = get_absolute ("STATE_DIRECTORY");
  if (value != NULL)
    return first_of_list (value);

  return g_build_filename (g_get_user_state_dir (), "tocsin", NULL);
}
