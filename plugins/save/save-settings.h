/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/attachment-filter.h"
#include "plugins/save/file-name-pattern.h"
#include "plugins/save/file-set.h"

G_BEGIN_DECLS

/**
 * What:
 * @WHAT_ATTACHMENTS: each attachment that the filter wants
 * @WHAT_MESSAGE: the message as it was sent
 * @WHAT_TEXT: what a reader is shown of it
 *
 * What is saved.
 */
typedef enum
{
  WHAT_ATTACHMENTS,
  WHAT_MESSAGE,
  WHAT_TEXT,
} What;

/**
 * SaveSettings:
 *
 * The settings of the action, checked.
 */
typedef struct
{
  What what;
  char *directory;
  FileNamePattern *name;
  TocsinAttachmentFilter filter;
  Collision collision;
  mode_t mode;
  gboolean create;
} SaveSettings;

gboolean save_settings_take (SaveSettings *self, TocsinSnapshot *settings, GError **error);
void save_settings_clear (SaveSettings *self);

G_END_DECLS
