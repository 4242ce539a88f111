/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/header-line.h"

G_BEGIN_DECLS

/**
 * TocsinParameterForm:
 * @TOCSIN_PARAMETER_EXTENDED: by RFC 2231 (`filename*=`), as it should be
 * @TOCSIN_PARAMETER_ENCODED_WORDS: as encoded words in quotes, as it should not be, and as Outlook
 *   reads the name of a part's type
 *
 * How a parameter is written that is no short ASCII.
 */
typedef enum
{
  TOCSIN_PARAMETER_EXTENDED,
  TOCSIN_PARAMETER_ENCODED_WORDS,
} TocsinParameterForm;

/**
 * TocsinHeaderWriter:
 *
 * Writes a header block: lines ended by CR LF, folded, encoded. It takes UTF-8; line breaks in it
 * become blanks, and nothing that is given can begin a header of its own.
 */
typedef struct _TocsinHeaderWriter TocsinHeaderWriter;

TocsinHeaderWriter *tocsin_header_writer_new (const char *charset, guint max_length);
void tocsin_header_writer_free (TocsinHeaderWriter *self);
void tocsin_header_writer_add_text (TocsinHeaderWriter *self, const char *name, const char *value);
void tocsin_header_writer_add_addresses (TocsinHeaderWriter *self,
                                         const char *name,
                                         GPtrArray *addresses);
void tocsin_header_writer_add_words (TocsinHeaderWriter *self,
                                     const char *name,
                                     const char *const *words);
void tocsin_header_writer_begin (TocsinHeaderWriter *self, const char *name, const char *value);
void tocsin_header_writer_add_parameter (TocsinHeaderWriter *self,
                                         const char *name,
                                         const char *value,
                                         TocsinParameterForm form);
void tocsin_header_writer_end (TocsinHeaderWriter *self);
const char *tocsin_header_writer_get_block (const TocsinHeaderWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHeaderWriter, tocsin_header_writer_free)

G_END_DECLS
