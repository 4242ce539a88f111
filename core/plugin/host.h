/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"
#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "core/plugin/connection.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_HOST (tocsin_host_get_type ())

/**
 * TocsinHost:
 *
 * What a plugin may ask of the engine it runs in. Thread safe.
 */
G_DECLARE_INTERFACE (TocsinHost, tocsin_host, TOCSIN, HOST, GObject)

/**
 * TocsinHostInterface:
 * @get_connection: the live connection with this id or name, sharing the sessions of everybody else
 * @get_work_directory: a private directory for temporary files, on the disk of the state
 * @queue_mail: (nullable): puts a mail into the outbox; where nothing may be sent there is none
 * @count_mail: (nullable): how much mail somebody has put there
 * @find_mail: (nullable): which mail was put there with a key
 */
struct _TocsinHostInterface
{
  GTypeInterface parent_iface;

  TocsinConnection *(*get_connection) (TocsinHost *self, const char *id, GError **error);
  const char *(*get_work_directory) (TocsinHost *self);
  char *(*queue_mail) (TocsinHost *self,
                       const char *connection,
                       TocsinEnvelope *envelope,
                       GInputStream *message,
                       const char *key,
                       const char *origin,
                       GError **error);
  gboolean (*count_mail) (TocsinHost *self,
                          const char *origin,
                          const char *recipient,
                          gint64 since,
                          guint64 *count,
                          GError **error);
  gboolean (*find_mail) (TocsinHost *self, const char *key, char **id, GError **error);

  /*< private >*/
  gpointer padding[3];
};

TocsinConnection *tocsin_host_get_connection (TocsinHost *self, const char *id, GError **error);
TocsinMailStore *tocsin_host_get_mail_store (TocsinHost *self, const char *id, GError **error);
TocsinMailTransport *
tocsin_host_get_mail_transport (TocsinHost *self, const char *id, GError **error);
const char *tocsin_host_get_work_directory (TocsinHost *self);
char *tocsin_host_queue_mail (TocsinHost *self,
                              const char *connection,
                              TocsinEnvelope *envelope,
                              GInputStream *message,
                              const char *key,
                              const char *origin,
                              GError **error);
gboolean tocsin_host_count_mail (TocsinHost *self,
                                 const char *origin,
                                 const char *recipient,
                                 gint64 since,
                                 guint64 *count,
                                 GError **error);
gboolean tocsin_host_find_mail (TocsinHost *self, const char *key, char **id, GError **error);

G_END_DECLS
