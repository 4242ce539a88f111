/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/composer.h"
#include "core/mail/message.h"

G_BEGIN_DECLS

char *tocsin_forward_quote_text (TocsinMessage *original);
char *tocsin_forward_quote_html (TocsinMessage *original);
gboolean tocsin_forward_attach_part (TocsinComposer *composer,
                                     TocsinMessage *original,
                                     const TocsinPart *part,
                                     const char *directory,
                                     GCancellable *cancellable,
                                     GError **error);
gboolean tocsin_forward_attach_message (TocsinComposer *composer,
                                        TocsinMessage *original,
                                        const char *directory,
                                        GCancellable *cancellable,
                                        GError **error);

G_END_DECLS
