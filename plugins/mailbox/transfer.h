/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

gboolean transfer_message (TocsinMailStore *target,
                           const TocsinMailOperation *operation,
                           TocsinMessage *message,
                           const char *work_directory,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
