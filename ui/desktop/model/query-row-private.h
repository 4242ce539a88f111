/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/query-condition.h"
#include "ui/desktop/model/query-row.h"

G_BEGIN_DECLS

struct _TocsinQueryRow
{
  GObject parent_instance;

  TocsinQueryRowKind kind;
  TocsinQueryRow *parent; /* not owned */
  GError *error;

  TocsinQueryRowMode mode;
  GPtrArray *children;
  TocsinQueryCondition condition; /* of a text, only its value */
};

TocsinQueryRow *tocsin_query_row_new (TocsinQueryRowKind kind);
void tocsin_query_row_tell (TocsinQueryRow *self);
void tocsin_query_row_set_error (TocsinQueryRow *self, GError *error);

G_END_DECLS
