/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/imap4/wire/response.h"

G_BEGIN_DECLS

/**
 * Imap4Fetched:
 * @uid: 0 when the server did not say
 * @size: RFC822.SIZE, a hint (quirk 28)
 * @has_size: whether it came
 * @received: INTERNALDATE in microseconds since 1970, 0 when unknown
 * @modseq: 0 when unknown (quirk 23)
 * @flags: (nullable): flags and keywords; %NULL when they did not come
 * @gmail_id: X-GM-MSGID, 0 when it did not come
 * @gmail_labels: (nullable): X-GM-LABELS as they were sent; %NULL when they did not come
 * @header: (nullable): BODY[HEADER]
 * @body: (nullable): BODY[] where it came as a string, not as a literal
 * @has_body: whether BODY[] came at all, as a string or sent elsewhere
 * @sections: (nullable): number of a part → #GBytes of its content, %NULL where it came as a
 * literal that was sent elsewhere
 * @structure: (nullable): BODYSTRUCTURE
 *
 * What one FETCH response says of a message.
 */
typedef struct
{
  guint64 uid;
  guint64 size;
  gboolean has_size;
  gint64 received;
  guint64 modseq;
  GStrv flags;
  guint64 gmail_id;
  GStrv gmail_labels;
  GBytes *header;
  GBytes *body;
  gboolean has_body;
  GHashTable *sections;
  Imap4Value *structure;
} Imap4Fetched;

/** IMAP4_SECTION_MAX: length of the number of a part, with the NUL behind it */
#define IMAP4_SECTION_MAX 100

/**
 * Imap4BodyAnnouncement:
 * @uid: of the message, 0 when it was not said yet
 * @section: number of the part (`1.2`), empty for the whole message
 * @size: of the literal
 *
 * The body of a message, or of one of its parts, that is about to come as a literal.
 */
typedef struct
{
  guint64 uid;
  char section[IMAP4_SECTION_MAX];
  guint64 size;
} Imap4BodyAnnouncement;

gboolean imap4_section_is_valid (const char *section);

Imap4Fetched *imap4_fetched_new (void);
void imap4_fetched_free (Imap4Fetched *self);
gboolean imap4_fetched_parse (Imap4Fetched *self, const Imap4Response *response, GError **error);
gboolean imap4_fetched_announces_body (const Imap4Frame *frame, Imap4BodyAnnouncement *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Imap4Fetched, imap4_fetched_free)

G_END_DECLS
