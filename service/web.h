/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TocsinWebVisit TocsinWebVisit;

/**
 * TocsinWebFunc:
 * @visit: who wants to know; to be answered exactly once, now or later
 * @path: what is asked for, such as "/metrics"
 * @user_data: as given
 */
typedef void (*TocsinWebFunc) (TocsinWebVisit *visit, const char *path, gpointer user_data);

#define TOCSIN_TYPE_WEB (tocsin_web_get_type ())

/**
 * TocsinWeb:
 *
 * A few pages for programs on this machine, on a loopback address or a Unix socket: GET and HEAD,
 * one answer a connection. Lives in the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinWeb, tocsin_web, TOCSIN, WEB, GObject)

TocsinWeb *
tocsin_web_new (const char *address, TocsinWebFunc func, gpointer user_data, GError **error);
void tocsin_web_close (TocsinWeb *self);
void tocsin_web_visit_answer (TocsinWebVisit *visit,
                              const char *status,
                              const char *type,
                              const char *text);

G_END_DECLS
