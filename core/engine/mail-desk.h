/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* What the control socket and the command line ask of an outbox, as dictionaries. */

GVariant *tocsin_mail_desk_list (TocsinOutbox *outbox, GVariant *filter, GError **error);
GVariant *tocsin_mail_desk_show (TocsinOutbox *outbox, gint64 mail, GError **error);
GVariant *tocsin_mail_desk_queue (TocsinOutbox *outbox,
                                  const char *connection,
                                  GVariant *mails,
                                  GUnixFDList *files,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
