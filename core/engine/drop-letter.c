/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* One message of a queue directory, with what stands beside it. */
#include "core/engine/drop-private.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/engine/sidecar.h"
#include "core/mail/raw-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Up to so many bytes a message is held in memory on its way. */
#define MOST_IN_MEMORY (256 * 1024)

/*< private >
 * tocsin_drop_letter_free:
 * @self: (transfer full): a letter
 */
void
tocsin_drop_letter_free (TocsinDropLetter *self)
{
  g_free (self->name);
  g_clear_pointer (&self->envelope, tocsin_envelope_unref);
  g_clear_object (&self->message);
  g_free (self->key);
  g_free (self);
}

/*< private >
 * tocsin_drop_letter_name_sidecar:
 * @name: a message's file, with its `.eml`
 *
 * Returns: (transfer full): the file that may stand beside it.
 */
char *
tocsin_drop_letter_name_sidecar (const char *name)
{
  return g_strdup_printf ("%.*s.json", (int) (strlen (name) - strlen (".eml")), name);
}

static gboolean
fail_reading (const char *name, int saved_errno, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, _ ("Reading %s"), name);

  return FALSE;
}

static gboolean
read_all (int fd, char *buffer, gsize size, gsize *length)
{
  *length = 0;
  while (*length < size)
    {
      gssize n = read (fd, buffer + *length, size - *length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      *length += (gsize) n;
    }

  return TRUE;
}

static TocsinSidecar *
parse_sidecar (int fd, const char *name, GError **error)
{
  gsize size = TOCSIN_SIDECAR_MOST_BYTES + 1;
  g_autofree char *text = g_malloc (size);
  g_autoptr (TocsinSidecar) sidecar = NULL;
  struct stat status;
  gsize length;

  if (fstat (fd, &status) == 0 && !S_ISREG (status.st_mode))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s is no regular file"),
                   name);
      return NULL;
    }
  if (!read_all (fd, text, size, &length))
    {
      fail_reading (name, errno, error);
      return NULL;
    }
  sidecar = tocsin_sidecar_parse (text, length, error);
  if (sidecar == NULL)
    g_prefix_error (error, "%s: ", name);

  return g_steal_pointer (&sidecar);
}

/* No sidecar is one that says nothing. */
static TocsinSidecar *
read_sidecar (TocsinDropFolder *folder, const char *message, GError **error)
{
  g_autofree char *name = tocsin_drop_letter_name_sidecar (message);
  TocsinSidecar *sidecar;
  int fd = openat (folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  if (fd < 0 && errno == ENOENT)
    return tocsin_sidecar_new ();
  if (fd < 0 && errno == ELOOP)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s is a symbolic link"),
                   name);
      return NULL;
    }
  if (fd < 0)
    {
      fail_reading (name, errno, error);
      return NULL;
    }
  sidecar = parse_sidecar (fd, name, error);
  close (fd);

  return sidecar;
}

/* The same file makes the same key, so that it is queued once however often it is found; another
 * one of that name has another time of change, which nobody can set. */
static char *
make_key (TocsinDropFolder *folder, const char *name, const struct stat *status)
{
  g_autofree char *identity = g_strdup_printf (
      "%s\n%s\n%" G_GUINT64_FORMAT "\n%" G_GINT64_FORMAT ".%09ld\n%" G_GINT64_FORMAT,
      folder->connection, name, (guint64) status->st_ino, (gint64) status->st_ctim.tv_sec,
      status->st_ctim.tv_nsec, (gint64) status->st_size);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);

  return g_strconcat ("file:", digest, NULL);
}

static GInputStream *
open_copy (GOutputStream *copy, int fd, GError **error)
{
  g_autoptr (TocsinRawSource) source = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (fd < 0)
    {
      bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (copy));
      source = tocsin_raw_source_new_from_bytes (bytes);
    }
  else
    source = tocsin_raw_source_new_from_fd (fd, 0, G_MAXUINT64, error);

  return source != NULL ? tocsin_raw_stream_new (source) : NULL;
}

/* As it may be sent: without Bcc. */
static TocsinRawEnvelope *
copy_message (TocsinDropLetter *self, int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinRawSource) source =
      tocsin_raw_source_new_from_fd (fd, 0, (guint64) self->status.st_size, error);
  g_autoptr (GInputStream) raw = source != NULL ? tocsin_raw_stream_new (source) : NULL;
  g_autoptr (TocsinRawEnvelope) headers = NULL;
  g_autoptr (GOutputStream) copy = NULL;
  int temporary = -1;

  if (raw == NULL)
    return NULL;
  if (self->status.st_size > MOST_IN_MEMORY && (temporary = tocsin_temporary_open (error)) < 0)
    return NULL;

  copy = temporary < 0 ? g_memory_output_stream_new_resizable ()
                       : g_unix_output_stream_new (temporary, TRUE);
  headers = tocsin_raw_envelope_read (raw, copy, cancellable, error);
  if (headers != NULL && temporary < 0)
    g_output_stream_close (copy, NULL, NULL);
  if (headers != NULL)
    self->message = open_copy (copy, temporary, error);

  return self->message != NULL ? g_steal_pointer (&headers) : NULL;
}

/*< private >
 * tocsin_drop_letter_read:
 * @folder: a queue directory
 * @name: the message's file
 * @fd: the file, open for reading
 * @status: what is known of it
 * @defaults: what the connection's settings say
 * @cancellable: (nullable): to stop it
 * @error: `config.invalid` or `message.unparsable` for what will never be sent; else what may come
 *   right by itself
 *
 * Returns: (transfer full): the message as it is to be queued.
 */
TocsinDropLetter *
tocsin_drop_letter_read (TocsinDropFolder *folder,
                         const char *name,
                         int fd,
                         const struct stat *status,
                         const TocsinMailDefaults *defaults,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (TocsinDropLetter) self = g_new0 (TocsinDropLetter, 1);
  g_autoptr (TocsinSidecar) sidecar = read_sidecar (folder, name, error);
  g_autoptr (TocsinRawEnvelope) headers = NULL;
  const char *key;

  if (sidecar == NULL)
    return NULL;

  self->name = g_strdup (name);
  self->status = *status;
  headers = copy_message (self, fd, cancellable, error);
  if (headers == NULL)
    return NULL;
  self->envelope = tocsin_sidecar_make_envelope (sidecar, headers, defaults, error);
  if (self->envelope == NULL)
    return NULL;
  key = tocsin_sidecar_get_key (sidecar);
  self->key = key != NULL ? g_strdup (key) : make_key (folder, name, status);
  self->not_before = tocsin_sidecar_get_not_before (sidecar);

  return g_steal_pointer (&self);
}
