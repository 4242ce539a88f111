/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/mail/mail-store.h"
#include "plugins/maildir/watch-events.h"

G_BEGIN_DECLS

gboolean maildir_survey (TocsinMailStore *mail,
                         const char *root,
                         const char *const *folders,
                         const MaildirWatchMeans *means,
                         TocsinReport *report,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
