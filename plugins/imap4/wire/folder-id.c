/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/folder-id.h"

#include "core/mail/folder-name.h"

/**
 * imap4_folder_id_from_wire:
 * @name: a mailbox name as it came over the line
 * @utf8: whether the session speaks UTF-8 (RFC 6855, RFC 9051)
 *
 * The id is the name as a session without UTF-8 has it, byte for byte, so that it stays the same
 * whatever a later session can speak.
 *
 * Returns: (transfer full): the folder's id.
 */
char *
imap4_folder_id_from_wire (const char *name, gboolean utf8)
{
  if (g_ascii_strcasecmp (name, "INBOX") == 0)
    return g_strdup ("INBOX");

  return utf8 && g_utf8_validate (name, -1, NULL) ? tocsin_folder_name_encode (name)
                                                  : g_strdup (name);
}

/**
 * imap4_folder_id_to_wire:
 * @id: a folder's id
 * @utf8: whether the session speaks UTF-8
 *
 * Returns: (transfer full): the mailbox name as that session sends it.
 */
char *
imap4_folder_id_to_wire (const char *id, gboolean utf8)
{
  char *decoded = utf8 ? tocsin_folder_name_decode (id) : NULL;

  return decoded != NULL ? decoded : g_strdup (id);
}
