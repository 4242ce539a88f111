/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/part.h"

G_BEGIN_DECLS

void
tocsin_body_choose (TocsinPart *root, GPtrArray *shown, GPtrArray *attachments, gboolean *has_html);

G_END_DECLS
