/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_MAX_RETRY_AFTER:
 *
 * Seconds: no server makes us wait for longer than a day, whatever it says.
 */
#define TOCSIN_HTTP_MAX_RETRY_AFTER (24 * 60 * 60)

/**
 * TOCSIN_HTTP_LEAST_SECRET:
 *
 * The length, in bytes, from which on a secret is looked for in an answer.
 */
#define TOCSIN_HTTP_LEAST_SECRET 4

/**
 * TocsinHttpReply:
 * @status: 200
 * @reason: the server's own word for it, unescaped; may be empty
 * @body: what it sent, no more than was asked to be kept; empty if it went to a sink
 * @truncated: whether there was more of it
 * @retry_after: seconds after which it wants to be asked again, -1 if it does not say; no more than
 *   %TOCSIN_HTTP_MAX_RETRY_AFTER
 *
 * What a server answered.
 */
typedef struct
{
  guint status;
  char *reason;
  GBytes *body;
  gboolean truncated;
  gint64 retry_after;
  /*< private >*/
  GHashTable *headers;   /* name in small letters → value */
  GPtrArray *challenges; /* the ways to log in that it offers */
} TocsinHttpReply;

TocsinHttpReply *tocsin_http_reply_new (guint status, const char *reason);
void tocsin_http_reply_free (TocsinHttpReply *self);
void tocsin_http_reply_add_header (TocsinHttpReply *self, const char *name, const char *value);
const char *tocsin_http_reply_get (const TocsinHttpReply *self, const char *name);
void tocsin_http_reply_hide (TocsinHttpReply *self, const char *secret);
GPtrArray *tocsin_http_reply_get_challenges (const TocsinHttpReply *self);
gint64 tocsin_http_reply_parse_retry_after (const char *text, gint64 now);
gboolean tocsin_http_reply_has_type (const TocsinHttpReply *self, const char *const *types);
gboolean tocsin_http_reply_check_type (const TocsinHttpReply *self,
                                       const char *const *types,
                                       const char *place,
                                       GError **error);
gboolean tocsin_http_reply_check (const TocsinHttpReply *self, const char *place, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHttpReply, tocsin_http_reply_free)

G_END_DECLS
