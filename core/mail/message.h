/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/address.h"
#include "core/mail/part.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Limits on what a stranger can make us keep in memory. What lies beyond is not looked at, and
 * tocsin_message_is_truncated() says so. */

/**
 * TOCSIN_MESSAGE_MAX_HEADER_BYTES:
 *
 * All header lines of a message, those of its parts included.
 */
#define TOCSIN_MESSAGE_MAX_HEADER_BYTES (1024 * 1024)

/**
 * TOCSIN_MESSAGE_MAX_HEADERS:
 *
 * How many header lines these may be.
 */
#define TOCSIN_MESSAGE_MAX_HEADERS 20000

/**
 * TOCSIN_MESSAGE_MAX_PARTS:
 *
 * MIME parts, nested ones included.
 */
#define TOCSIN_MESSAGE_MAX_PARTS 1000

/**
 * TOCSIN_MESSAGE_MAX_DEPTH:
 *
 * Multiparts within multiparts.
 */
#define TOCSIN_MESSAGE_MAX_DEPTH 32

/**
 * TOCSIN_MESSAGE_MAX_TEXT:
 *
 * Bytes of text shown to a reader, after decoding.
 */
#define TOCSIN_MESSAGE_MAX_TEXT (4 * 1024 * 1024)

/**
 * TOCSIN_MESSAGE_MAX_ADDRESSES:
 *
 * Addresses taken from one kind of header.
 */
#define TOCSIN_MESSAGE_MAX_ADDRESSES 10000

/**
 * TOCSIN_MESSAGE_MAX_ADDRESS:
 *
 * Bytes of one address as sent, its name included.
 */
#define TOCSIN_MESSAGE_MAX_ADDRESS 4096

/**
 * TocsinMessageFlags:
 * @TOCSIN_MESSAGE_FLAGS_SEEN: it has been read
 * @TOCSIN_MESSAGE_FLAGS_ANSWERED: it has been answered
 * @TOCSIN_MESSAGE_FLAGS_FLAGGED: somebody marked it
 * @TOCSIN_MESSAGE_FLAGS_DELETED: it is to be expunged
 * @TOCSIN_MESSAGE_FLAGS_DRAFT: it is not finished
 * @TOCSIN_MESSAGE_FLAGS_RECENT: no session saw it before
 *
 * The flags that every kind of mailbox has. Others are keywords.
 */
typedef enum
{
  TOCSIN_MESSAGE_FLAGS_SEEN = 1 << 0,
  TOCSIN_MESSAGE_FLAGS_ANSWERED = 1 << 1,
  TOCSIN_MESSAGE_FLAGS_FLAGGED = 1 << 2,
  TOCSIN_MESSAGE_FLAGS_DELETED = 1 << 3,
  TOCSIN_MESSAGE_FLAGS_DRAFT = 1 << 4,
  TOCSIN_MESSAGE_FLAGS_RECENT = 1 << 5,
} TocsinMessageFlags;

/**
 * TocsinMessageLayers:
 * @TOCSIN_MESSAGE_LAYERS_FLAGS: flags and keywords
 * @TOCSIN_MESSAGE_LAYERS_HEADERS: the header block
 * @TOCSIN_MESSAGE_LAYERS_STRUCTURE: the tree of its MIME parts
 * @TOCSIN_MESSAGE_LAYERS_RAW: the whole message; brings headers, structure and text along
 * @TOCSIN_MESSAGE_LAYERS_TEXT: the content of those parts that a reader is shown
 *
 * What may be known of a message. The first four have the values of #TocsinMailParts.
 */
typedef enum
{
  TOCSIN_MESSAGE_LAYERS_FLAGS = 1 << 0,
  TOCSIN_MESSAGE_LAYERS_HEADERS = 1 << 1,
  TOCSIN_MESSAGE_LAYERS_STRUCTURE = 1 << 2,
  TOCSIN_MESSAGE_LAYERS_RAW = 1 << 3,
  TOCSIN_MESSAGE_LAYERS_TEXT = 1 << 4,
} TocsinMessageLayers;

/**
 * TocsinMessageMarks:
 * @TOCSIN_MESSAGE_MARKS_AUTO: sent by a machine: it says so (RFC 3834), is a report or from nobody
 * @TOCSIN_MESSAGE_MARKS_BULK: Precedence says bulk or junk
 * @TOCSIN_MESSAGE_MARKS_LIST: came by a mailing list (RFC 2369, RFC 2919)
 * @TOCSIN_MESSAGE_MARKS_BOUNCE: a report that mail was not delivered (RFC 3464)
 *
 * What the header block says about how a message came to be.
 */
typedef enum
{
  TOCSIN_MESSAGE_MARKS_AUTO = 1 << 0,
  TOCSIN_MESSAGE_MARKS_BULK = 1 << 1,
  TOCSIN_MESSAGE_MARKS_LIST = 1 << 2,
  TOCSIN_MESSAGE_MARKS_BOUNCE = 1 << 3,
} TocsinMessageMarks;

