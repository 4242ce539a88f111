/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"
#include "ui/cli/cli.h"
#include "ui/cli/letter.h"

G_BEGIN_DECLS

/**
 * TocsinOutboxClient:
 *
 * The outbox as commands use it: a running engine is asked, and where none runs the command takes
 * its place as long as it lasts.
 */
typedef struct _TocsinOutboxClient TocsinOutboxClient;

TocsinOutboxClient *tocsin_outbox_client_new (TocsinCli *cli);
void tocsin_outbox_client_free (TocsinOutboxClient *self);
gboolean tocsin_outbox_client_has_engine (TocsinOutboxClient *self);
gboolean tocsin_outbox_client_settle (TocsinOutboxClient *self, GError **error);
TocsinOutbox *tocsin_outbox_client_get_outbox (TocsinOutboxClient *self);
gint64 tocsin_outbox_client_queue (TocsinOutboxClient *self,
                                   const char *connection,
                                   TocsinLetter *letter,
                                   GError **error);
GVariant *tocsin_outbox_client_list_connections (TocsinOutboxClient *self);
GVariant *tocsin_outbox_client_list (TocsinOutboxClient *self, GVariant *filter, GError **error);
gboolean tocsin_outbox_client_has_waiting (TocsinOutboxClient *self,
                                           const char *connection,
                                           gboolean *waiting,
                                           GError **error);
GVariant *tocsin_outbox_client_show (TocsinOutboxClient *self, gint64 mail, GError **error);
gboolean tocsin_outbox_client_flush (TocsinOutboxClient *self,
                                     const char *connection,
                                     guint *n_flushed,
                                     GError **error);
gboolean tocsin_outbox_client_retry (TocsinOutboxClient *self, gint64 mail, GError **error);
gboolean tocsin_outbox_client_remove (TocsinOutboxClient *self, gint64 mail, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOutboxClient, tocsin_outbox_client_free)

G_END_DECLS
