/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/address-list.h"

#include "core/mail/address.h"
#include "core/mail/encoded-word.h"
#include "core/mail/message.h"

#include <string.h>

/* So many bytes of addresses are read at once, if they can be parted there. */
#define PIECE 1024

static char *
clean (const char *text)
{
  return tocsin_mime_clean_line (g_strdup (text != NULL ? text : ""));
}

static void
add (GPtrArray *addresses, const char *name, const char *mailbox, const char *group)
{
  if (addresses->len < TOCSIN_MESSAGE_MAX_ADDRESSES)
    g_ptr_array_add (addresses, tocsin_address_new (name, mailbox, group));
}

static gboolean
is_mailbox (const char *text)
{
  const char *at = strrchr (text, '@');

  return at != NULL && at > text && at[1] != '\0' && strpbrk (text, " <>,;:") == NULL;
}

/* No mailbox holds encoded words (RFC 2047, section 5), but some senders encode all that they have,
 * brackets included. What does not come out as an address is at least what the sender is called. */
static void
add_encoded (GPtrArray *addresses, const char *name, const char *mailbox, const char *group)
{
  g_autofree char *text = tocsin_mime_decode_text (mailbox, NULL);

  if (is_mailbox (text))
    add (addresses, name, text, group);
  else
    add (addresses, *name != '\0' ? name : text, NULL, group);
}

static void
add_address (GPtrArray *addresses, InternetAddress *address, const char *group)
{
  g_autofree char *name = clean (internet_address_get_name (address));
  g_autofree char *mailbox = NULL;

  if (INTERNET_ADDRESS_IS_MAILBOX (address))
    {
      mailbox = clean (internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address)));
      if (strstr (mailbox, "=?") != NULL)
        add_encoded (addresses, name, mailbox, group);
      else
        add (addresses, name, mailbox, group);
      return;
    }

  InternetAddressList *members =
      internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address));

  for (int i = 0; i < internet_address_list_length (members); i++)
    add_address (addresses, internet_address_list_get_address (members, i), name);
  if (internet_address_list_length (members) == 0)
    add (addresses, NULL, NULL, name);
}

/* Where in the syntax of addresses a byte stands (RFC 5322, section 3.4). */
typedef struct
{
  gboolean quoted;
  guint comments;
  gboolean in_brackets;
  gboolean in_group;
  gboolean has_mailbox;
} Place;

/* Whether the byte stands where it parts addresses. */
static gboolean
is_outside (Place *place, char byte)
{
  if (byte == '"' && place->comments == 0)
    place->quoted = !place->quoted;
  else if (place->quoted)
    return FALSE;
  else if (byte == '(')
    place->comments++;
  else if (byte == ')' && place->comments > 0)
    place->comments--;
  else if (place->comments == 0 && strchr ("<[>]", byte) != NULL)
    place->in_brackets = byte == '<' || byte == '[';
  else
    return place->comments == 0 && !place->in_brackets;

  return FALSE;
}

/* Where the next piece of @raw ends: behind an address, or a group. A comma without an address
 * before it is part of a name that should have been quoted. A semicolon without a group is what
 * Outlook puts between addresses. A group may be long, and is torn then. */
static gsize
measure_piece (const char *raw)
{
  Place place = { FALSE };
  gsize i;

  for (i = 0; raw[i] != '\0' && i < TOCSIN_MESSAGE_MAX_ADDRESS; i++)
    {
      if (raw[i] == '\\' && raw[i + 1] != '\0')
        {
          i++;
          continue;
        }
      place.has_mailbox = place.has_mailbox || (raw[i] == '@' && !place.quoted);
      if (!is_outside (&place, raw[i]))
        continue;
      if (raw[i] == ':')
        place.in_group = TRUE;
      if (raw[i] == ';' && (place.in_group || place.has_mailbox))
        return i + 1;
      if (raw[i] == ',' && (i >= PIECE || (place.has_mailbox && !place.in_group)))
        return i + 1;
    }

  return i;
}

/* What GMime finds no address in: the local part of some Japanese providers ends with a dot or has
 * two side by side, names hold brackets. If there is nothing like an address, then what it says is
 * all that is known. */
static void
add_broken (GPtrArray *addresses, const char *piece, const char *code_page)
{
  g_autofree char *text = tocsin_mime_decode_text (piece, code_page);
  gsize length = strlen (text);
  const char *begin, *end;
  g_autofree char *mailbox = NULL;
  g_autofree char *name = NULL;

  while (length > 0 && strchr (",; ", text[length - 1]) != NULL)
    text[--length] = '\0';
  begin = strrchr (text, '<');
  end = begin != NULL ? strchr (begin, '>') : NULL;
  mailbox = end != NULL ? g_strndup (begin + 1, end - begin - 1) : g_strdup (text);
  if (is_mailbox (mailbox))
    {
      name = end != NULL ? g_strchomp (g_strndup (text, begin - text)) : NULL;
      add (addresses, name, mailbox, NULL);
    }
  else if (length > 0)
    add (addresses, text, NULL, NULL);
}

/* Piece by piece, for GMime calls itself for each group within a group ("a:a:a:…" would use up the
 * stack), looks ahead to the end for each address without a domain ("a,a,a,…" took minutes), and
 * passes over what it can't read beside what it can. */
static void
add_piece (GPtrArray *addresses, const char *raw, gsize length, const char *code_page)
{
  g_autofree char *piece = g_strndup (raw, length);
  g_autofree char *words = tocsin_encoded_word_rewrite (piece, code_page);
  g_autoptr (InternetAddressList) list =
      internet_address_list_parse (tocsin_mime_get_options (code_page), words);
  int count = list != NULL ? internet_address_list_length (list) : 0;

  for (int i = 0; i < count; i++)
    add_address (addresses, internet_address_list_get_address (list, i), NULL);
  if (count == 0)
    add_broken (addresses, piece, code_page);
}

static void
add_header (GPtrArray *addresses, const char *raw, const char *code_page)
{
  for (const char *p = raw; *p != '\0' && addresses->len < TOCSIN_MESSAGE_MAX_ADDRESSES;)
    {
      gsize length = measure_piece (p);

      add_piece (addresses, p, length, code_page);
      p += length;
    }
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
