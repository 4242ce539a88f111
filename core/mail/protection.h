/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

G_BEGIN_DECLS

TocsinMessageProtection tocsin_protection_find (const TocsinPart *root);
gboolean tocsin_protection_has_signature (const TocsinPart *root);

G_END_DECLS
