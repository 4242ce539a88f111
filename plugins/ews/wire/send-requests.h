/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "plugins/ews/wire/envelope.h"
#include "plugins/ews/wire/field-change.h"
#include "plugins/ews/wire/folder-ref.h"

G_BEGIN_DECLS

/**
 * EwsDisposition:
 * @EWS_DISPOSITION_SAVE_ONLY: saved, not sent
 * @EWS_DISPOSITION_SEND_ONLY: sent, no copy kept
 * @EWS_DISPOSITION_SEND_AND_SAVE: sent, and a copy kept in the folder that is named, or in Sent
 *   Items
 *
 * What becomes of a new message.
 */
typedef enum
{
  EWS_DISPOSITION_SAVE_ONLY,
  EWS_DISPOSITION_SEND_ONLY,
  EWS_DISPOSITION_SEND_AND_SAVE,
} EwsDisposition;

/**
 * EwsNewItem:
 * @disposition: what becomes of it
 * @folder: (nullable): where it is saved
 * @from: (nullable): the address in whose name it is sent, when that is not the user's own
 * @to: (nullable) (array zero-terminated=1): recipients, instead of those of the MIME text
 * @cc: (nullable) (array zero-terminated=1): the same for copies
 * @bcc: (nullable) (array zero-terminated=1): the same for blind copies
 * @is_draft: whether what is saved is a draft, as the service makes it of itself. What is filed
 *   into a folder is none: then PR_MESSAGE_FLAGS is set
 * @is_read: whether what is saved and is no draft is read
 * @received: when it was received, in microseconds since 1970; 0 = not said
 * @changes: (nullable): further properties: `item:Categories`, `item:Importance`, `item:Flag` and
 *   extended ones; others are the message's own affair and not written
 * @n_changes: how many
 *
 * A message to be made from MIME.
 */
typedef struct
{
  EwsDisposition disposition;
  const EwsFolderRef *folder;
  const char *from;
  const char *const *to;
  const char *const *cc;
  const char *const *bcc;
  gboolean is_draft;
  gboolean is_read;
  gint64 received;
  const EwsFieldChange *changes;
  guint n_changes;
} EwsNewItem;

GInputStream *ews_create_item_open (const EwsEnvelope *envelope,
                                    const EwsNewItem *what,
                                    GInputStream *mime,
                                    guint64 size,
                                    guint64 *length);
GBytes *ews_send_item_build (const EwsEnvelope *envelope,
                             const EwsItemRef *items,
                             guint n_items,
                             const EwsFolderRef *save_to);

G_END_DECLS
