/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/express.h"

G_BEGIN_DECLS

Imap4SearchKey *imap4_express_text (const Imap4Expression *self, const TocsinQueryNode *term);

Imap4SearchKey *imap4_express_whole_id (const Imap4Expression *self, const TocsinQueryNode *term);

G_END_DECLS
