/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/session/session.h"

G_BEGIN_DECLS

gboolean smtp_checkup_look_at (TocsinSession *session,
                               const char *folder,
                               TocsinReport *report,
                               GCancellable *cancellable,
                               GError **error);
void smtp_checkup_describe (TocsinSession *session, TocsinReport *report);

G_END_DECLS
