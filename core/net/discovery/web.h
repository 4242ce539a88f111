/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"

G_BEGIN_DECLS

/* Limits on what a web server that nobody vouches for may make us do. */
#define TOCSIN_WEB_MAX_SIZE (256 * 1024)
#define TOCSIN_WEB_MAX_REDIRECTIONS 3

GBytes *tocsin_web_get (TocsinAnswer *answer,
                        const char *url,
                        gint64 deadline,
                        GCancellable *cancellable,
                        GError **error);
GBytes *tocsin_web_post (TocsinAnswer *answer,
                         const char *url,
                         const char *type,
                         const char *body,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GError **error);
char *tocsin_web_choose_redirection (const char *from, const char *location, GError **error);

G_END_DECLS
