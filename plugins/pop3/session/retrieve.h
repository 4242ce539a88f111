/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/pop3/session/session.h"

G_BEGIN_DECLS

/**
 * Pop3RetrieveSink:
 * @begin: (nullable): a message comes
 * @write: some of its bytes
 * @end: (nullable): it is complete
 * @refused: the server said no
 * @user_data: for all of them
 *
 * Where messages go, one after the other, in the order in which they were asked for. @index is the
 * place among those that were asked for. A function that fails ends it all.
 */
typedef struct
{
  gboolean (*begin) (guint index, gpointer user_data, GError **error);
  TocsinSinkFunc write;
  gboolean (*end) (guint index, gpointer user_data, GError **error);
  gboolean (*refused) (guint index, const Pop3Reply *reply, gpointer user_data, GError **error);
  gpointer user_data;
} Pop3RetrieveSink;

gboolean pop3_retrieve (TocsinPop3Session *session,
                        GPtrArray *messages,
                        gboolean whole,
                        const Pop3RetrieveSink *sink,
                        GCancellable *cancellable,
                        GError **error);

G_END_DECLS
