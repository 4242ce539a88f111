/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/address-list.h"

#include "core/mail/address.h"
#include "core/mail/encoded-word.h"
#include "core/mail/message.h"

/* So many bytes of addresses are read at once, if they can be parted there. */
#define PIECE 1024

static char *
clean (const char *text)
{
  return tocsin_mime_clean_line (g_strdup (text != NULL ? text : ""));
}

static void
add_address (GPtrArray *addresses, InternetAddress *address, const char *group)
{
  g_autofree char *name = clean (internet_address_get_name (address));
  g_autofree char *mailbox = NULL;

  if (addresses->len >= TOCSIN_MESSAGE_MAX_ADDRESSES)
    return;

  if (INTERNET_ADDRESS_IS_MAILBOX (address))
    {
      mailbox = clean (internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address)));
      g_ptr_array_add (addresses, tocsin_address_new (name, mailbox, group));
      return;
    }

  InternetAddressList *members =
      internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address));

  for (int i = 0; i < internet_address_list_length (members); i++)
    add_address (addresses, internet_address_list_get_address (members, i), name);
  if (internet_address_list_length (members) == 0)
    g_ptr_array_add (addresses, tocsin_address_new (NULL, NULL, name));
}

/* Where the next piece of @raw ends: behind a comma that parts two addresses, once there is enough
 * for a piece; at the longest address there may be otherwise. */
static gsize
measure_piece (const char *raw)
{
  gboolean quoted = FALSE;
  guint comments = 0;
  gsize i;

  for (i = 0; raw[i] != '\0' && i < TOCSIN_MESSAGE_MAX_ADDRESS; i++)
    {
      if (raw[i] == '\\' && raw[i + 1] != '\0')
        i++;
      else if (raw[i] == '"' && comments == 0)
        quoted = !quoted;
      else if (raw[i] == '(' && !quoted)
        comments++;
      else if (raw[i] == ')' && comments > 0)
        comments--;
      else if (raw[i] == ',' && !quoted && comments == 0 && i >= PIECE)
        return i + 1;
    }

  return i;
}

static guint
add_piece (GPtrArray *addresses, const char *raw, gsize length, const char *code_page)
{
  g_autofree char *piece = g_strndup (raw, length);
  g_autofree char *words = tocsin_encoded_word_rewrite (piece, code_page);
  g_autoptr (InternetAddressList) list =
      internet_address_list_parse (tocsin_mime_get_options (code_page), words);
  int count = list != NULL ? internet_address_list_length (list) : 0;

  for (int i = 0; i < count; i++)
    add_address (addresses, internet_address_list_get_address (list, i), NULL);

  return count;
}

/* Piece by piece, for GMime calls itself for each group within a group ("a:a:a:…" would use up the
 * stack) and looks ahead to the end for each address without a domain ("a,a,a,…" took minutes). */
static void
add_header (GPtrArray *addresses, const char *raw, const char *code_page)
{
  g_autofree char *text = NULL;
  guint count = 0;

  for (const char *p = raw; *p != '\0' && addresses->len < TOCSIN_MESSAGE_MAX_ADDRESSES;)
    {
      gsize length = measure_piece (p);

      count += add_piece (addresses, p, length, code_page);
      p += length;
    }
  if (count > 0 || addresses->len >= TOCSIN_MESSAGE_MAX_ADDRESSES)
    return;

  /* No address that anybody could make out: what it says is all that is known of the sender. */
  text = tocsin_mime_decode_text (raw, code_page);
  if (*text != '\0')
    g_ptr_array_add (addresses, tocsin_address_new (text, NULL, NULL));
}

/**
 * tocsin_address_list_read:
 * @headers: a header block
 * @name: a header that holds addresses; all of that name count
 * @code_page: (nullable): charset of names that declare none
 *
 * Returns: (transfer full) (element-type TocsinAddress): its addresses in order.
 */
GPtrArray *
tocsin_address_list_read (const TocsinHeaderBlock *headers, const char *name, const char *code_page)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_address_unref);

  for (guint i = 0; i < tocsin_header_block_get_length (headers); i++)
    if (g_ascii_strcasecmp (tocsin_header_block_get_name (headers, i), name) == 0)
      add_header (addresses, tocsin_header_block_get_raw (headers, i), code_page);

  return addresses;
}
