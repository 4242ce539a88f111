/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/maildir.h"

G_BEGIN_DECLS

/**
 * MAILDIR_N_PARTS:
 *
 * The directories of a folder: `cur`, `new` and `tmp`.
 */
#define MAILDIR_N_PARTS 3

/**
 * MaildirFiles:
 * @root: the Maildir
 * @folder: the id of the folder
 * @fds: descriptors of its directories, -1 while they are not needed
 *
 * The directories of a folder, opened once for a number of changes. A plain value.
 */
typedef struct
{
  const char *root;
  const char *folder;
  int fds[MAILDIR_N_PARTS];
} MaildirFiles;

void maildir_files_init (MaildirFiles *self, const char *root, const char *folder);
void maildir_files_clear (MaildirFiles *self);
int maildir_files_open (MaildirFiles *self, const char *part, GError **error);
gboolean maildir_files_sync (MaildirFiles *self, GError **error);

void maildir_files_give (int fd, int directory);
char *maildir_files_new_name (const char *like);
int maildir_files_rename (int from, const char *name, int to, const char *new_name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MaildirFiles, maildir_files_clear)

G_END_DECLS
