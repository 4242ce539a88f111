/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

gboolean pop3_survey_look_at (TocsinSession *session,
                              const char *folder,
                              TocsinReport *report,
                              GCancellable *cancellable,
                              GError **error);
void pop3_survey_describe (TocsinSession *session, TocsinReport *report);
gboolean pop3_survey_count (TocsinPop3Session *session,
                            guint64 *messages,
                            guint64 *bytes,
                            GCancellable *cancellable,
                            GError **error);
gboolean pop3_survey_check_folder (const char *folder, GError **error);

G_END_DECLS
