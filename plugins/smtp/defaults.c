/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/defaults.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static char *
read_text (TocsinSnapshot *settings, const char *key)
{
  const char *text = tocsin_snapshot_get_string (settings, key);

  return *text != '\0' ? g_strdup (text) : NULL;
}

static gboolean
check_line (TocsinSnapshot *settings, const char *key, GError **error)
{
  const char *text = tocsin_snapshot_get_string (settings, key);

  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == 0x7f)
      {
        g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                     _ ("%s holds a control character"), key);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_lines (TocsinSnapshot *settings, GError **error)
{
  static const char *const keys[] = { "smtp.from", "smtp.return-path", "smtp.reply-to",
                                      "smtp.charset", "smtp.message-id-domain" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!check_line (settings, keys[i], error))
      return FALSE;

  return TRUE;
}

/**
 * smtp_defaults_read:
 * @settings: the settings of a connection
 * @error: %TOCSIN_ERROR_CONFIG_INVALID naming the key that makes no sense
 *
 * Returns: (transfer full): what they say about messages that are made for it.
 */
TocsinMailDefaults *
smtp_defaults_read (TocsinSnapshot *settings, GError **error)
{
  g_autoptr (TocsinMailDefaults) self = tocsin_mail_defaults_new ();

  if (!check_lines (settings, error)
      || !tocsin_notify_from_strv (tocsin_snapshot_get_strv (settings, "smtp.dsn"), &self->notify,
                                   error))
    return NULL;
  self->from = read_text (settings, "smtp.from");
  self->return_path = read_text (settings, "smtp.return-path");
  self->reply_to = read_text (settings, "smtp.reply-to");
  if (*tocsin_snapshot_get_string (settings, "smtp.charset") != '\0')
    {
      g_free (self->charset);
      self->charset = read_text (settings, "smtp.charset");
    }
  self->max_header_length = tocsin_snapshot_get_uint (settings, "smtp.max-header-length");
  tocsin_dsn_return_from_string (tocsin_snapshot_get_string (settings, "smtp.dsn-return"),
                                 &self->dsn_return);
  self->message_id_domain = read_text (settings, "smtp.message-id-domain");
  self->queue_directory = read_text (settings, "smtp.queue-directory");
  self->keep_sent = tocsin_snapshot_get_boolean (settings, "smtp.keep-sent");

  return g_steal_pointer (&self);
}
