/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/part.h"

G_BEGIN_DECLS

gboolean tocsin_message_text_append (GString *text,
                                     const TocsinPart *part,
                                     const GByteArray *content,
                                     const char *code_page);

G_END_DECLS
