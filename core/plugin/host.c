/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/host.h"

G_DEFINE_INTERFACE (TocsinHost, tocsin_host, G_TYPE_OBJECT)

static void
tocsin_host_default_init (TocsinHostInterface *iface)
{
}

/**
 * tocsin_host_get_connection:
 * @self: the host
 * @id: a connection's id or name
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND
 *
 * Returns: (transfer full): the connection.
 */
TocsinConnection *
tocsin_host_get_connection (TocsinHost *self, const char *id, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_HOST (self) && id != NULL, NULL);

  return TOCSIN_HOST_GET_IFACE (self)->get_connection (self, id, error);
}

/**
 * tocsin_host_get_work_directory:
 * @self: the host
 *
 * Returns: (transfer none): where temporary files go.
 */
const char *
tocsin_host_get_work_directory (TocsinHost *self)
{
  g_return_val_if_fail (TOCSIN_IS_HOST (self), NULL);

  return TOCSIN_HOST_GET_IFACE (self)->get_work_directory (self);
}
