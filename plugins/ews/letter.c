/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/letter.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/message.h"
#include "core/mail/raw-stream.h"

#define CHUNK (64 * 1024)

typedef struct
{
  const char *name;
  GString *line; /* (nullable): instead of it; %NULL: nothing */
} Change;

static void
change_clear (gpointer data)
{
  Change *self = data;

  if (self->line != NULL)
    g_string_free (self->line, TRUE);
}

/* A line each, so that none is too long. */
static void
add_change (GArray *changes, const char *name, const char *const *addresses)
{
  Change change = { name, NULL };

  if (addresses != NULL && *addresses != NULL)
    {
      change.line = g_string_new (NULL);
      g_string_printf (change.line, "%s:", name);
      for (gsize i = 0; addresses[i] != NULL; i++)
        g_string_append_printf (change.line, "%s <%s>", i > 0 ? ",\r\n" : "", addresses[i]);
      g_string_append (change.line, "\r\n");
    }
  g_array_append_val (changes, change);
}

static GArray *
list_changes (const EwsAddressees *addressees, const char *from, const char *sender)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));

  g_array_set_clear_func (changes, change_clear);
  if (from != NULL)
    {
      add_change (changes, "From", (const char *const[]){ from, NULL });
      add_change (changes, "Sender", (const char *const[]){ sender, NULL });
    }
  if (addressees->to != NULL || addressees->drop_to)
    add_change (changes, "To", (const char *const *) addressees->to);
  if (addressees->cc != NULL || addressees->drop_cc)
    add_change (changes, "Cc", (const char *const *) addressees->cc);
  if (addressees->bcc != NULL || addressees->drop_bcc)
    add_change (changes, "Bcc", (const char *const *) addressees->bcc);

  return changes;
}

static gboolean
is_changed (const char *line, GArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const char *name = g_array_index (changes, Change, i).name;
      gsize length = strlen (name);

      if (g_ascii_strncasecmp (line, name, length) == 0
          && line[length + strspn (line + length, " \t")] == ':')
        return TRUE;
    }

  return FALSE;
}

/* The headers that stay, with what stands instead of the others in front. */
static GString *
rewrite (const char *block, GArray *changes)
{
  GString *written = g_string_new (NULL);
  gboolean dropping = FALSE;

  for (guint i = 0; i < changes->len; i++)
    if (g_array_index (changes, Change, i).line != NULL)
      g_string_append (written, g_array_index (changes, Change, i).line->str);
  while (*block != '\0')
    {
      const char *end = strchr (block, '\n');
      gsize length = end != NULL ? (gsize) (end + 1 - block) : strlen (block);

      if (*block != ' ' && *block != '\t')
        dropping = is_changed (block, changes);
      if (!dropping)
        g_string_append_len (written, block, (gssize) length);
      block += length;
    }

  return written;
}

/* The header block, and how many bytes it has with the empty line behind it not counted. */
static char *
read_block (GInputStream *message, gsize *length, GCancellable *cancellable, GError **error)
{
  g_autofree char *buffer = g_malloc (TOCSIN_MESSAGE_MAX_HEADER_BYTES + 1);
  const char *crlf, *lf;
  gsize read;

  if (!g_input_stream_read_all (message, buffer, TOCSIN_MESSAGE_MAX_HEADER_BYTES, &read,
                                cancellable, error))
    return NULL;
  buffer[read] = '\0';
  crlf = strstr (buffer, "\n\r\n");
  lf = strstr (buffer, "\n\n");
  if (crlf == NULL && lf == NULL)
    {
      if (read < TOCSIN_MESSAGE_MAX_HEADER_BYTES)
        {
          *length = read;
          return g_steal_pointer (&buffer);
        }
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_CONTENT_REFUSED,
                           _ ("The headers of the message are too long"));
      return NULL;
    }
  *length = (gsize) ((lf == NULL || (crlf != NULL && crlf < lf) ? crlf : lf) + 1 - buffer);
  buffer[*length] = '\0';

  return g_steal_pointer (&buffer);
}

static gboolean
copy_rest (GInputStream *message, int fd, guint64 *size, GCancellable *cancellable, GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  gssize n;

  while ((n = g_input_stream_read (message, buffer, CHUNK, cancellable, error)) > 0)
    {
      if (!tocsin_temporary_write (fd, buffer, (gsize) n, error))
        return FALSE;
      *size += (guint64) n;
    }

  return n == 0;
}

static gboolean
write_copy (EwsLetter *self,
            GInputStream *message,
            GArray *changes,
            GCancellable *cancellable,
            GError **error)
{
  goffset begin = g_seekable_tell (G_SEEKABLE (message));
  gsize length;
  g_autofree char *block = read_block (message, &length, cancellable, error);
  g_autoptr (GString) headers = block != NULL ? rewrite (block, changes) : NULL;
  g_autoptr (TocsinRawSource) source = NULL;
  int fd;

  if (headers == NULL
      || !g_seekable_seek (G_SEEKABLE (message), begin + (goffset) length, G_SEEK_SET, cancellable,
                           error))
    return FALSE;
  fd = tocsin_temporary_open (error);
  if (fd < 0)
    return FALSE;
  self->size = headers->len;
  if (tocsin_temporary_write (fd, headers->str, headers->len, error)
      && copy_rest (message, fd, &self->size, cancellable, error))
    source = tocsin_raw_source_new_from_fd (fd, 0, self->size, error);
  close (fd);
  if (source == NULL)
    return FALSE;
  self->stream = tocsin_raw_stream_new (source);

  return g_seekable_seek (G_SEEKABLE (message), begin, G_SEEK_SET, cancellable, error);
}

/**
 * ews_letter_write:
 * @self: what to fill in
 * @message: the message, seekable, where it begins
 * @size: its size in bytes
 * @addressees: what has to be said of the recipients
 * @from: (nullable): in whose name, if not as the message says
 * @sender: (nullable): with @from: who sends it on behalf
 * @cancellable: (nullable): to stop it
 * @error: why it can't be read or kept
 *
 * The message as it is, if nothing has to be said; else a copy in a file without a name.
 *
 * Returns: whether @self is filled in.
 */
gboolean
ews_letter_write (EwsLetter *self,
                  GInputStream *message,
                  guint64 size,
                  const EwsAddressees *addressees,
                  const char *from,
                  const char *sender,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GArray) changes = list_changes (addressees, from, sender);

  *self = (EwsLetter){ NULL };
  if (changes->len > 0)
    return write_copy (self, message, changes, cancellable, error);
  self->stream = g_object_ref (message);
  self->size = size;

  return TRUE;
}

/**
 * ews_letter_clear:
 * @self: a letter
 */
void
ews_letter_clear (EwsLetter *self)
{
  g_clear_object (&self->stream);
}
