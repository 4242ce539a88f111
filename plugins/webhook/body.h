/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-request.h"
#include "core/plugin/event.h"
#include "plugins/webhook/webhook-settings.h"

G_BEGIN_DECLS

/**
 * Body:
 * @content_type: what it is
 * @length: how many bytes
 * @bytes: (nullable): those, if they are few
 * @fd: or else a file without a name that has them
 *
 * What a webhook sends.
 */
typedef struct
{
  char *content_type;
  guint64 length;
  GBytes *bytes;
  int fd;
} Body;

/**
 * BodyFunc:
 * @bytes: the next bytes
 * @length: how many
 * @user_data: the caller's
 * @error: why they can't be taken
 */
typedef gboolean (*BodyFunc) (const char *bytes, gsize length, gpointer user_data, GError **error);

Body *body_new (const WebhookSettings *settings,
                TocsinEvent *event,
                const char *work_directory,
                GCancellable *cancellable,
                GError **error);
void body_free (Body *self);
gboolean body_read (const Body *self, BodyFunc take, gpointer user_data, GError **error);
gboolean body_put (const Body *self, TocsinHttpRequest *request, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Body, body_free)

G_END_DECLS
