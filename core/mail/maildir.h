/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/maildir-entry.h"

G_BEGIN_DECLS

/**
 * TocsinMaildir:
 *
 * One folder of a Maildir, read only: nothing is moved from `new` to `cur`, no lock is taken and
 * none is needed. Others may deliver, rename and delete meanwhile. May be used from any thread.
 */
typedef struct _TocsinMaildir TocsinMaildir;

TocsinMaildir *tocsin_maildir_new (const char *directory);
void tocsin_maildir_free (TocsinMaildir *self);
gboolean tocsin_maildir_is_one (const char *directory);
GPtrArray *tocsin_maildir_list (TocsinMaildir *self, GCancellable *cancellable, GError **error);
int tocsin_maildir_open (TocsinMaildir *self,
                         const char *key,
                         TocsinMaildirEntry **entry,
                         GCancellable *cancellable,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMaildir, tocsin_maildir_free)

G_END_DECLS
