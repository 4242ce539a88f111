/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "core/settings/snapshot.h"

G_BEGIN_DECLS

/**
 * AttachmentFilter:
 *
 * Which attachments a person wants.
 */
typedef struct
{
  GStrv names;
  GStrv types;
  guint64 min_size;
  guint64 max_size;
  gboolean pictures;
} AttachmentFilter;

gboolean
attachment_filter_configure (AttachmentFilter *self, TocsinSnapshot *settings, GError **error);
void attachment_filter_clear (AttachmentFilter *self);
gboolean attachment_filter_measures (const AttachmentFilter *self);
gboolean
attachment_filter_wants (const AttachmentFilter *self, const TocsinPart *part, const char *name);
gboolean attachment_filter_wants_size (const AttachmentFilter *self, guint64 size);

char *attachment_name (const TocsinPart *part);

G_END_DECLS
