/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/message.h"
#include "plugins/ews/wire/item.h"

G_BEGIN_DECLS

/* What is known of a message by MAPI's own names for it: the same from Exchange 2007 on, and the
 * same for those who read and those who search. */

/** EWS_MESSAGE_FLAG_READ: a bit of %ews_property_message_flags (MS-OXCMSG, section 2.2.1.6) */
#define EWS_MESSAGE_FLAG_READ 0x1
/** EWS_MESSAGE_FLAG_UNSENT: another: a draft */
#define EWS_MESSAGE_FLAG_UNSENT 0x8
/** EWS_FLAG_STATUS_FLAGGED: a value of %ews_property_flag_status (MS-OXOFLAG, section 2.2.1.1) */
#define EWS_FLAG_STATUS_FLAGGED 2
/** EWS_VERB_REPLIED: a value of %ews_property_last_verb (MS-OXOMSG, section 2.2.1.12) */
#define EWS_VERB_REPLIED 102
/** EWS_VERB_REPLIED_TO_ALL: another */
#define EWS_VERB_REPLIED_TO_ALL 103

extern const EwsProperty ews_property_message_flags;
extern const EwsProperty ews_property_flag_status;
extern const EwsProperty ews_property_last_verb;
extern const EwsProperty ews_property_transport_headers;
extern const EwsProperty ews_property_received;
extern const EwsProperty ews_property_size;
extern const EwsProperty ews_property_categories;
extern const EwsProperty ews_property_subject;
extern const EwsProperty ews_property_message_id;
extern const EwsProperty ews_property_is_read;

TocsinMessageFlags ews_properties_read_flags (const EwsItem *item);
char *ews_properties_read_headers (const EwsItem *item);

G_END_DECLS
