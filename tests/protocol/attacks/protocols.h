/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/attacks/row.h"

G_BEGIN_DECLS

extern const Protocol protocol_imap; /* the product's connections */
extern const Protocol protocol_pop3;
extern const Protocol protocol_smtp;

/* What else may be done with an account than to test it; as Protocol.run. */
gboolean imap_upload (TocsinConnectionSettings *settings,
                      TocsinReport *report,
                      TocsinTranscript *transcript,
                      GCancellable *cancellable,
                      GError **error);
gboolean imap_open_nowhere (TocsinConnectionSettings *settings,
                            TocsinReport *report,
                            TocsinTranscript *transcript,
                            GCancellable *cancellable,
                            GError **error);
gboolean imap_list (TocsinConnectionSettings *settings,
                    TocsinReport *report,
                    TocsinTranscript *transcript,
                    GCancellable *cancellable,
                    GError **error);
gboolean imap_fetch (TocsinConnectionSettings *settings,
                     TocsinReport *report,
                     TocsinTranscript *transcript,
                     GCancellable *cancellable,
                     GError **error);
gboolean imap_be_cancelled (TocsinConnectionSettings *settings,
                            TocsinReport *report,
                            TocsinTranscript *transcript,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
