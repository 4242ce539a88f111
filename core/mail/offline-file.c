/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-file.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/base/text.h"
#include "core/mail/line-ends.h"
#include "core/mail/line-reader.h"
#include "core/mail/maildir.h"
#include "core/mail/message.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STDIN "-"
#define BLOCK (64 * 1024)

/* A file that is no message shows it in its first bytes. */
#define SNIFFED 512

G_GNUC_PRINTF (4, 5)
static gboolean
fail (int code, const char *hint, GError **error, const char *format, ...)
{
  g_autoptr (GError) made = NULL;
  va_list args;

  va_start (args, format);
  made = g_error_new_valist (TOCSIN_ERROR, code, format, args);
  va_end (args);
  tocsin_error_set_hint (made, "%s", hint);
  g_propagate_error (error, g_steal_pointer (&made));

  return FALSE;
}

static gboolean
fail_errno (const TocsinOfflineFile *self, int saved_errno, GError **error)
{
  g_autoptr (GError) made = NULL;

  if (saved_errno == ENOENT)
    return fail (TOCSIN_ERROR_CONFIG_NOT_FOUND,
                 _ ("a path counts from the directory in which the command runs; “-” reads a "
                    "message from standard input"),
                 error, _ ("“%s” is not there"), self->key);

  tocsin_error_set_errno (&made, saved_errno, _ ("“%s” can't be read"), self->key);
  if (saved_errno == EACCES)
    tocsin_error_set_hint (made, _ ("the user who runs the command must be allowed to read it"));
  else if (saved_errno == ELOOP)
    tocsin_error_set_hint (made, _ ("this symbolic link leads back to itself: name the file"));
  g_propagate_error (error, g_steal_pointer (&made));

  return FALSE;
}

static gboolean
check_kind (const TocsinOfflineFile *self, const struct stat *info, GError **error)
{
  if (S_ISREG (info->st_mode))
    return TRUE;
  if (!S_ISDIR (info->st_mode))
    return fail (TOCSIN_ERROR_CONFIG_INVALID, _ ("“-” reads one message from standard input"),
                 error, _ ("“%s” is a pipe or a device, not a file"), self->key);

  return fail (TOCSIN_ERROR_CONFIG_INVALID,
               tocsin_maildir_is_one (self->path) ? _ ("it is a Maildir: give it with --maildir")
                                                  : _ ("give the message files that are in it"),
               error, _ ("“%s” is a directory"), self->key);
}

/* The name of a header with its colon. */
static gboolean
begins_as_mail (const char *bytes, gsize length)
{
  gsize i = 0;

  while (i < length && bytes[i] != ':' && g_ascii_isgraph (bytes[i]))
    i++;

  return i > 0 && i < length && bytes[i] == ':';
}

