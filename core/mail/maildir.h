/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/maildir-directory.h"
#include "core/mail/maildir-entry.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_MAILDIR (tocsin_maildir_get_type ())

/**
 * TocsinMaildir:
 *
 * One folder of a Maildir, read only: nothing is moved from `new` to `cur`, no lock is taken and
 * none is needed. Others may deliver, rename and delete meanwhile. May be used from any thread.
 */
G_DECLARE_FINAL_TYPE (TocsinMaildir, tocsin_maildir, TOCSIN, MAILDIR, GObject)

TocsinMaildir *tocsin_maildir_new (const char *directory, const char *folder);
gboolean tocsin_maildir_is_one (const char *directory);
gboolean tocsin_maildir_exists (TocsinMaildir *self);
GPtrArray *tocsin_maildir_list (TocsinMaildir *self,
                                gboolean *complete,
                                GCancellable *cancellable,
                                GError **error);
TocsinMaildirEntry *tocsin_maildir_find (TocsinMaildir *self,
                                         const char *key,
                                         gboolean moved,
                                         GCancellable *cancellable,
                                         GError **error);
int tocsin_maildir_open (TocsinMaildir *self,
                         const char *key,
                         TocsinMaildirEntry **entry,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
