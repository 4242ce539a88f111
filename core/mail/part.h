/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_PART (tocsin_part_get_type ())

/**
 * TocsinPart:
 * @section: its number as IMAP counts (RFC 9051, section 6.4.5.1): `1`, `2.1`; empty for a
 *   multipart that is the whole message
 * @type: MIME type in lower case, such as `text/plain`
 * @name: (nullable): file name, decoded, as sent: no encoder of a path has seen it yet; of an
 *   attached message that has none, its subject with `.eml`
 * @charset: (nullable): as declared
 * @disposition: (nullable): in lower case, such as `attachment`
 * @encoding: (nullable): transfer encoding in lower case, such as `base64`
 * @content_id: (nullable): without angle brackets
 * @size: bytes as sent, still encoded; 0 when unknown, and never more than a hint (quirk 29)
 * @children: (nullable) (element-type TocsinPart): the parts of a multipart. An attached message
 *   (`message/rfc822`) is a leaf, whatever is known of what it holds
 *
 * One node of a message's MIME tree. Filled in by whoever makes it, immutable once given to a
 * message; reference counted.
 */
typedef struct
{
  char *section;
  char *type;
  char *name;
  char *charset;
  char *disposition;
  char *encoding;
  char *content_id;
  guint64 size;
  GPtrArray *children;

  /*< private >*/
  GStrv parameters;
  guint64 begin;
  guint64 end;
  gatomicrefcount ref_count;
} TocsinPart;

GType tocsin_part_get_type (void);
TocsinPart *tocsin_part_new (const char *section,
                             const char *content_type,
                             const char *disposition,
                             const char *code_page);
TocsinPart *tocsin_part_ref (TocsinPart *self);
void tocsin_part_unref (TocsinPart *self);
void tocsin_part_add_child (TocsinPart *self, TocsinPart *child);
gboolean tocsin_part_is_message (const TocsinPart *self);
void tocsin_part_name_message (TocsinPart *self, const char *subject, const char *code_page);
const char *tocsin_part_get_parameter (const TocsinPart *self, const char *name);
gboolean tocsin_part_is_leaf (const TocsinPart *self);
gboolean tocsin_part_is_hollow (const TocsinPart *self);
void tocsin_part_get_decoded_size (const TocsinPart *self, guint64 *least, guint64 *most);
void tocsin_part_append_parameter (GString *value, const char *name, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinPart, tocsin_part_unref)

G_END_DECLS
