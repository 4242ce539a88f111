/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/header-writer.h"
#include "core/mail/raw-source.h"

G_BEGIN_DECLS

/**
 * TocsinTransfer:
 * @TOCSIN_TRANSFER_7BIT: ASCII in short lines, as it is
 * @TOCSIN_TRANSFER_8BIT: short lines of any bytes but NUL, as they are
 * @TOCSIN_TRANSFER_QUOTED_PRINTABLE: mostly ASCII
 * @TOCSIN_TRANSFER_BASE64: anything, byte by byte
 *
 * How a part's content is encoded (RFC 2045, section 6).
 */
typedef enum
{
  TOCSIN_TRANSFER_7BIT,
  TOCSIN_TRANSFER_8BIT,
  TOCSIN_TRANSFER_QUOTED_PRINTABLE,
  TOCSIN_TRANSFER_BASE64,
} TocsinTransfer;

/**
 * TocsinComposePart:
 * @type: MIME type
 * @parameters: (element-type utf8): name and value in turn, of the type
 * @disposition: (nullable): `attachment` or `inline`
 * @name: (nullable): file name
 * @content_id: (nullable): without angle brackets
 * @transfer: how the content is encoded
 * @content: (nullable): what a leaf holds; text has LF for its line ends
 * @children: (nullable) (element-type TocsinComposePart): what a multipart holds
 *
 * A node of a message that is being made. Its content may be a file of any size: it is read when it
 * is written. Reference counted. (Signing one means writing it, and giving it a multipart/signed
 * for a parent.)
 */
typedef struct
{
  char *type;
  GPtrArray *parameters;
  char *disposition;
  char *name;
  char *content_id;
  TocsinTransfer transfer;
  TocsinRawSource *content;
  GPtrArray *children;

  /*< private >*/
  char *boundary;
  gatomicrefcount ref_count;
} TocsinComposePart;

TocsinComposePart *tocsin_compose_part_new (const char *type);
TocsinComposePart *tocsin_compose_part_ref (TocsinComposePart *self);
void tocsin_compose_part_unref (TocsinComposePart *self);
void
tocsin_compose_part_set_parameter (TocsinComposePart *self, const char *name, const char *value);
void tocsin_compose_part_take_child (TocsinComposePart *self, TocsinComposePart *child);
gboolean tocsin_compose_part_choose_boundaries (TocsinComposePart *self,
                                                const char *seed,
                                                GCancellable *cancellable,
                                                GError **error);
void tocsin_compose_part_write_headers (const TocsinComposePart *self, TocsinHeaderWriter *writer);
gboolean tocsin_compose_part_write_content (const TocsinComposePart *self,
                                            const char *charset,
                                            guint max_header_length,
                                            GOutputStream *stream,
                                            GCancellable *cancellable,
                                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinComposePart, tocsin_compose_part_unref)

G_END_DECLS
