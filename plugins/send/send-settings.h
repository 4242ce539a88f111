/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/reply.h"
#include "core/mail/template.h"
#include "core/plugin/attachment-filter.h"

G_BEGIN_DECLS

/**
 * SendMode:
 * @SEND_REPLY: answer the sender
 * @SEND_REPLY_ALL: answer everybody
 * @SEND_REPLY_LIST: answer the list
 * @SEND_FORWARD_INLINE: send text and attachments on
 * @SEND_FORWARD_ATTACHED: send the whole message on
 * @SEND_NEW: write a message
 *
 * What is sent.
 */
typedef enum
{
  SEND_REPLY,
  SEND_REPLY_ALL,
  SEND_REPLY_LIST,
  SEND_FORWARD_INLINE,
  SEND_FORWARD_ATTACHED,
  SEND_NEW,
} SendMode;

/**
 * SendField:
 *
 * A key that holds a pattern.
 */
typedef enum
{
  SEND_FROM,
  SEND_TO,
  SEND_CC,
  SEND_BCC,
  SEND_REPLY_TO,
  SEND_READ_RECEIPT_TO,
  SEND_DELIVERY_NOTIFICATION_TO,
  SEND_SUBJECT,
  SEND_TEXT,
  SEND_HTML,
  SEND_N_FIELDS,
} SendField;

/**
 * SendHeader:
 * @name: its name
 * @value: what it says
 */
typedef struct
{
  char *name;
  TocsinTemplate *value;
} SendHeader;

/**
 * SendSettings:
 *
 * The settings of the action, checked.
 */
typedef struct
{
  SendMode mode;
  char *action;
  char *connection;
  TocsinTemplate *fields[SEND_N_FIELDS];
  GArray *headers;
  gboolean quote;
  gboolean carries_attachments;
  TocsinAttachmentFilter filter;
  GStrv files;
  char *importance;
  char *priority;
  char *sensitivity;
  gboolean null_sender;
  GStrv own;
  guint limit;
  guint limit_time;
  guint hourly_limit;
} SendSettings;

gboolean send_settings_take (SendSettings *self, TocsinSnapshot *settings, GError **error);
void send_settings_clear (SendSettings *self);
void send_settings_list_fields (const SendSettings *self, GHashTable *fields);
gboolean send_settings_is_answer (const SendSettings *self);
const char *send_field_get_key (SendField field);

G_END_DECLS
