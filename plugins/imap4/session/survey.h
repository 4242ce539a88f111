/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session.h"

G_BEGIN_DECLS

gboolean imap4_survey_look_at (TocsinSession *session,
                               const char *folder,
                               TocsinReport *report,
                               GCancellable *cancellable,
                               GError **error);
void imap4_survey_describe (TocsinSession *session, TocsinReport *report);

G_END_DECLS
