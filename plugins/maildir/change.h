/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "core/mail/maildir.h"

G_BEGIN_DECLS

/**
 * MaildirChange:
 * @root: the Maildir
 * @source: the folder that the messages are in
 * @folder: its id
 * @target: (nullable): the id of the folder that they go to
 * @operation: what to do to them
 *
 * Something to be done to messages. A plain value.
 */
typedef struct
{
  const char *root;
  TocsinMaildir *source;
  const char *folder;
  const char *target;
  const TocsinMailOperation *operation;
} MaildirChange;

gboolean maildir_change (const MaildirChange *self,
                         GPtrArray *refs,
                         GPtrArray **results,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
