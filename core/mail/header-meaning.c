/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/header-meaning.h"

#include "core/mail/encoded-word.h"

#include <string.h>

/* So many bytes of addresses are read at once, if they can be parted there. */
#define PIECE 1024

/* The first word of a value, in lower case: what stands before a comment or a parameter. */
static char *
first_word (const char *raw)
{
  g_autofree char *unfolded = raw != NULL ? g_mime_utils_header_unfold (raw) : g_strdup ("");
  char *word = g_strstrip (g_ascii_strdown (unfolded, -1));

  word[strcspn (word, " \t;(,")] = '\0';

  return word;
}

static gboolean
says (const TocsinHeaderBlock *headers, const char *name, const char *const *words)
{
  g_autofree char *word = first_word (tocsin_header_block_find_raw (headers, name));

  return g_strv_contains (words, word);
}

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
add_piece (GPtrArray *addresses, const char *raw, gsize length, GMimeParserOptions *options)
{
  g_autofree char *piece = g_strndup (raw, length);
  g_autofree char *mended = tocsin_encoded_word_mend (piece);
  g_autoptr (InternetAddressList) list =
      internet_address_list_parse (options, mended != NULL ? mended : piece);
  int count = list != NULL ? internet_address_list_length (list) : 0;

  for (int i = 0; i < count; i++)
    add_address (addresses, internet_address_list_get_address (list, i), NULL);

  return count;
}

/* Piece by piece, for GMime calls itself for each group within a group ("a:a:a:…" would use up the
 * stack) and looks ahead to the end for each address without a domain ("a,a,a,…" took minutes). */
static void
add_header (GPtrArray *addresses, const char *raw, GMimeParserOptions *options)
{
  g_autofree char *text = NULL;
  guint count = 0;

  for (const char *p = raw; *p != '\0' && addresses->len < TOCSIN_MESSAGE_MAX_ADDRESSES;)
    {
      gsize length = measure_piece (p);

      count += add_piece (addresses, p, length, options);
      p += length;
    }
  if (count > 0 || addresses->len >= TOCSIN_MESSAGE_MAX_ADDRESSES)
    return;

  /* No address that anybody could make out: what it says is all that is known of the sender. */
  text = tocsin_mime_decode_text (options, raw);
  if (*text != '\0')
    g_ptr_array_add (addresses, tocsin_address_new (text, NULL, NULL));
}

/**
 * tocsin_header_meaning_addresses:
 * @headers: a header block
 * @name: a header that holds addresses; all of that name count
 * @options: how to read it
 *
 * Returns: (transfer full) (element-type TocsinAddress): its addresses in order.
 */
GPtrArray *
tocsin_header_meaning_addresses (const TocsinHeaderBlock *headers,
                                 const char *name,
                                 GMimeParserOptions *options)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_address_unref);

  for (guint i = 0; i < tocsin_header_block_get_length (headers); i++)
    if (g_ascii_strcasecmp (tocsin_header_block_get_name (headers, i), name) == 0)
      add_header (addresses, tocsin_header_block_get_raw (headers, i), options);

  return addresses;
}

/**
 * tocsin_header_meaning_date:
 * @headers: a header block
 *
 * Returns: (transfer full) (nullable): when the sender says it was sent, in the sender's zone.
 */
GDateTime *
tocsin_header_meaning_date (const TocsinHeaderBlock *headers)
{
  const char *raw = tocsin_header_block_find_raw (headers, "Date");

  return raw != NULL ? g_mime_utils_header_decode_date (raw) : NULL;
}

/**
 * tocsin_header_meaning_received:
 * @headers: a header block
 *
 * For mail that comes without a store's word on it: the newest Received header stands first, and
 * its date behind the last semicolon.
 *
 * Returns: when it was received, or else sent, microseconds since 1970; 0 when neither is told.
 */
gint64
tocsin_header_meaning_received (const TocsinHeaderBlock *headers)
{
  const char *raw = tocsin_header_block_find_raw (headers, "Received");
  const char *semicolon = raw != NULL ? strrchr (raw, ';') : NULL;
  g_autoptr (GDateTime) date = NULL;

  if (semicolon != NULL)
    date = g_mime_utils_header_decode_date (semicolon + 1);
  if (date == NULL)
    date = tocsin_header_meaning_date (headers);

  return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC : 0;
}

/**
 * tocsin_header_meaning_importance:
 * @headers: a header block
 *
 * Importance (RFC 2156) counts first, then X-Priority, then Priority.
 *
 * Returns: (transfer none): `high`, `normal` or `low`.
 */
