/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/address-list.h"
#include "core/mail/auth-results.h"
#include "core/mail/header-meaning.h"
#include "core/mail/message-private.h"

/**
 * tocsin_message_get_n_headers:
 * @self: a message
 *
 * Returns: how many headers are known.
 */
guint
tocsin_message_get_n_headers (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  return self->headers != NULL ? tocsin_header_block_get_length (self->headers) : 0;
}

/**
 * tocsin_message_get_header_at: (skip)
 * @self: a message
 * @index: less than tocsin_message_get_n_headers()
 *
 * Returns: a header; they are in the order of the message.
 */
TocsinHeader
tocsin_message_get_header_at (TocsinMessage *self, guint index)
{
  TocsinHeader header = { "", "" };

  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), header);
  g_return_val_if_fail (index < tocsin_message_get_n_headers (self), header);

  header.name = tocsin_header_block_get_name (self->headers, index);
  header.value = tocsin_header_block_get_value (self->headers, index, self->code_page);

  return header;
}

/**
 * tocsin_message_get_header:
 * @self: a message
 * @name: in any case
 *
 * Returns: (nullable) (transfer none): the value of the first header of that name.
 */
const char *
tocsin_message_get_header (TocsinMessage *self, const char *name)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && name != NULL, NULL);

  for (guint i = 0; i < tocsin_message_get_n_headers (self); i++)
    if (g_ascii_strcasecmp (tocsin_header_block_get_name (self->headers, i), name) == 0)
      return tocsin_message_get_header_at (self, i).value;

  return NULL;
}

/**
 * tocsin_message_get_addresses:
 * @self: a message
 * @header: a header that holds addresses, such as `From`, in any case
 *
 * Returns: (transfer none) (element-type TocsinAddress): all its addresses, in order.
 */
GPtrArray *
tocsin_message_get_addresses (TocsinMessage *self, const char *header)
{
  static GPtrArray *nobody = NULL;
  g_autofree char *key = NULL;
  GPtrArray *addresses;

  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && header != NULL, NULL);

  if (self->headers == NULL)
    {
      if (g_once_init_enter (&nobody))
        g_once_init_leave (&nobody, g_ptr_array_new ());
      return nobody;
    }
  if (self->addresses == NULL)
    self->addresses =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  key = g_ascii_strdown (header, -1);
  addresses = g_hash_table_lookup (self->addresses, key);
  if (addresses == NULL)
    {
      addresses = tocsin_address_list_read (self->headers, header, self->code_page);
      g_hash_table_insert (self->addresses, g_steal_pointer (&key), addresses);
    }

  return addresses;
}

/**
 * tocsin_message_get_subject:
 * @self: a message
 *
 * Returns: (transfer none): its subject, empty when there is none.
 */
const char *
tocsin_message_get_subject (TocsinMessage *self)
{
  const char *subject = tocsin_message_get_header (self, "Subject");

  return subject != NULL ? subject : "";
}

/**
 * tocsin_message_get_message_id:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): its Message-ID without angle brackets.
 */
const char *
tocsin_message_get_message_id (TocsinMessage *self)
{
  const char *value = tocsin_message_get_header (self, "Message-ID");

  if (self->message_id == NULL && value != NULL)
    self->message_id = tocsin_mime_clean_line (g_mime_utils_decode_message_id (value));

  return self->message_id != NULL && *self->message_id != '\0' ? self->message_id : NULL;
}

/**
 * tocsin_message_get_date:
 * @self: a message
 *
 * Returns: (nullable) (transfer none): its Date header, in the sender's time zone.
 */
GDateTime *
tocsin_message_get_date (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  if (self->date == NULL && self->headers != NULL)
    self->date = tocsin_header_meaning_date (self->headers);

  return self->date;
}

/**
 * tocsin_message_get_importance:
 * @self: a message
 *
 * Returns: (transfer none): `high`, `normal` or `low`.
 */
const char *
tocsin_message_get_importance (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  return self->headers != NULL ? tocsin_header_meaning_importance (self->headers) : "normal";
}

/**
 * tocsin_message_get_sensitivity:
 * @self: a message
 *
 * Returns: (transfer none): `normal`, `personal`, `private` or `confidential` (RFC 2156).
 */
const char *
tocsin_message_get_sensitivity (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), NULL);

  return self->headers != NULL ? tocsin_header_meaning_sensitivity (self->headers) : "normal";
}

/**
 * tocsin_message_get_marks:
 * @self: a message
 *
 * Returns: whether it was sent by a machine, to many, by a list, or is a bounce.
 */
TocsinMessageMarks
tocsin_message_get_marks (TocsinMessage *self)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self), 0);

  return self->headers != NULL ? tocsin_header_meaning_marks (self->headers) : 0;
}

/**
 * tocsin_message_has_authentication_result:
 * @self: a message
 * @method: such as `spf`, `dkim` or `dmarc`, in any case
 * @result: such as `pass` or `fail`, in any case
 *
 * What Authentication-Results say (RFC 8601): those of the server that
 * tocsin_message_set_authserv_id() named, else of the one that wrote the topmost. Further down
 * anybody may have written them. Of several results of one method `pass` outweighs the others.
 *
 * Returns: whether that server found that result.
 */
gboolean
tocsin_message_has_authentication_result (TocsinMessage *self,
                                          const char *method,
                                          const char *result)
{
  g_return_val_if_fail (TOCSIN_IS_MESSAGE (self) && method != NULL && result != NULL, FALSE);

  return self->headers != NULL
         && tocsin_auth_results_has (self->headers, self->authserv_id, method, result);
}
