/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/session.h"

G_BEGIN_DECLS

gboolean imap4_idle_begin (TocsinImap4Session *session,
                           const Imap4Listener *listener,
                           GCancellable *cancellable,
                           GError **error);
gboolean imap4_idle_take (TocsinImap4Session *session,
                          const Imap4Listener *listener,
                          GCancellable *cancellable,
                          GError **error);
gboolean imap4_idle_end (TocsinImap4Session *session,
                         const Imap4Listener *listener,
                         GCancellable *cancellable,
                         GError **error);
gboolean imap4_notify_begin (TocsinImap4Session *session,
                             const char *const *folders,
                             const Imap4Listener *listener,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
