/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

G_BEGIN_DECLS

void imap4_flags_give (TocsinMessage *message, const char *const *words);

G_END_DECLS
