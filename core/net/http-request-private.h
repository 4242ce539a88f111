/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/http-request.h"

G_BEGIN_DECLS

/* A header to be sent. */
typedef struct
{
  char *name;
  char *value;  /* NULL if it is secret */
  char *before; /* what stands before the secret, "Bearer " */
  TocsinSecret *secret;
} TocsinHttpHeader;

/* Private to core/net/http-*.c. */
struct _TocsinHttpRequest
{
  char *method;
  char *target;
  GPtrArray *headers; /* of TocsinHttpHeader */
  gboolean has_secret;
  TocsinSecret *authorization; /* the account's, for the next try; NULL for none */
  gboolean bare;               /* whether the next try goes without the body */
  char *content_type;
  GBytes *body;
  GInputStream *stream;
  guint64 length; /* of @stream */
  gboolean repeatable;
  guint timeout; /* seconds; 0 for what the settings say */
  gsize max_answer;
  const char *const *types; /* that an answer may have; NULL for any */
  TocsinSinkFunc sink;
  gpointer sink_data;
};

void tocsin_http_request_set_authorization (TocsinHttpRequest *self, TocsinSecret *value);
gboolean tocsin_http_request_may_be_repeated (const TocsinHttpRequest *self);

G_END_DECLS
