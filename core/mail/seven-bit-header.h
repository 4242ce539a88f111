/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinSevenBitHeader:
 * @encode: whether bytes beyond ASCII are encoded
 * @encoding: (nullable): the transfer encoding that the part has from now on; "" for none
 * @charset: (nullable): what to call a text that says nothing of itself
 *
 * What a header is to be made into. Private to core/mail.
 */
typedef struct
{
  gboolean encode;
  const char *encoding;
  const char *charset;
} TocsinSevenBitHeader;

void tocsin_seven_bit_header_write (const TocsinSevenBitHeader *self,
                                    const char *block,
                                    gsize length,
                                    GString *out);

G_END_DECLS
