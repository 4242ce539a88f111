/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-client.h"
#include "plugins/webhook/address.h"
#include "plugins/webhook/value-list.h"

G_BEGIN_DECLS

/**
 * Format:
 * @FORMAT_STRUCTURED: the event as one document, a CloudEvent in structured mode
 * @FORMAT_BINARY: its particulars, and its attributes as headers: binary mode
 * @FORMAT_FORM: fields as a form
 * @FORMAT_JSON: JSON of the user's own
 * @FORMAT_RAW: the message as it was sent
 * @FORMAT_MULTIPART: the event, fields and attachments
 *
 * What is sent.
 */
typedef enum
{
  FORMAT_STRUCTURED,
  FORMAT_BINARY,
  FORMAT_FORM,
  FORMAT_JSON,
  FORMAT_RAW,
  FORMAT_MULTIPART,
} Format;

/**
 * WebhookSettings:
 * @snapshot: the keys as they are, for secrets
 * @client: the way to the server
 * @address: where there
 * @method: how
 * @format: what
 * @headers: further headers
 * @fields: the fields of a form
 * @body: (nullable): the user's own JSON
 * @timeout: seconds for all of it
 * @repeatable: whether it may be sent again after a crash
 *
 * The action's settings, checked.
 */
typedef struct
{
  TocsinSnapshot *snapshot;
  TocsinHttpClient *client;
  Address *address;
  char *method;
  Format format;
  ValueList *headers;
  ValueList *fields;
  TocsinTemplate *body;
  guint timeout;
  gboolean repeatable;
} WebhookSettings;

gboolean webhook_settings_take (WebhookSettings *self, TocsinSnapshot *snapshot, GError **error);
void webhook_settings_clear (WebhookSettings *self);
const char *webhook_settings_get_format (const WebhookSettings *self);
void webhook_settings_list_fields (const WebhookSettings *self, GHashTable *fields);

G_END_DECLS
