/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/header-block.h"
#include "core/mail/message.h"

G_BEGIN_DECLS

GDateTime *tocsin_header_meaning_date (const TocsinHeaderBlock *headers);
gint64 tocsin_header_meaning_received (const TocsinHeaderBlock *headers);
const char *tocsin_header_meaning_importance (const TocsinHeaderBlock *headers);
const char *tocsin_header_meaning_sensitivity (const TocsinHeaderBlock *headers);
TocsinMessageMarks tocsin_header_meaning_marks (const TocsinHeaderBlock *headers);

G_END_DECLS
