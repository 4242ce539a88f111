/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-store.h"

G_BEGIN_DECLS

gboolean tocsin_offline_read (int fd,
                              TocsinMessageRef *ref,
                              TocsinMessage *message,
                              TocsinMailParts parts,
                              const char *code_page,
                              const TocsinMailSink *sink,
                              GCancellable *cancellable,
                              GError **error);
gboolean tocsin_offline_read_text (int fd,
                                   TocsinMessage *message,
                                   const char *code_page,
                                   GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
