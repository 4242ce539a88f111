/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

G_BEGIN_DECLS

TocsinMessage *corpus_load (const char *name);
TocsinMessage *corpus_from_text (const char *text);
GPtrArray *corpus_list (void);
char *corpus_describe (TocsinMessage *message);

G_END_DECLS
