/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/maildir/files.h"

G_BEGIN_DECLS

char *maildir_deliver (const char *root,
                       const char *folder,
                       GInputStream *message,
                       guint64 size,
                       GCancellable *cancellable,
                       GError **error);
gboolean maildir_deliver_copy (MaildirFiles *target,
                               int fd,
                               const char *part,
                               const char *name,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
