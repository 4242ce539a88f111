/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/net/line-stream.h"

G_BEGIN_DECLS

/* A made-up protocol on 127.0.0.1; further settings as "key=value", %NULL at the end. */
TocsinEndpoint *test_endpoint_new (guint port, ...) G_GNUC_NULL_TERMINATED;
TocsinEndpoint *test_endpoint_new_at (const char *address, guint port, ...) G_GNUC_NULL_TERMINATED;
TocsinEndpoint *test_endpoint_new_from (const char *address, guint port, const char *const *more);
TocsinLineStream *test_endpoint_connect (TocsinEndpoint *endpoint);
void test_endpoint_expect_line (TocsinLineStream *stream, const char *expected);
void test_endpoint_expect_error (const GError *error, int code, const char *why);

G_END_DECLS
