/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/part.h"

G_BEGIN_DECLS

gboolean tocsin_invite_is_in (const TocsinPart *root);

G_END_DECLS