const char *
tocsin_header_meaning_importance (const TocsinHeaderBlock *headers)
{
  static const struct
  {
    const char *header;
    const char *words[3];
    const char *meaning;
  } rows[] = {
    { "Importance", { "high" }, "high" },        { "Importance", { "low" }, "low" },
    { "Importance", { "normal" }, "normal" },    { "X-Priority", { "1", "2" }, "high" },
    { "X-Priority", { "4", "5" }, "low" },       { "X-Priority", { "3" }, "normal" },
    { "X-MSMail-Priority", { "high" }, "high" }, { "X-MSMail-Priority", { "low" }, "low" },
    { "Priority", { "urgent" }, "high" },        { "Priority", { "non-urgent" }, "low" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (says (headers, rows[i].header, rows[i].words))
      return rows[i].meaning;

  return "normal";
}

/**
 * tocsin_header_meaning_sensitivity:
 * @headers: a header block
 *
 * Returns: (transfer none): `normal`, `personal`, `private` or `confidential` (RFC 2156, section
 *   5.3.4; it calls the last one Company-Confidential).
 */
const char *
tocsin_header_meaning_sensitivity (const TocsinHeaderBlock *headers)
{
  static const struct
  {
    const char *words[3];
    const char *meaning;
  } rows[] = {
    { { "personal" }, "personal" },
    { { "private" }, "private" },
    { { "company-confidential", "confidential" }, "confidential" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (says (headers, "Sensitivity", rows[i].words))
      return rows[i].meaning;

  return "normal";
}

/* RFC 3834, section 5; the others are what responders wrote before it. */
static gboolean
is_auto (const TocsinHeaderBlock *headers)
{
  const char *submitted = tocsin_header_block_find_raw (headers, "Auto-Submitted");

  if (submitted != NULL && !says (headers, "Auto-Submitted", (const char *[]){ "no", "", NULL }))
    return TRUE;

  return tocsin_header_block_find_raw (headers, "X-Autoreply") != NULL
         || tocsin_header_block_find_raw (headers, "X-Autorespond") != NULL
         || says (headers, "Precedence", (const char *[]){ "auto_reply", NULL });
}

static gboolean
is_list (const TocsinHeaderBlock *headers)
{
  static const char *const names[] = { "List-Id",        "List-Post",        "List-Help",
                                       "List-Subscribe", "List-Unsubscribe", "List-Owner",
                                       "List-Archive" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (tocsin_header_block_find_raw (headers, names[i]) != NULL)
      return TRUE;

  return says (headers, "Precedence", (const char *[]){ "list", NULL });
}

/* RFC 3464: the report names itself. Older ones come from nobody (RFC 5321, section 4.5.5), by the
 * mailer's own name. */
static gboolean
is_bounce (const TocsinHeaderBlock *headers)
{
  const char *content_type = tocsin_header_block_find_raw (headers, "Content-Type");
  const char *return_path = tocsin_header_block_find_raw (headers, "Return-Path");
  const char *from = tocsin_header_block_find_raw (headers, "From");
  g_autofree char *type = g_ascii_strdown (content_type != NULL ? content_type : "", -1);
  g_autofree char *sender = g_ascii_strdown (from != NULL ? from : "", -1);

  if (strstr (type, "multipart/report") != NULL && strstr (type, "delivery-status") != NULL)
    return TRUE;
  if (tocsin_header_block_find_raw (headers, "X-Failed-Recipients") != NULL)
    return TRUE;

  return return_path != NULL && strstr (return_path, "<>") != NULL
         && strstr (sender, "mailer-daemon") != NULL;
}

/**
 * tocsin_header_meaning_marks:
 * @headers: a header block
 *
 * Returns: what it says about how the message came to be.
 */
TocsinMessageMarks
tocsin_header_meaning_marks (const TocsinHeaderBlock *headers)
{
  TocsinMessageMarks marks = 0;

  if (is_auto (headers))
    marks |= TOCSIN_MESSAGE_MARKS_AUTO;
  if (says (headers, "Precedence", (const char *[]){ "bulk", "junk", NULL }))
    marks |= TOCSIN_MESSAGE_MARKS_BULK;
  if (is_list (headers))
    marks |= TOCSIN_MESSAGE_MARKS_LIST;
  if (is_bounce (headers))
    marks |= TOCSIN_MESSAGE_MARKS_BOUNCE;

  return marks;
}
