/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/compose-part.h"

G_BEGIN_DECLS

TocsinComposePart *tocsin_compose_text (const char *text, const char *subtype, const char *charset);

G_END_DECLS
