/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/mailbox.h"

/**
 * ews_mailbox_read:
 * @mailbox: (nullable): an element Mailbox
 *
 * Returns: (nullable) (transfer full): who it is.
 */
EwsMailbox *
ews_mailbox_read (const EwsNode *mailbox)
{
  EwsMailbox *self;

  if (mailbox == NULL)
    return NULL;
  self = g_new0 (EwsMailbox, 1);
  self->name = g_strdup (ews_node_find_text (mailbox, "Name"));
  self->address = g_strdup (ews_node_find_text (mailbox, "EmailAddress"));
  self->routing = g_strdup (ews_node_find_text (mailbox, "RoutingType"));
  self->type = g_strdup (ews_node_find_text (mailbox, "MailboxType"));

  return self;
}

/**
 * ews_mailbox_read_list:
 * @list: (nullable): an element with elements Mailbox in it
 *
 * Returns: (transfer full) (element-type EwsMailbox): who they are; empty of none.
 */
GPtrArray *
ews_mailbox_read_list (const EwsNode *list)
{
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_mailbox_free);

  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    if (g_str_equal (ews_node_get_nth (list, i)->name, "Mailbox"))
      g_ptr_array_add (mailboxes, ews_mailbox_read (ews_node_get_nth (list, i)));

  return mailboxes;
}

/**
 * ews_mailbox_free:
 * @self: (transfer full): a mailbox
 */
void
ews_mailbox_free (EwsMailbox *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self->routing);
  g_free (self->type);
  g_free (self);
}
