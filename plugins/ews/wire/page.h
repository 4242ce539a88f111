/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/answer.h"

G_BEGIN_DECLS

/**
 * EwsPage:
 * @next: the offset of the next page
 * @total: how many there are in all, -1 when not said
 * @is_last: whether nothing follows. A page that says neither where the next one begins nor that it
 *   is the last, is
 *
 * Where a page of FindItem or FindFolder stands in the whole.
 */
typedef struct
{
  guint next;
  gint64 total;
  gboolean is_last;
} EwsPage;

EwsPage ews_response_read_page (const EwsResponse *response);

G_END_DECLS
