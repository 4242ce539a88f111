/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/node.h"

G_BEGIN_DECLS

/**
 * EwsMailbox:
 * @name: (nullable): the name that is shown
 * @address: (nullable): the address; of routing type EX it is a name in the directory and no
 *   mail address
 * @routing: (nullable): `SMTP` or `EX`
 * @type: (nullable): `Mailbox`, `PublicDL`, `PrivateDL`, `Contact` ...
 *
 * Somebody who sends or gets mail.
 */
typedef struct
{
  char *name;
  char *address;
  char *routing;
  char *type;
} EwsMailbox;

EwsMailbox *ews_mailbox_read (const EwsNode *mailbox);
GPtrArray *ews_mailbox_read_list (const EwsNode *list);
void ews_mailbox_free (EwsMailbox *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsMailbox, ews_mailbox_free)

G_END_DECLS
