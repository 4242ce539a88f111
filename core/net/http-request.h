/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "core/net/line-stream.h"
#include "core/settings/secret.h"

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_MAX_TARGET:
 *
 * Bytes of what a request asks for: path and query. RFC 9110, section 4.1, asks for 8000.
 */
#define TOCSIN_HTTP_MAX_TARGET 8000

/**
 * TOCSIN_HTTP_MAX_HEADER:
 *
 * Bytes of a header's value in a request; many servers take no more of all together.
 */
#define TOCSIN_HTTP_MAX_HEADER 8000

/**
 * TOCSIN_HTTP_MAX_ANSWER:
 *
 * Bytes of an answer that are kept unless tocsin_http_request_set_max_answer() says otherwise.
 */
#define TOCSIN_HTTP_MAX_ANSWER (4 * 1024 * 1024)

/**
 * TocsinHttpRequest:
 *
 * What is asked of a server. Nothing in it can break out of its place: method, target and headers
 * are checked when they are given. Filled by one thread, and then sent, more than once if need be.
 */
typedef struct _TocsinHttpRequest TocsinHttpRequest;

TocsinHttpRequest *tocsin_http_request_new (const char *method, const char *target, GError **error);
void tocsin_http_request_free (TocsinHttpRequest *self);
gboolean tocsin_http_request_add_header (TocsinHttpRequest *self,
                                         const char *name,
                                         const char *value,
                                         GError **error);
gboolean tocsin_http_request_add_secret (TocsinHttpRequest *self,
                                         const char *name,
                                         const char *before,
                                         TocsinSecret *secret,
                                         GError **error);
gboolean tocsin_http_request_check_header (const char *name, const char *value, GError **error);
void tocsin_http_request_set_body (TocsinHttpRequest *self, const char *content_type, GBytes *body);
void tocsin_http_request_set_body_stream (TocsinHttpRequest *self,
                                          const char *content_type,
                                          GInputStream *stream,
                                          guint64 length);
void tocsin_http_request_set_repeatable (TocsinHttpRequest *self, gboolean repeatable);
void tocsin_http_request_set_timeout (TocsinHttpRequest *self, guint seconds);
void tocsin_http_request_set_max_answer (TocsinHttpRequest *self, gsize bytes);
void tocsin_http_request_set_types (TocsinHttpRequest *self, const char *const *types);
void
tocsin_http_request_set_sink (TocsinHttpRequest *self, TocsinSinkFunc sink, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHttpRequest, tocsin_http_request_free)

G_END_DECLS
