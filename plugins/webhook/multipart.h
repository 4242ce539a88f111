/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/event.h"
#include "plugins/webhook/value-list.h"

G_BEGIN_DECLS

/* The event, fields and all attachments as multipart/form-data (RFC 7578), which every web server
 * can read. */

char *multipart_make_boundary (void);
gboolean multipart_write (const ValueList *fields,
                          TocsinEvent *event,
                          const char *boundary,
                          int fd,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
