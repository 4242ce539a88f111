/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"
#include "plugins/office365/account.h"

G_BEGIN_DECLS

gboolean graph_whole_read (GraphAccount *account,
                           TocsinMessageRef *ref,
                           const TocsinMailSink *sink,
                           guint64 size,
                           GBytes **block,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
