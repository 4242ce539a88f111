/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/smtp/session/trouble.h"

G_BEGIN_DECLS

gboolean smtp_trouble_words_find (const SmtpReply *reply, SmtpPhase phase, TocsinError *meaning);

G_END_DECLS
