/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/maildir-keywords.h"
#include "core/mail/message.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_MAILDIR_ENTRY (tocsin_maildir_entry_get_type ())

/**
 * TocsinMaildirEntry:
 * @key: the part of the file's name that stays when flags change, escaped where it is no text
 * @path: where the file was when it was listed
 * @name: its name there, in @path
 * @subdirectory: `cur` or `new`
 * @flags: what its name says
 * @keywords: (array zero-terminated=1): its other flags
 * @size: bytes with CR LF at the end of each line, 0 when the name does not tell
 * @bytes: of the file
 * @received: when it was delivered: the time of the file's last change, in whole seconds as
 *   servers over a Maildir tell it, in microseconds since 1970
 *
 * One message of a Maildir. Immutable once made; reference counted.
 */
typedef struct
{
  char *key;
  char *path;
  const char *name;
  const char *subdirectory;
  TocsinMessageFlags flags;
  char **keywords;
  guint64 size;
  guint64 bytes;
  gint64 received;

  /*< private >*/
  gatomicrefcount ref_count;
} TocsinMaildirEntry;

GType tocsin_maildir_entry_get_type (void);
TocsinMaildirEntry *tocsin_maildir_entry_new (const char *folder,
                                              const char *subdirectory,
                                              const char *name,
                                              const char *const *known_keywords);
char *tocsin_maildir_entry_make_key (const char *name);
const char *tocsin_maildir_entry_find_info (const char *name);
TocsinMaildirEntry *tocsin_maildir_entry_ref (TocsinMaildirEntry *self);
void tocsin_maildir_entry_unref (TocsinMaildirEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMaildirEntry, tocsin_maildir_entry_unref)

G_END_DECLS
