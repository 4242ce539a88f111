/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "core/mail/recipient.h"

G_BEGIN_DECLS

/**
 * TocsinDsnReturn:
 * @TOCSIN_DSN_RETURN_DEFAULT: the server chooses
 * @TOCSIN_DSN_RETURN_HEADERS: only the headers come back with a report
 * @TOCSIN_DSN_RETURN_FULL: the whole message does
 *
 * How much of the message a delivery status notification holds (RFC 3461, section 4.3).
 */
typedef enum
{
  TOCSIN_DSN_RETURN_DEFAULT,
  TOCSIN_DSN_RETURN_HEADERS,
  TOCSIN_DSN_RETURN_FULL,
} TocsinDsnReturn;

/**
 * TocsinSendVerb:
 * @TOCSIN_SEND_VERB_MAIL: into the mailbox
 * @TOCSIN_SEND_VERB_SEND: onto the terminal
 * @TOCSIN_SEND_VERB_SOML: onto the terminal, or else into the mailbox
 * @TOCSIN_SEND_VERB_SAML: onto the terminal and into the mailbox
 *
 * Where the message is to appear (RFC 821, section 3.4; obsolete but for the first).
 */
typedef enum
{
  TOCSIN_SEND_VERB_MAIL,
  TOCSIN_SEND_VERB_SEND,
  TOCSIN_SEND_VERB_SOML,
  TOCSIN_SEND_VERB_SAML,
} TocsinSendVerb;

/**
 * TOCSIN_ENVELOPE_MAX_RECIPIENTS:
 *
 * More than anybody writes to at once; what comes from a file can have no more.
 */
#define TOCSIN_ENVELOPE_MAX_RECIPIENTS 100000

#define TOCSIN_TYPE_ENVELOPE (tocsin_envelope_get_type ())

/**
 * TocsinEnvelope:
 *
 * From whom and to whom a message goes, whatever its headers say, and what is asked of those who
 * carry it. Reference counted; whoever makes it fills it in, and once it is handed over nobody
 * changes it. Nothing in it holds a control character.
 */
typedef struct _TocsinEnvelope TocsinEnvelope;

GType tocsin_envelope_get_type (void);
TocsinEnvelope *tocsin_envelope_new (const char *sender, GError **error);
TocsinEnvelope *tocsin_envelope_copy (TocsinEnvelope *self);
TocsinEnvelope *tocsin_envelope_ref (TocsinEnvelope *self);
void tocsin_envelope_unref (TocsinEnvelope *self);

gboolean tocsin_envelope_add_recipient (TocsinEnvelope *self,
                                        const char *address,
                                        TocsinRecipientKind kind,
                                        TocsinNotify notify,
                                        const char *original,
                                        GError **error);
void tocsin_envelope_take_recipient (TocsinEnvelope *self, TocsinRecipient *recipient);
void tocsin_envelope_clear_recipients (TocsinEnvelope *self);
gboolean tocsin_envelope_set_sender (TocsinEnvelope *self, const char *sender, GError **error);
void tocsin_envelope_set_verp (TocsinEnvelope *self, gboolean verp);
gboolean tocsin_envelope_set_envelope_id (TocsinEnvelope *self, const char *id, GError **error);
void tocsin_envelope_set_dsn_return (TocsinEnvelope *self, TocsinDsnReturn what);
void tocsin_envelope_set_require_tls (TocsinEnvelope *self, gboolean required);
void tocsin_envelope_set_verb (TocsinEnvelope *self, TocsinSendVerb verb);

const char *tocsin_envelope_get_sender (TocsinEnvelope *self);
gboolean tocsin_envelope_get_verp (TocsinEnvelope *self);
char *tocsin_envelope_make_sender (TocsinEnvelope *self, const TocsinRecipient *recipient);
GPtrArray *tocsin_envelope_get_recipients (TocsinEnvelope *self);
const char *tocsin_envelope_get_envelope_id (TocsinEnvelope *self);
TocsinDsnReturn tocsin_envelope_get_dsn_return (TocsinEnvelope *self);
gboolean tocsin_envelope_get_require_tls (TocsinEnvelope *self);
TocsinSendVerb tocsin_envelope_get_verb (TocsinEnvelope *self);

GVariant *tocsin_envelope_to_variant (TocsinEnvelope *self);
TocsinEnvelope *tocsin_envelope_new_from_variant (GVariant *variant, GError **error);

const char *tocsin_dsn_return_to_string (TocsinDsnReturn what);
gboolean tocsin_dsn_return_from_string (const char *name, TocsinDsnReturn *what);
const char *tocsin_send_verb_to_string (TocsinSendVerb verb);
gboolean tocsin_send_verb_from_string (const char *name, TocsinSendVerb *verb);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinEnvelope, tocsin_envelope_unref)

G_END_DECLS
