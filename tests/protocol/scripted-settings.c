/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/scripted-settings.h"

TocsinConnectionSettings *
scripted_settings_new (ScriptedServer *server,
                       const char *protocol,
                       const char *const *usual,
                       va_list further)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings;
  const char *assignment;

  g_ptr_array_add (assignments, g_strdup ("address=127.0.0.1"));
  g_ptr_array_add (assignments, g_strdup_printf ("port=%u", scripted_server_get_port (server)));
  g_ptr_array_add (assignments, g_strdup ("encryption.mode=none"));
  g_ptr_array_add (assignments, g_strdup ("limits.linger=0"));
  for (; *usual != NULL; usual++)
    g_ptr_array_add (assignments, g_strdup (*usual));
  while ((assignment = va_arg (further, const char *)) != NULL)
    g_ptr_array_add (assignments, g_strdup (assignment));
  g_ptr_array_add (assignments, NULL);

  settings = tocsin_connection_settings_new_from_assignments (
      "play", protocol, (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  return settings;
}
