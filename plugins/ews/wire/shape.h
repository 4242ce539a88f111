/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/property.h"

G_BEGIN_DECLS

/**
 * EwsBaseShape:
 * @EWS_BASE_SHAPE_ID_ONLY: the id
 * @EWS_BASE_SHAPE_DEFAULT: what the server thinks useful
 * @EWS_BASE_SHAPE_ALL: everything but MIME
 *
 * The properties an answer has of itself.
 */
typedef enum
{
  EWS_BASE_SHAPE_ID_ONLY,
  EWS_BASE_SHAPE_DEFAULT,
  EWS_BASE_SHAPE_ALL,
} EwsBaseShape;

/**
 * EwsBodyType:
 * @EWS_BODY_TYPE_NONE: not said: the server's choice
 * @EWS_BODY_TYPE_BEST: as it was written
 * @EWS_BODY_TYPE_HTML: as HTML
 * @EWS_BODY_TYPE_TEXT: as plain text
 *
 * In which form a body comes.
 */
typedef enum
{
  EWS_BODY_TYPE_NONE,
  EWS_BODY_TYPE_BEST,
  EWS_BODY_TYPE_HTML,
  EWS_BODY_TYPE_TEXT,
} EwsBodyType;

/**
 * EwsShape:
 * @base: what comes of itself
 * @mime_content: whether the message as MIME comes too (not for folders)
 * @body_type: the form of `item:Body` (not for folders)
 * @properties: (nullable): what else is to come
 * @n_properties: how many
 *
 * What an answer is to tell of each item or folder.
 */
typedef struct
{
  EwsBaseShape base;
  gboolean mime_content;
  EwsBodyType body_type;
  const EwsProperty *properties;
  guint n_properties;
} EwsShape;

void ews_shape_write_item (const EwsShape *self, EwsXml *xml);
void ews_shape_write_folder (const EwsShape *self, EwsXml *xml);
void ews_shape_write_attachment (const EwsShape *self, EwsXml *xml);

G_END_DECLS
