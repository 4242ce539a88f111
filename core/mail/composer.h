/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/envelope.h"
#include "core/mail/mail-defaults.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_COMPOSER_MAX_HEADER:
 *
 * Bytes of the value of one header, as given.
 */
#define TOCSIN_COMPOSER_MAX_HEADER (64 * 1024)

/**
 * TOCSIN_COMPOSER_MAX_TEXT:
 *
 * Bytes of the text, and of the HTML: they are held in memory. Attachments are not.
 */
#define TOCSIN_COMPOSER_MAX_TEXT (16 * 1024 * 1024)

/**
 * TOCSIN_COMPOSER_MAX_PARTS:
 *
 * Attachments and parts within the text of one message.
 */
#define TOCSIN_COMPOSER_MAX_PARTS 1000

/**
 * TocsinComposerField:
 * @TOCSIN_COMPOSER_FROM: who wrote it
 * @TOCSIN_COMPOSER_SENDER: who sends it, where that is somebody else
 * @TOCSIN_COMPOSER_REPLY_TO: where answers go
 * @TOCSIN_COMPOSER_READ_RECEIPT_TO: who asks to be told that it was read (RFC 8098)
 * @TOCSIN_COMPOSER_DELIVERY_NOTIFICATION_TO: who asks to be told that it was delivered, by the old
 *   header Return-Receipt-To; the envelope asks for a notification (RFC 3461), too
 *
 * Headers that hold addresses, besides those of the recipients.
 */
typedef enum
{
  TOCSIN_COMPOSER_FROM,
  TOCSIN_COMPOSER_SENDER,
  TOCSIN_COMPOSER_REPLY_TO,
  TOCSIN_COMPOSER_READ_RECEIPT_TO,
  TOCSIN_COMPOSER_DELIVERY_NOTIFICATION_TO,
} TocsinComposerField;

#define TOCSIN_TYPE_COMPOSER (tocsin_composer_get_type ())

/**
 * TocsinComposer:
 *
 * Makes a message and its envelope from what a person or a task wants to say. What is given is
 * checked at once: a field with a line break or a NUL in it is refused by name, so nothing that is
 * put in becomes a header of its own. What comes out has CR LF at the end of its lines, none longer
 * than 998 bytes, and is 7-bit, but for addresses that can't be and messages that are carried along
 * as they are.
 *
 * Has one owner. Written twice, it gives the same bytes twice.
 */
G_DECLARE_FINAL_TYPE (TocsinComposer, tocsin_composer, TOCSIN, COMPOSER, GObject)

TocsinComposer *tocsin_composer_new (void);

/* How it is written. */
gboolean tocsin_composer_set_defaults (TocsinComposer *self,
                                       const TocsinMailDefaults *defaults,
                                       const char *event,
                                       GError **error);
gboolean tocsin_composer_set_charset (TocsinComposer *self, const char *charset, GError **error);
void tocsin_composer_set_max_header_length (TocsinComposer *self, guint length);
gboolean
tocsin_composer_set_message_id_domain (TocsinComposer *self, const char *domain, GError **error);

/* From whom to whom. */
gboolean tocsin_composer_set_addresses (TocsinComposer *self,
                                        TocsinComposerField field,
                                        const char *addresses,
                                        GError **error);
gboolean tocsin_composer_has_addresses (TocsinComposer *self, TocsinComposerField field);
gboolean tocsin_composer_add_recipient (TocsinComposer *self,
                                        TocsinRecipientKind kind,
                                        const char *addresses,
                                        GError **error);
gboolean
tocsin_composer_set_return_path (TocsinComposer *self, const char *address, GError **error);
void tocsin_composer_set_notify (TocsinComposer *self, TocsinNotify notify, TocsinDsnReturn what);

/* What it says. */
gboolean tocsin_composer_set_subject (TocsinComposer *self, const char *subject, GError **error);
gboolean tocsin_composer_set_text (TocsinComposer *self, const char *text, GError **error);
gboolean tocsin_composer_set_html (TocsinComposer *self, const char *html, GError **error);
gboolean tocsin_composer_add_attachment (
    TocsinComposer *self, const char *path, const char *name, const char *type, GError **error);
gboolean tocsin_composer_add_attachment_bytes (
    TocsinComposer *self, GBytes *bytes, const char *name, const char *type, GError **error);
gboolean tocsin_composer_add_attachment_fd (
    TocsinComposer *self, int fd, const char *name, const char *type, GError **error);
gboolean tocsin_composer_add_inline (TocsinComposer *self,
                                     const char *path,
                                     const char *content_id,
                                     const char *type,
                                     GError **error);
gboolean tocsin_composer_add_inline_bytes (
    TocsinComposer *self, GBytes *bytes, const char *content_id, const char *type, GError **error);

/* What is said about it. */
void tocsin_composer_set_date (TocsinComposer *self, GDateTime *date);
gboolean tocsin_composer_set_message_id (TocsinComposer *self, const char *id, GError **error);
gboolean tocsin_composer_set_in_reply_to (TocsinComposer *self, const char *ids, GError **error);
gboolean tocsin_composer_set_references (TocsinComposer *self, const char *ids, GError **error);
gboolean
tocsin_composer_set_importance (TocsinComposer *self, const char *importance, GError **error);
gboolean tocsin_composer_set_priority (TocsinComposer *self, const char *priority, GError **error);
gboolean
tocsin_composer_set_sensitivity (TocsinComposer *self, const char *sensitivity, GError **error);
gboolean tocsin_composer_set_automatic (TocsinComposer *self,
                                        gboolean replied,
                                        const char *trace,
                                        GError **error);
gboolean tocsin_composer_add_header (TocsinComposer *self,
                                     const char *name,
                                     const char *value,
                                     GError **error);

/* What comes of it. */
char *tocsin_composer_get_message_id (TocsinComposer *self);
TocsinEnvelope *tocsin_composer_make_envelope (TocsinComposer *self, GError **error);
gboolean tocsin_composer_write (TocsinComposer *self,
                                GOutputStream *stream,
                                TocsinEnvelope **envelope,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
