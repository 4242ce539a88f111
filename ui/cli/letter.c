/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/letter.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/raw-stream.h"
#include "ui/cli/letter-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

/**
 * tocsin_letter_free:
 * @self: (transfer full): a letter
 */
void
tocsin_letter_free (TocsinLetter *self)
{
  g_free (self->name);
  g_free (self->subject);
  g_free (self->message_id);
  g_clear_pointer (&self->envelope, tocsin_envelope_unref);
  close (self->fd);
  g_free (self);
}

/**
 * tocsin_letter_new:
 * @name: (nullable): the file it comes from
 * @error: where to put why no file can be made
 *
 * Returns: (transfer full): a letter without content.
 */
TocsinLetter *
tocsin_letter_new (const char *name, GError **error)
{
  int fd = tocsin_temporary_open (error);
  TocsinLetter *self;

  if (fd < 0)
    return NULL;
  self = g_new0 (TocsinLetter, 1);
  self->name = g_strdup (name);
  self->fd = fd;

  return self;
}

/**
 * tocsin_letter_open:
 * @self: a letter
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): its bytes, as a stream that can seek.
 */
GInputStream *
tocsin_letter_open (TocsinLetter *self, GError **error)
{
  g_autoptr (TocsinRawSource) source =
      tocsin_raw_source_new_from_fd (self->fd, 0, G_MAXUINT64, error);

  return source != NULL ? tocsin_raw_stream_new (source) : NULL;
}

/**
 * tocsin_letter_open_file:
 * @path: a file, or `-` for standard input
 * @error: why it can't be read, beginning with @path
 *
 * Returns: (transfer full): what is in it.
 */
GInputStream *
tocsin_letter_open_file (const char *path, GError **error)
{
  int fd;

  if (g_str_equal (path, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0)
    return g_unix_input_stream_new (fd, TRUE);

  tocsin_error_set_errno (error, errno, "%s", path);
  return NULL;
}

static gboolean
check_recipients (TocsinLetter *self, GError **error)
{
  if (tocsin_envelope_get_recipients (self->envelope)->len > 0)
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("The message has no recipient: there is nobody in To, Cc or Bcc"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("--to ADDRESS says whom it goes to."));

  return FALSE;
}

/**
 * tocsin_letter_finish:
 * @self: a letter, whose envelope is there
 * @options: what a person said
 * @error: what is none
 *
 * Puts into the envelope what no message says about itself, and measures what has been written.
 *
 * Returns: whether all of it makes sense.
 */
gboolean
tocsin_letter_finish (TocsinLetter *self, const TocsinLetterOptions *options, GError **error)
{
  TocsinSendVerb verb;

  if (!check_recipients (self, error))
    return FALSE;
  self->size = (guint64) lseek (self->fd, 0, SEEK_CUR);
  tocsin_envelope_set_require_tls (self->envelope, options->require_tls);
  if (options->verb != NULL && tocsin_send_verb_from_string (options->verb, &verb))
    tocsin_envelope_set_verb (self->envelope, verb);
  if (options->envelope_id == NULL
      || tocsin_envelope_set_envelope_id (self->envelope, options->envelope_id, error))
    return TRUE;
  g_prefix_error (error, "--envelope-id: ");

  return FALSE;
}

/**
 * tocsin_letter_get_notify:
 * @options: what a person said; it has been checked
 * @defaults: what the connection's settings say
 *
 * Returns: which delivery status notifications are asked for.
 */
TocsinNotify
tocsin_letter_get_notify (const TocsinLetterOptions *options, const TocsinMailDefaults *defaults)
{
  g_auto (GStrv) names = g_strsplit (options->dsn != NULL ? options->dsn : "", ",", -1);
  TocsinNotify notify = TOCSIN_NOTIFY_DEFAULT;

  if (options->dsn == NULL)
    return defaults->notify;
  tocsin_notify_from_strv ((const char *const *) names, &notify, NULL);

  return notify;
}

/**
 * tocsin_letter_get_dsn_return:
 * @options: what a person said; it has been checked
 * @defaults: what the connection's settings say
 *
 * Returns: how much of the message comes back with a notification.
 */
TocsinDsnReturn
tocsin_letter_get_dsn_return (const TocsinLetterOptions *options,
                              const TocsinMailDefaults *defaults)
{
  TocsinDsnReturn what = defaults->dsn_return;

  if (options->dsn_return != NULL)
    tocsin_dsn_return_from_string (options->dsn_return, &what);

  return what;
}
