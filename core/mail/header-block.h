/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mime.h"

G_BEGIN_DECLS

/**
 * TocsinHeaderBlock:
 *
 * The header lines of a message or of a part, in order, decoded when somebody asks. Bounded: what
 * goes beyond #TocsinHeaderBudget is left out.
 */
typedef struct _TocsinHeaderBlock TocsinHeaderBlock;

/**
 * TocsinHeaderBudget:
 * @bytes: how many bytes of header lines may still be kept
 * @lines: how many headers may still be kept
 * @exceeded: set when something was left out
 *
 * What all header blocks of one message may take together.
 */
typedef struct
{
  gsize bytes;
  guint lines;
  gboolean exceeded;
} TocsinHeaderBudget;

TocsinHeaderBlock *tocsin_header_block_new (void);
void tocsin_header_block_free (TocsinHeaderBlock *self);
gboolean tocsin_header_block_is_header_line (const char *line, gsize length);
void tocsin_header_block_add_line (TocsinHeaderBlock *self,
                                   const char *line,
                                   gsize length,
                                   gboolean continued,
                                   TocsinHeaderBudget *budget);
guint tocsin_header_block_get_length (const TocsinHeaderBlock *self);
const char *tocsin_header_block_get_name (const TocsinHeaderBlock *self, guint index);
const char *tocsin_header_block_get_raw (const TocsinHeaderBlock *self, guint index);
const char *
tocsin_header_block_get_value (TocsinHeaderBlock *self, guint index, const char *code_page);
const char *tocsin_header_block_find_raw (const TocsinHeaderBlock *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHeaderBlock, tocsin_header_block_free)

G_END_DECLS