/**
 * TocsinMessageProtection:
 * @TOCSIN_MESSAGE_PROTECTION_SIGNED: there is a signature of the message, detached or around it
 * @TOCSIN_MESSAGE_PROTECTION_ENCRYPTED: its content is encrypted; what is within, nobody can tell
 *
 * How a message is protected by S/MIME (RFC 8551) or OpenPGP (RFC 3156), as its structure tells.
 * Nothing is verified or decrypted.
 */
typedef enum
{
  TOCSIN_MESSAGE_PROTECTION_SIGNED = 1 << 0,
  TOCSIN_MESSAGE_PROTECTION_ENCRYPTED = 1 << 1,
} TocsinMessageProtection;

/**
 * TocsinHeader:
 * @name: as sent
 * @value: decoded (RFC 2047), unfolded, valid UTF-8 on one line
 *
 * One line of the header block, borrowed from its message.
 */
typedef struct
{
  const char *name;
  const char *value;
} TocsinHeader;

#define TOCSIN_TYPE_MESSAGE (tocsin_message_get_type ())

/**
 * TocsinMessage:
 *
 * What is known of a message. A store gives what it has fetched, layer by layer; the raw message,
 * once there, answers everything. Nothing in a message can make a function of this type fail that
 * returns no error: what can not be read is absent, what is too much is cut.
 *
 * Has one owner at a time and may be handed from thread to thread. What a getter returns belongs
 * to the message and lives until the message is given another layer.
 */
G_DECLARE_FINAL_TYPE (TocsinMessage, tocsin_message, TOCSIN, MESSAGE, GObject)

TocsinMessage *tocsin_message_new (void);

/* Given by a store. */
void tocsin_message_set_code_page (TocsinMessage *self, const char *code_page);
void tocsin_message_set_authserv_id (TocsinMessage *self, const char *authserv_id);
void tocsin_message_set_flags (TocsinMessage *self,
                               TocsinMessageFlags flags,
                               const char *const *keywords);
void tocsin_message_set_received (TocsinMessage *self, gint64 received);
void tocsin_message_set_size (TocsinMessage *self, guint64 size);
void tocsin_message_set_headers (TocsinMessage *self, GBytes *block);
void tocsin_message_set_structure (TocsinMessage *self, TocsinPart *root);
void tocsin_message_set_content (TocsinMessage *self, const char *section, GBytes *encoded);

/* The raw message. */
gboolean tocsin_message_load_file (TocsinMessage *self, const char *path, GError **error);
gboolean tocsin_message_load_fd (
    TocsinMessage *self, int fd, guint64 offset, guint64 length, GError **error);
gboolean tocsin_message_load_bytes (TocsinMessage *self, GBytes *raw, GError **error);
gboolean
tocsin_message_write_raw (TocsinMessage *self, int fd, GCancellable *cancellable, GError **error);

/* What is known. */
TocsinMessageLayers tocsin_message_get_layers (TocsinMessage *self);
gboolean tocsin_message_is_truncated (TocsinMessage *self);
TocsinMessageFlags tocsin_message_get_flags (TocsinMessage *self);
const char *const *tocsin_message_get_keywords (TocsinMessage *self);
gboolean tocsin_message_has_keyword (TocsinMessage *self, const char *keyword);
gint64 tocsin_message_get_received (TocsinMessage *self);
guint64 tocsin_message_get_size (TocsinMessage *self);

/* From the header block. */
guint tocsin_message_get_n_headers (TocsinMessage *self);
TocsinHeader tocsin_message_get_header_at (TocsinMessage *self, guint index);
const char *tocsin_message_get_header (TocsinMessage *self, const char *name);
GPtrArray *tocsin_message_get_addresses (TocsinMessage *self, const char *header);
const char *tocsin_message_get_subject (TocsinMessage *self);
const char *tocsin_message_get_message_id (TocsinMessage *self);
GDateTime *tocsin_message_get_date (TocsinMessage *self);
const char *tocsin_message_get_importance (TocsinMessage *self);
const char *tocsin_message_get_sensitivity (TocsinMessage *self);
TocsinMessageMarks tocsin_message_get_marks (TocsinMessage *self);
gboolean tocsin_message_has_authentication_result (TocsinMessage *self,
                                                   const char *method,
                                                   const char *result);

/* From the structure. */
TocsinPart *tocsin_message_get_structure (TocsinMessage *self);
GPtrArray *tocsin_message_get_attachments (TocsinMessage *self);
GPtrArray *tocsin_message_get_text_parts (TocsinMessage *self);
gboolean tocsin_message_has_html (TocsinMessage *self);
gboolean tocsin_message_has_invite (TocsinMessage *self);
gboolean tocsin_message_has_signature (TocsinMessage *self);
TocsinMessageProtection tocsin_message_get_protection (TocsinMessage *self);

/* From the content. */
const char *tocsin_message_get_text (TocsinMessage *self);
const char *tocsin_message_get_folded_text (TocsinMessage *self);
gboolean tocsin_message_measure_part (
    TocsinMessage *self, const TocsinPart *part, guint64 *size, char **sha256, GError **error);
gboolean tocsin_message_write_part (
    TocsinMessage *self, const TocsinPart *part, int fd, GCancellable *cancellable, GError **error);

G_END_DECLS