static const char *
recognise (const char *bytes, gsize length)
{
  static const struct
  {
    const char *magic;
    gsize length;
    const char *hint;
  } rows[] = {
    { "\xd0\xcf\x11\xe0", 4, N_ ("this is how Outlook saves .msg files: save it as .eml there") },
    { "\x1f\x8b", 2, N_ ("it is compressed: “gunzip” gives the message") },
    { "PK\x03\x04", 4, N_ ("it is a zip archive: unpack it and give the messages in it") },
    { "%PDF-", 5, N_ ("it is a PDF: give the message it came with") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (length >= rows[i].length && memcmp (bytes, rows[i].magic, rows[i].length) == 0)
      return _ (rows[i].hint);
  /* Spam has NULs in it; what has them and no header is no mail that anybody means. */
  if (memchr (bytes, '\0', length) != NULL && !begins_as_mail (bytes, length))
    return _ ("expected the text of one message, header lines first");

  return NULL;
}

static gboolean
check_begin (const TocsinOfflineFile *self, int fd, GError **error)
{
  char bytes[SNIFFED];
  gssize n = pread (fd, bytes, sizeof bytes, 0);
  const char *hint;

  if (n < 0)
    return fail_errno (self, errno, error);
  if (n == 0)
    return fail (TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                 _ ("expected the text of one message, header lines first"), error,
                 _ ("“%s” is empty"), self->key);
  hint = recognise (bytes, (gsize) n);

  return hint == NULL
         || fail (TOCSIN_ERROR_MESSAGE_UNPARSABLE, hint, error, _ ("“%s” is no message"),
                  self->key);
}

/* “From ada@example.com Sun Nov  1 08:30:00 2026”, and nothing that a person writes. */
static gboolean
is_separator (const TocsinLine *line)
{
  g_autofree char *text = g_strndup (line->text, MIN (line->length, SNIFFED));
  char day[4], month[4];
  int date, hour, minute;

  return !line->continued
         && sscanf (text, "From %*s %3s %3s %d %d:%d", day, month, &date, &hour, &minute) == 5;
}

/* A single message with a separator before it is one message; behind it there is no other. */
static gboolean
check_single (const TocsinOfflineFile *self, int fd, GError **error)
{
  g_autoptr (TocsinRawSource) source = tocsin_raw_source_new_from_fd (fd, 0, G_MAXUINT64, error);
  g_autoptr (TocsinLineReader) reader = NULL;
  gboolean blank = FALSE;
  TocsinLine line;

  if (source == NULL)
    return FALSE;
  reader = tocsin_line_reader_new (source);
  if (!tocsin_line_reader_next (reader, &line) || !is_separator (&line))
    return TRUE;

  while (tocsin_line_reader_next (reader, &line))
    {
      if (blank && is_separator (&line))
        return fail (TOCSIN_ERROR_CONFIG_INVALID,
                     _ ("take it apart first, for example with “git mailsplit -b -oDIRECTORY "
                        "FILE”"),
                     error, _ ("“%s” holds several messages: it is a mailbox in mbox form"),
                     self->key);
      blank = line.length <= 2 && line.text[line.length - 1] == '\n'
              && (line.length == 1 || line.text[0] == '\r');
    }

  return TRUE;
}

static gboolean
spool_stdin (TocsinOfflineFile *self, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  guint64 total = 0;
  gssize n;

  self->fd = tocsin_temporary_open (error);
  if (self->fd < 0)
    return FALSE;
  while ((n = read (STDIN_FILENO, block, BLOCK)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_errno (self, errno, error);
      total += (guint64) n;
      if (total > TOCSIN_OFFLINE_FILE_MAX_STDIN)
        return fail (TOCSIN_ERROR_CONFIG_INVALID,
                     _ ("write the message into a file and give its name"), error,
                     _ ("what comes from standard input is larger than %d MiB"),
                     TOCSIN_OFFLINE_FILE_MAX_STDIN / 1024 / 1024);
      if (!tocsin_temporary_write (self->fd, block, (gsize) n, error))
        return FALSE;
    }

  return TRUE;
}

static int
open_path (const TocsinOfflineFile *self, GError **error)
{
  struct stat info;
  int fd;

  /* Opening a device can do things; a pipe put in its place meanwhile must not hold us. */
  if (stat (self->path, &info) != 0)
    {
      fail_errno (self, errno, error);
      return -1;
    }
  if (!check_kind (self, &info, error))
    return -1;
  fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0)
    fail_errno (self, errno, error);

  return fd;
}

/**
 * tocsin_offline_file_open:
 * @self: a file
 * @error: where to put what went wrong
 *
 * Returns: a descriptor of it, to be closed by the caller; -1 when it can't be opened any more.
 */
int
tocsin_offline_file_open (const TocsinOfflineFile *self, GError **error)
{
  int fd;

  g_return_val_if_fail (self != NULL, -1);

  if (self->fd < 0)
    return open_path (self, error);

  fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 3);
  if (fd < 0)
    fail_errno (self, errno, error);

  return fd;
}

static gboolean
look_at (TocsinOfflineFile *self, int fd, GError **error)
{
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail_errno (self, errno, error);
  if (!check_kind (self, &info, error) || !check_begin (self, fd, error)
      || !check_single (self, fd, error) || !tocsin_line_ends_measure (fd, &self->size, NULL, error)
      || !tocsin_message_load_fd (message, fd, 0, G_MAXUINT64, error))
    return FALSE;

  self->received = tocsin_message_get_received (message);
  if (self->received == 0)
    self->received = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC;

  return TRUE;
}

/**
 * tocsin_offline_file_new:
 * @path: as somebody typed it; `-` reads standard input to its end
 * @error: where to put why it is no message, with what to do about it
 *
 * Returns: (transfer full): the file.
 */
TocsinOfflineFile *
tocsin_offline_file_new (const char *path, GError **error)
{
  g_autoptr (TocsinOfflineFile) self = g_new0 (TocsinOfflineFile, 1);
  gboolean fits;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  self->fd = -1;
  self->path = g_strdup (path);
  self->key = tocsin_text_escape (path, -1, 0);
  if (g_str_equal (path, STDIN) && !spool_stdin (self, error))
    return NULL;
  fd = tocsin_offline_file_open (self, error);
  if (fd < 0)
    return NULL;
  fits = look_at (self, fd, error);
  close (fd);

  return fits ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_offline_file_free:
 * @self: (transfer full): a file
 */
void
tocsin_offline_file_free (TocsinOfflineFile *self)
{
  g_return_if_fail (self != NULL);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->key);
  g_free (self->path);
  g_free (self);
}

/**
 * tocsin_offline_file_compare:
 * @a: where a pointer to a file is
 * @b: where a pointer to another is
 *
 * For g_ptr_array_sort(): the oldest first, those of the same time by name.
 *
 * Returns: less than, equal to or more than 0.
 */
int
tocsin_offline_file_compare (gconstpointer a, gconstpointer b)
{
  const TocsinOfflineFile *left = *(TocsinOfflineFile *const *) a;
  const TocsinOfflineFile *right = *(TocsinOfflineFile *const *) b;

  if (left->received != right->received)
    return left->received < right->received ? -1 : 1;

  return strcmp (left->key, right->key);
}
