/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_HTTP_MAX_LINES:
 *
 * The most header lines of an answer.
 */
#define TOCSIN_HTTP_MAX_LINES 256

/* What TocsinHttpAnswer.length says when it is no number of bytes. */
#define TOCSIN_HTTP_LENGTH_CHUNKED (-1)
#define TOCSIN_HTTP_LENGTH_TO_THE_END (-2)

/**
 * TocsinHttpAnswer:
 * @status: 407
 * @reason: what stands behind it, the peer's own words; may be empty
 * @keeps_open: whether the connection stays for the next request
 * @length: how many bytes of content follow, %TOCSIN_HTTP_LENGTH_CHUNKED or
 *   %TOCSIN_HTTP_LENGTH_TO_THE_END; the caller knows which answers have none anyhow
 *
 * The head of an answer in HTTP/1 (RFC 9112). Private to core/net.
 */
typedef struct
{
  guint status;
  char *reason;
  gboolean keeps_open;
  gint64 length;
  /*< private >*/
  GPtrArray *names;
  GPtrArray *values;
} TocsinHttpAnswer;

TocsinHttpAnswer *tocsin_http_answer_parse (const char *text, gsize length, GError **error);
void tocsin_http_answer_free (TocsinHttpAnswer *self);
const char *tocsin_http_answer_get (const TocsinHttpAnswer *self, const char *name);
GPtrArray *tocsin_http_answer_list_challenges (const TocsinHttpAnswer *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinHttpAnswer, tocsin_http_answer_free)

G_END_DECLS
