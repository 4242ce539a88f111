/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_MAIL_DEFAULTS (tocsin_mail_defaults_get_type ())

/**
 * TocsinMailDefaults:
 * @from: (nullable): From of messages that name none, as a mailbox (`Ada <ada@example.org>`)
 * @return_path: (nullable): envelope sender of messages that name none; may hold the word `VERP`
 *   (tocsin_envelope_set_verp()) and the field `{event}`, which whoever makes the envelope fills in
 * @reply_to: (nullable): Reply-To of messages that name none
 * @charset: character set of composed texts
 * @max_header_length: where composed header lines are folded, in characters
 * @notify: which delivery status notifications are asked for
 * @dsn_return: how much of the message comes back with them
 * @message_id_domain: (nullable): right-hand side of generated ids; %NULL for the sender's domain
 * @queue_directory: (nullable): where the queue of this connection is; %NULL for the state
 *   directory's outbox
 * @keep_sent: whether queued files stay after success
 *
 * What a connection that sends says about messages before they are sent. Plain values; the owner of
 * the structure owns the strings.
 */
typedef struct
{
  char *from;
  char *return_path;
  char *reply_to;
  char *charset;
  guint max_header_length;
  TocsinNotify notify;
  TocsinDsnReturn dsn_return;
  char *message_id_domain;
  char *queue_directory;
  gboolean keep_sent;
} TocsinMailDefaults;

GType tocsin_mail_defaults_get_type (void);
TocsinMailDefaults *tocsin_mail_defaults_new (void);
TocsinMailDefaults *tocsin_mail_defaults_copy (const TocsinMailDefaults *self);
void tocsin_mail_defaults_free (TocsinMailDefaults *self);
char *tocsin_mail_defaults_make_return_path (const TocsinMailDefaults *self, const char *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMailDefaults, tocsin_mail_defaults_free)

G_END_DECLS
