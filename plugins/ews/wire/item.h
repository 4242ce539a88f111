/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/answer.h"
#include "plugins/ews/wire/attachment.h"
#include "plugins/ews/wire/mailbox.h"
#include "plugins/ews/wire/property.h"

G_BEGIN_DECLS

/**
 * EwsTristate:
 * @EWS_UNSAID: the answer does not tell
 * @EWS_NO: no
 * @EWS_YES: yes
 *
 * A yes or no that may be missing.
 */
typedef enum
{
  EWS_UNSAID = -1,
  EWS_NO = 0,
  EWS_YES = 1,
} EwsTristate;

/**
 * EwsHeader:
 * @name: `List-Id`
 * @value: what stands behind it
 *
 * A header line of a message, as the server keeps it.
 */
typedef struct
{
  char *name;
  char *value;
} EwsHeader;

/**
 * EwsItem:
 * @kind: what element it came as: `Message`, `Item`, `MeetingRequest` ...; updates may come as
 *   `Item`
 * @id: (nullable): its id
 * @change_key: (nullable): its version: an unchanged one is no change
 * @parent: (nullable): the id of its folder
 * @item_class: (nullable): `IPM.Note`
 * @subject: (nullable): the subject
 * @body: (nullable): the text
 * @body_is_html: whether @body is HTML
 * @size: bytes as the server says, 0 when not said
 * @received: microseconds since 1970, 0 when not said
 * @sent: the same
 * @created: the same
 * @modified: the same
 * @importance: (nullable): `Low`, `Normal`, `High`
 * @sensitivity: (nullable): `Normal`, `Personal`, `Private`, `Confidential`
 * @flag: (nullable): `NotFlagged`, `Flagged`, `Complete`
 * @categories: (array zero-terminated=1): the categories; never %NULL
 * @is_read: whether it was read
 * @is_draft: whether it is a draft
 * @has_attachments: whether it has attachments that are not inline
 * @message_id: (nullable): as it came
 * @in_reply_to: (nullable): as it came
 * @references: (nullable): as it came
 * @conversation_id: (nullable): the id of its conversation
 * @sender: (nullable): who sent it
 * @from: (nullable): in whose name
 * @to: (element-type EwsMailbox): recipients; never %NULL
 * @cc: (element-type EwsMailbox): the same
 * @bcc: (element-type EwsMailbox): the same
 * @reply_to: (element-type EwsMailbox): the same
 * @headers: (element-type EwsHeader): header lines in their order; never %NULL
 * @attachments: (element-type EwsAttachment): attachments; never %NULL
 * @node: what it was read from; belongs to the answer
 *
 * An item of a mailbox: what the answer tells of it.
 */
typedef struct
{
  char *kind;
  char *id;
  char *change_key;
  char *parent;
  char *item_class;
  char *subject;
  char *body;
  gboolean body_is_html;
  guint64 size;
  gint64 received;
  gint64 sent;
  gint64 created;
  gint64 modified;
  char *importance;
  char *sensitivity;
  char *flag;
  GStrv categories;
  EwsTristate is_read;
  EwsTristate is_draft;
  EwsTristate has_attachments;
  char *message_id;
  char *in_reply_to;
  char *references;
  char *conversation_id;
  EwsMailbox *sender;
  EwsMailbox *from;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *bcc;
  GPtrArray *reply_to;
  GPtrArray *headers;
  GPtrArray *attachments;
  const EwsNode *node;
} EwsItem;

EwsItem *ews_item_read (const EwsNode *node);
GPtrArray *ews_item_read_list (const EwsNode *list);
GPtrArray *ews_response_read_items (const EwsResponse *response);
GPtrArray *ews_response_read_attachments (const EwsResponse *response);
void ews_item_free (EwsItem *self);
GStrv ews_item_find_property (const EwsItem *self, const EwsProperty *property);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsItem, ews_item_free)

G_END_DECLS
