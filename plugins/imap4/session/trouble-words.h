/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/session/trouble.h"

G_BEGIN_DECLS

gboolean
imap4_trouble_words_find (const Imap4Response *answer, Imap4Phase phase, TocsinError *meaning);

G_END_DECLS
