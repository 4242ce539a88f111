/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message-ref.h"
#include "plugins/ews/account.h"

G_BEGIN_DECLS

/**
 * EwsWholeSink:
 * @begin: a message begins
 * @write: some of its bytes
 * @end: it is complete; @gone when it is no longer there, and nothing of it came
 * @user_data: for all three
 *
 * Where whole messages go, one after the other. What was begun and is begun again, or not ended, is
 * worthless.
 */
typedef struct
{
  gboolean (*begin) (TocsinMessageRef *ref, gpointer user_data, GError **error);
  gboolean (*write) (const char *bytes, gsize length, gpointer user_data, GError **error);
  gboolean (*end) (TocsinMessageRef *ref, gboolean gone, gpointer user_data, GError **error);
  gpointer user_data;
} EwsWholeSink;

gboolean ews_whole_read (EwsAccount *account,
                         GPtrArray *refs,
                         GHashTable *sizes,
                         const EwsWholeSink *sink,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
