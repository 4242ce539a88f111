/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

gboolean ews_survey (EwsAccount *account,
                     const char *const *folders,
                     TocsinReport *report,
                     TocsinTranscript *transcript,
                     GCancellable *cancellable,
                     GError **error);

G_END_DECLS
