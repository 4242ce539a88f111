/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/maildir-keywords.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More is no list of keywords. */
#define MAX_BYTES (64 * 1024)

static void
read_line (TocsinMaildirKeywords *self, const char *line)
{
  char *name = NULL;
  guint64 number;

  if (!g_ascii_isdigit (*line))
    return;
  number = g_ascii_strtoull (line, &name, 10);
  if (number >= TOCSIN_MAILDIR_MAX_KEYWORDS || *name != ' ' || !g_utf8_validate (name, -1, NULL))
    return;

  g_free (self->names[number]);
  self->names[number] = g_strstrip (g_strdup (name));
}

static char *
read_text (int fd)
{
  g_autofree char *text = g_malloc (MAX_BYTES + 1);
  gsize length = 0;
  gssize n = 1;

  while (length < MAX_BYTES && n != 0)
    {
      n = read (fd, text + length, MAX_BYTES - length);
      if (n < 0 && errno != EINTR)
        return NULL;
      length += n > 0 ? (gsize) n : 0;
    }
  text[length] = '\0';

  return g_steal_pointer (&text);
}

/**
 * tocsin_maildir_keywords_read: (skip)
 * @fd: the folder's directory
 *
 * Mail without keywords is mail all the same: what can't be read names none.
 *
 * Returns: (transfer full): what its letters mean.
 */
TocsinMaildirKeywords *
tocsin_maildir_keywords_read (int fd)
{
  TocsinMaildirKeywords *self = g_new0 (TocsinMaildirKeywords, 1);
  /* A pipe put in its place must not hold us. */
  int file = openat (fd, TOCSIN_MAILDIR_KEYWORDS_FILE,
                     O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  struct stat info;

  if (file < 0)
    return self;
  if (fstat (file, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= MAX_BYTES)
    text = read_text (file);
  close (file);
  if (text == NULL)
    return self;

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    read_line (self, *line);

  return self;
}

/**
 * tocsin_maildir_keywords_free: (skip)
 * @self: (transfer full): keywords
 */
void
tocsin_maildir_keywords_free (TocsinMaildirKeywords *self)
{
  for (guint i = 0; i < TOCSIN_MAILDIR_MAX_KEYWORDS; i++)
    g_free (self->names[i]);
  g_free (self);
}

/**
 * tocsin_maildir_keywords_equal: (skip)
 * @a: keywords
 * @b: other keywords
 *
 * Returns: whether every letter means the same in both.
 */
gboolean
tocsin_maildir_keywords_equal (const TocsinMaildirKeywords *a, const TocsinMaildirKeywords *b)
{
  for (guint i = 0; i < TOCSIN_MAILDIR_MAX_KEYWORDS; i++)
    if (g_strcmp0 (a->names[i], b->names[i]) != 0)
      return FALSE;

  return TRUE;
}
