/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinQueryPlace:
 * @text: a query as it was typed
 * @begin: a place in it
 * @end: the place behind
 *
 * A piece of a query. A plain value; the text is borrowed.
 */
typedef struct
{
  const char *text;
  const char *begin;
  const char *end;
} TocsinQueryPlace;

guint tocsin_query_place_get_column (const TocsinQueryPlace *self);
char *tocsin_query_place_read (const TocsinQueryPlace *self);

void tocsin_query_mistake (GError **error, const TocsinQueryPlace *place, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void tocsin_query_advise (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_query_suggest (GError **error, const TocsinQueryPlace *place, const char *replacement);
void tocsin_query_suggest_nothing (GError **error);

G_END_DECLS
