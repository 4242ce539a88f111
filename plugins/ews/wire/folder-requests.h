/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/envelope.h"
#include "plugins/ews/wire/folder-ref.h"
#include "plugins/ews/wire/restriction.h"
#include "plugins/ews/wire/shape.h"

G_BEGIN_DECLS

/**
 * EwsPaging:
 * @offset: the first one, from 0
 * @max: how many at most; 0 = no page is asked for
 *
 * Which part of a long list is wanted.
 */
typedef struct
{
  guint offset;
  guint max;
} EwsPaging;

void ews_paging_write (EwsPaging self, const char *name, EwsXml *xml);

GBytes *ews_find_folder_build (const EwsEnvelope *envelope,
                               const EwsFolderRef *parent,
                               gboolean deep,
                               const EwsShape *shape,
                               EwsPaging paging,
                               const EwsRestriction *restriction);
GBytes *ews_get_folder_build (const EwsEnvelope *envelope,
                              const EwsFolderRef *folders,
                              guint n_folders,
                              const EwsShape *shape);
GBytes *ews_sync_folder_hierarchy_build (const EwsEnvelope *envelope,
                                         const EwsFolderRef *root,
                                         const EwsShape *shape,
                                         const char *sync_state);
GBytes *ews_create_folder_build (const EwsEnvelope *envelope,
                                 const EwsFolderRef *parent,
                                 const char *name,
                                 const char *folder_class);

G_END_DECLS
