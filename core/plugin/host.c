/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/host.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

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
 * tocsin_host_get_mail_store:
 * @self: the host
 * @id: a connection's id or name
 * @error: as tocsin_host_get_connection(), or %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED
 *
 * Returns: (transfer full): the connection, which has mail to be read.
 */
TocsinMailStore *
tocsin_host_get_mail_store (TocsinHost *self, const char *id, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_host_get_connection (self, id, error);

  if (connection == NULL)
    return NULL;
  if (TOCSIN_IS_MAIL_STORE (connection))
    return TOCSIN_MAIL_STORE (g_steal_pointer (&connection));

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("the connection “%s” has no mailbox"), id);

  return NULL;
}

/**
 * tocsin_host_get_mail_transport:
 * @self: the host
 * @id: a connection's id or name
 * @error: as tocsin_host_get_connection(), or %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED
 *
 * Returns: (transfer full): the connection, which sends mail.
 */
TocsinMailTransport *
tocsin_host_get_mail_transport (TocsinHost *self, const char *id, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_host_get_connection (self, id, error);

  if (connection == NULL)
    return NULL;
  if (TOCSIN_IS_MAIL_TRANSPORT (connection))
    return TOCSIN_MAIL_TRANSPORT (g_steal_pointer (&connection));

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
               _ ("the connection “%s” sends no mail"), id);

  return NULL;
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

/**
 * tocsin_host_queue_mail:
 * @self: the host
 * @connection: id or name of the connection it is to go through
 * @envelope: from whom and to whom; it is not changed any more
 * @message: the mail, read to its end; lines may end in LF or CR LF
 * @key: (nullable): names this mail wherever it comes from; the same key is queued only once, so
 *   that whoever does not know whether it has queued may do so again. For an action that is the
 *   event's id and its own
 * @origin: (nullable): who has it sent, for tocsin_host_count_mail(); for an action its task's id
 *   and its own
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND for the connection,
 *   %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED when it sends no mail or nothing may be sent here,
 *   %TOCSIN_ERROR_CONFIG_INVALID for an envelope without recipients, or one of the storage codes
 *
 * Puts a mail into the outbox. When the call returns it is on the disk and will be sent, whatever
 * happens to this process. Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the mail's number in the outbox, as text; of the older one when @key
 *   was there already.
 */
char *
tocsin_host_queue_mail (TocsinHost *self,
                        const char *connection,
                        TocsinEnvelope *envelope,
                        GInputStream *message,
                        const char *key,
                        const char *origin,
                        GError **error)
{
  TocsinHostInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_HOST (self) && connection != NULL && envelope != NULL, NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (message), NULL);

  iface = TOCSIN_HOST_GET_IFACE (self);
  if (iface->queue_mail != NULL)
    return iface->queue_mail (self, connection, envelope, message, key, origin, error);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("nothing is sent from here: this is a trial"));

  return NULL;
}

/**
 * tocsin_host_count_mail:
 * @self: the host
 * @origin: who had mail sent
 * @recipient: (nullable): only what went to this address; case does not count
 * @since: µs since 1970; at least seven days back are remembered, over restarts too
 * @count: (out): how many mails @origin has queued since then, whatever became of them
 * @error: where to put storage trouble
 *
 * For those who must not write too much. Where nothing can be sent it is 0. Blocks; may be called
 * from any thread.
 *
 * Returns: whether it could be found out.
 */
gboolean
tocsin_host_count_mail (TocsinHost *self,
                        const char *origin,
                        const char *recipient,
                        gint64 since,
                        guint64 *count,
                        GError **error)
{
  TocsinHostInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_HOST (self) && origin != NULL && count != NULL, FALSE);

  iface = TOCSIN_HOST_GET_IFACE (self);
  if (iface->count_mail != NULL)
    return iface->count_mail (self, origin, recipient, since, count, error);

  *count = 0;

  return TRUE;
}

/**
 * tocsin_host_find_mail:
 * @self: the host
 * @key: what names a mail, as for tocsin_host_queue_mail()
 * @id: (out) (transfer full) (nullable): the mail's number in the outbox, as text; %NULL when there
 *   is none of that key
 * @error: where to put storage trouble
 *
 * For those who look before they queue whether they may: what they have queued before a crash is
 * no reason against it. Blocks; may be called from any thread.
 *
 * Returns: whether it could be found out.
 */
gboolean
tocsin_host_find_mail (TocsinHost *self, const char *key, char **id, GError **error)
{
  TocsinHostInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_HOST (self) && key != NULL && id != NULL, FALSE);

  *id = NULL;
  iface = TOCSIN_HOST_GET_IFACE (self);

  return iface->find_mail == NULL || iface->find_mail (self, key, id, error);
}
