/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"

G_BEGIN_DECLS

guint64 fake_texts_give (TocsinMessage *whole, TocsinMessage *message);

G_END_DECLS
