/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/part.h"
#include "plugins/imap4/wire/value.h"

G_BEGIN_DECLS

/** IMAP4_STRUCTURE_MAX_PARTS: nodes of one tree; more is no structure */
#define IMAP4_STRUCTURE_MAX_PARTS 1000
/** IMAP4_STRUCTURE_MAX_DEPTH: multiparts within multiparts */
#define IMAP4_STRUCTURE_MAX_DEPTH 32

TocsinPart *imap4_structure_to_part (const Imap4Value *structure, const char *code_page);

G_END_DECLS
