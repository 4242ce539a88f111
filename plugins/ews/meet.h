/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/account.h"

G_BEGIN_DECLS

gboolean ews_meet (EwsAccount *account, GCancellable *cancellable, GError **error);
gboolean ews_meet_watched (EwsAccount *account,
                           TocsinReport *report,
                           TocsinTranscript *transcript,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
