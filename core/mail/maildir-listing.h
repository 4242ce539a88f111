/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/maildir-entry.h"

G_BEGIN_DECLS

/**
 * TOCSIN_MAILDIR_N_SUBDIRECTORIES:
 *
 * How many directories of a folder have mail in them: `new` and `cur`.
 */
#define TOCSIN_MAILDIR_N_SUBDIRECTORIES 2

/**
 * TocsinMaildirListing:
 * @entries: (element-type utf8 TocsinMaildirEntry): the messages by their keys
 * @keywords: what the letters in their names mean
 * @changed: when `new` and `cur` changed last, microseconds since 1970; 0 when one is not there
 * @begun: when they began to be read
 *
 * What was in a folder when it was read. Never changed again.
 */
typedef struct
{
  GHashTable *entries;
  TocsinMaildirKeywords *keywords;
  gint64 changed[TOCSIN_MAILDIR_N_SUBDIRECTORIES];
  gint64 begun;
} TocsinMaildirListing;

TocsinMaildirListing *tocsin_maildir_listing_read (const char *directory,
                                                   const char *folder,
                                                   const TocsinMaildirListing *before,
                                                   gboolean *stands,
                                                   GCancellable *cancellable,
                                                   GError **error);
gboolean tocsin_maildir_listing_is_current (const TocsinMaildirListing *self,
                                            const char *directory,
                                            const char *folder);
void tocsin_maildir_listing_free (TocsinMaildirListing *self);
gboolean tocsin_maildir_listing_count (const char *directory,
                                       const char *folder,
                                       gint64 *messages,
                                       gint64 *unread,
                                       GCancellable *cancellable,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMaildirListing, tocsin_maildir_listing_free)

G_END_DECLS
