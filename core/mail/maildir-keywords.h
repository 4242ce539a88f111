/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_MAILDIR_MAX_KEYWORDS:
 *
 * Keywords that a folder of a Maildir can name: the letters a to z in a file's name.
 */
#define TOCSIN_MAILDIR_MAX_KEYWORDS 26

/**
 * TOCSIN_MAILDIR_KEYWORDS_FILE:
 *
 * Where a folder has the names of its letters, in Dovecot's form: lines such as `0 $Junk`.
 */
#define TOCSIN_MAILDIR_KEYWORDS_FILE "dovecot-keywords"

/**
 * TocsinMaildirKeywords:
 * @names: what each letter stands for, %NULL where it stands for nothing
 *
 * What the letters a to z mean in the names of a folder's files.
 */
typedef struct
{
  char *names[TOCSIN_MAILDIR_MAX_KEYWORDS];
} TocsinMaildirKeywords;

TocsinMaildirKeywords *tocsin_maildir_keywords_read (int fd);
void tocsin_maildir_keywords_free (TocsinMaildirKeywords *self);
gboolean
tocsin_maildir_keywords_equal (const TocsinMaildirKeywords *a, const TocsinMaildirKeywords *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMaildirKeywords, tocsin_maildir_keywords_free)

G_END_DECLS
