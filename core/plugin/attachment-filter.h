/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "core/settings/snapshot.h"

G_BEGIN_DECLS

/**
 * TocsinAttachmentFilter:
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
} TocsinAttachmentFilter;

gboolean tocsin_attachment_filter_configure (TocsinAttachmentFilter *self,
                                             TocsinSnapshot *settings,
                                             GError **error);
void tocsin_attachment_filter_clear (TocsinAttachmentFilter *self);
gboolean tocsin_attachment_filter_measures (const TocsinAttachmentFilter *self);
gboolean tocsin_attachment_filter_wants (const TocsinAttachmentFilter *self,
                                         const TocsinPart *part,
                                         const char *name);
gboolean tocsin_attachment_filter_wants_size (const TocsinAttachmentFilter *self, guint64 size);

char *tocsin_attachment_filter_name (const TocsinPart *part);

G_END_DECLS
