/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/maildir-entry.h"

#include "core/base/text.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (TocsinMaildirEntry,
                     tocsin_maildir_entry,
                     tocsin_maildir_entry_ref,
                     tocsin_maildir_entry_unref)

/* What parts a file's name from its info, and what does where a file system takes no colon. */
#define SEPARATOR ':'
#define OTHER_SEPARATORS "!;"

/* The info that has flags. Other versions than 2 have no meaning. */
#define INFO_VERSION "2,"

/* How large the message is with CR LF, as Dovecot and Courier write it into a name. */
#define SIZE ",W="

static TocsinMessageFlags
flag_of (char letter)
{
  switch (letter)
    {
    case 'S':
      return TOCSIN_MESSAGE_FLAGS_SEEN;
    case 'R':
      return TOCSIN_MESSAGE_FLAGS_ANSWERED;
    case 'F':
      return TOCSIN_MESSAGE_FLAGS_FLAGGED;
    case 'T':
      return TOCSIN_MESSAGE_FLAGS_DELETED;
    case 'D':
      return TOCSIN_MESSAGE_FLAGS_DRAFT;
    default:
      return 0;
    }
}

/* The name of a letter of @known, %NULL if it has none. */
static const char *
keyword_of (char letter, const char *const *known)
{
  /* “Passed”: resent, forwarded or bounced. Servers have that as a keyword (RFC 5788). */
  if (letter == 'P')
    return "$Forwarded";

  return known != NULL && letter >= 'a' && letter <= 'z' ? known[letter - 'a'] : NULL;
}

static void
read_info (TocsinMaildirEntry *self, const char *letters, const char *const *known)
{
  g_autoptr (GPtrArray) keywords = g_ptr_array_new ();

  for (; *letters != '\0'; letters++)
    {
      const char *keyword = keyword_of (*letters, known);

      self->flags |= flag_of (*letters);
      if (keyword != NULL && keywords->len < TOCSIN_MAILDIR_MAX_KEYWORDS)
        g_ptr_array_add (keywords, (gpointer) keyword);
    }
  g_ptr_array_add (keywords, NULL);
  self->keywords = g_strdupv ((GStrv) keywords->pdata);
}

/* Whether all of @name but its info says so: a size that is followed by anything but another of
 * these fields is part of somebody's host name. */
static guint64
read_size (const char *unique)
{
  const char *field = strstr (unique, SIZE);
  char *end = NULL;
  guint64 size;

  if (field == NULL || !g_ascii_isdigit (field[strlen (SIZE)]))
    return 0;
  size = g_ascii_strtoull (field + strlen (SIZE), &end, 10);

  return *end == '\0' || *end == ',' ? size : 0;
}

/**
 * tocsin_maildir_entry_find_info: (skip)
 * @name: a file's name
 *
 * Returns: (transfer none): where in @name its info begins, with the character that parts it from
 *   the rest: a colon, or another one that stands before a `2,` with letters up to the end; the end
 *   of @name when it has none.
 */
const char *
tocsin_maildir_entry_find_info (const char *name)
{
  const char *end = name + strlen (name);
  const char *letters = end;
  const char *info = strchr (name, SEPARATOR);

  if (info != NULL)
    return info;
  while (letters > name && g_ascii_isalpha (letters[-1]))
    letters--;
  if (letters - name < (gssize) strlen (INFO_VERSION) + 1)
    return end;
  info = letters - strlen (INFO_VERSION) - 1;

  return strchr (OTHER_SEPARATORS, *info) != NULL && g_str_has_prefix (info + 1, INFO_VERSION)
             ? info
             : end;
}

/**
 * tocsin_maildir_entry_make_key: (skip)
 * @name: a file's name
 *
 * Returns: (transfer full): what stays of it when flags change, escaped where it is no text.
 */
char *
tocsin_maildir_entry_make_key (const char *name)
{
  return tocsin_text_escape (name, tocsin_maildir_entry_find_info (name) - name, 0);
}

/**
 * tocsin_maildir_entry_new:
 * @folder: the folder's directory
 * @subdirectory: `cur` or `new`
 * @name: the file's name in it
 * @known_keywords: (nullable): the folder's names for the letters a to z,
 * %TOCSIN_MAILDIR_MAX_KEYWORDS of them, %NULL where a letter has none
 *
 * What stands in `new` was seen by no mail reader yet.
 *
 * Returns: (transfer full): what the name tells; times and bytes are the caller's to fill in.
 */
TocsinMaildirEntry *
tocsin_maildir_entry_new (const char *folder,
                          const char *subdirectory,
                          const char *name,
                          const char *const *known_keywords)
{
  TocsinMaildirEntry *self;
  g_autofree char *unique = NULL;
  const char *info;

  g_return_val_if_fail (folder != NULL && subdirectory != NULL && name != NULL, NULL);

  self = g_new0 (TocsinMaildirEntry, 1);
  g_atomic_ref_count_init (&self->ref_count);
  info = tocsin_maildir_entry_find_info (name);
  unique = g_strndup (name, info - name);
  self->key = tocsin_maildir_entry_make_key (name);
  self->path = g_build_filename (folder, subdirectory, name, NULL);
  self->name = self->path + strlen (self->path) - strlen (name);
  self->subdirectory = g_intern_string (subdirectory);
  self->size = read_size (unique);
  if (g_str_equal (subdirectory, "new"))
    self->flags = TOCSIN_MESSAGE_FLAGS_RECENT;
  if (*info != '\0' && g_str_has_prefix (info + 1, INFO_VERSION))
    info += 1 + strlen (INFO_VERSION);
  else
    info = "";
  read_info (self, info, known_keywords);

  return self;
}

/**
 * tocsin_maildir_entry_ref:
 * @self: an entry
 *
 * Returns: (transfer full): @self
 */
TocsinMaildirEntry *
tocsin_maildir_entry_ref (TocsinMaildirEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_maildir_entry_unref:
 * @self: (transfer full): an entry
 */
void
tocsin_maildir_entry_unref (TocsinMaildirEntry *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->key);
  g_free (self->path);
  g_strfreev (self->keywords);
  g_free (self);
}
