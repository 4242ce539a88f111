/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"
#include "plugins/pop3/wire/heading.h"

G_BEGIN_DECLS

/**
 * Pop3HeadingFunc:
 * @message: a message
 * @heading: (nullable): its headers, %NULL if the server refused them
 * @refusal: (nullable): with what words
 * @user_data: the caller's
 * @error: why no more of them are wanted
 *
 * Takes the headers of messages, one after the other, in any order.
 */
typedef gboolean (*Pop3HeadingFunc) (const Pop3Message *message,
                                     const Pop3Heading *heading,
                                     const Pop3Reply *refusal,
                                     gpointer user_data,
                                     GError **error);

gboolean pop3_headings_read (TocsinPop3Session *session,
                             GPtrArray *messages,
                             Pop3HeadingFunc func,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
