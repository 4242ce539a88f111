/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/reply.h"

#include "core/base/error.h"
#include "core/base/locale.h"
#include "core/mail/address-parse.h"
#include "core/mail/message-ids.h"
#include "core/mail/own-address.h"
#include "core/mail/quote.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAILTO "mailto:"

/* Who is answered, while it is being found out. */
typedef struct
{
  const char *const *own;
  GString *to;
  GString *cc;
  GHashTable *known;
} Answer;

static gboolean
is_good (const char *text)
{
  g_autoptr (GPtrArray) addresses = tocsin_address_parse (text, "", NULL);

  return addresses != NULL && addresses->len == 1;
}

/* A stranger wrote the address: what is none is left out, and a name that can't stand before it. */
static void
add (Answer *self, GString *out, const TocsinAddress *address)
{
  g_autofree char *text = tocsin_address_format (address);
  g_autofree char *folded = g_utf8_casefold (address->address, -1);
  const char *good = is_good (text) ? text : address->address;

  if (strchr (address->address, '@') == NULL || !is_good (good)
      || !g_hash_table_add (self->known, g_steal_pointer (&folded)))
    return;
  g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", good);
}

static void
add_header (Answer *self, GString *out, GPtrArray *addresses, gboolean others)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (!others || !tocsin_own_address_is (self->own, address))
        add (self, out, address);
    }
}

static gboolean
is_own (Answer *self, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    if (!tocsin_own_address_is (self->own, g_ptr_array_index (addresses, i)))
      return FALSE;

  return addresses->len > 0;
}

/* Where the sender wants answers. What we wrote ourselves goes on to those it was for. */
static void
add_sender (Answer *self, TocsinMessage *original)
{
  GPtrArray *reply_to = tocsin_message_get_addresses (original, "Reply-To");
  GPtrArray *from = tocsin_message_get_addresses (original, "From");

  add_header (self, self->to, reply_to, FALSE);
  if (g_hash_table_size (self->known) > 0)
    return;
  if (is_own (self, from))
    add_header (self, self->to, tocsin_message_get_addresses (original, "To"), TRUE);
  if (g_hash_table_size (self->known) == 0)
    add_header (self, self->to, from, FALSE);
}

/* `<mailto:list@example.org?subject=x>, <https://…>`, or `NO` where nobody may write to it. */
static void
add_list (Answer *self, TocsinMessage *original)
{
  const char *value = tocsin_message_get_header (original, "List-Post");
  const char *begin = value != NULL ? strstr (value, "<" MAILTO) : NULL;
  g_autoptr (TocsinAddress) address = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *list = NULL;

  if (begin == NULL)
    return;
  begin += strlen ("<" MAILTO);
  escaped = g_strndup (begin, strcspn (begin, "?>"));
  list = g_uri_unescape_string (escaped, NULL);
  address = tocsin_address_new (NULL, list != NULL ? list : "", NULL);
  add (self, self->to, address);
}

/**
 * tocsin_reply_find_recipients:
 * @original: what is answered
 * @mode: who is answered
 * @own: (nullable) (array zero-terminated=1): bare addresses of one's own, which no answer to all
 *   goes to
 * @to: (out) (transfer full): for To, as tocsin_address_parse() reads it
 * @cc: (out) (transfer full): for Cc, likewise; empty but for an answer to all
 * @error: where to put %TOCSIN_ERROR_MESSAGE_UNPARSABLE when it names nobody, or
 *   %TOCSIN_ERROR_ACTION_FAILED when it names more than %TOCSIN_REPLY_MAX_RECIPIENTS
 *
 * Finds out who gets an answer (RFC 5322, section 3.6.3).
 *
 * Returns: whether there is somebody to answer.
 */
gboolean
tocsin_reply_find_recipients (TocsinMessage *original,
                              TocsinReplyMode mode,
                              const char *const *own,
                              char **to,
                              char **cc,
                              GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GString) copies = g_string_new (NULL);
  Answer answer = { own, first, copies, known };
  guint count;

  g_return_val_if_fail (TOCSIN_IS_MESSAGE (original) && to != NULL && cc != NULL, FALSE);

  if (mode == TOCSIN_REPLY_LIST)
    add_list (&answer, original);
  if (first->len == 0)
    add_sender (&answer, original);
  if (mode == TOCSIN_REPLY_ALL)
    {
      add_header (&answer, copies, tocsin_message_get_addresses (original, "To"), TRUE);
      add_header (&answer, copies, tocsin_message_get_addresses (original, "Cc"), TRUE);
    }

  count = g_hash_table_size (known);
  if (count > 0 && count <= TOCSIN_REPLY_MAX_RECIPIENTS)
    {
      *to = g_string_free (g_steal_pointer (&first), FALSE);
      *cc = g_string_free (g_steal_pointer (&copies), FALSE);
      return TRUE;
    }

  if (count == 0)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                         _ ("The message names nobody who could be answered"));
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED,
                 _ ("The answer would go to %u addresses, more than %d"), count,
                 TOCSIN_REPLY_MAX_RECIPIENTS);

  return FALSE;
}

/**
 * tocsin_reply_find_parent:
 * @original: what is answered
 *
 * Returns: (transfer full): In-Reply-To of an answer (RFC 5322, section 3.6.4); empty where no good
 *   id names the message: the answer begins a thread then.
 */
char *
tocsin_reply_find_parent (TocsinMessage *original)
{
  const char *id = tocsin_message_get_header (original, "Message-ID");
  g_auto (GStrv) ids = tocsin_message_ids_read (id != NULL ? id : "");

  return g_strdup (ids[0] != NULL ? ids[0] : "");
}

/**
 * tocsin_reply_find_thread:
 * @original: what is answered
 *
 * Returns: (transfer full): References of an answer: those of @original and itself; of a long
 *   thread the first and the last.
 */
char *
tocsin_reply_find_thread (TocsinMessage *original)
{
  g_autofree char *parent = tocsin_reply_find_parent (original);

  return tocsin_message_ids_continue (tocsin_message_get_header (original, "References"),
                                      tocsin_message_get_header (original, "In-Reply-To"), parent);
}

static char *
attribute (TocsinMessage *original)
{
  GPtrArray *from = tocsin_message_get_addresses (original, "From");
  GDateTime *date = tocsin_message_get_date (original);
  g_autofree char *name = NULL;
  g_autofree char *day = NULL;

  name = from->len > 0 ? tocsin_address_to_string (g_ptr_array_index (from, 0)) : g_strdup ("?");
  if (date == NULL)
    return g_strdup_printf (_ ("%s wrote:"), name);
  day = tocsin_locale_format_moment (date);

  return g_strdup_printf (_ ("On %s, %s wrote:"), day, name);
}

/**
 * tocsin_reply_quote_text:
 * @original: what is answered
 *
 * Returns: (transfer full): who wrote it, and what, with `>` before each line: as a reader is shown
 *   it, from flowed text and HTML, too.
 */
char *
tocsin_reply_quote_text (TocsinMessage *original)
{
  g_autofree char *who = attribute (original);
  g_autofree char *text = tocsin_quote_cut (tocsin_message_get_text (original));
  g_autofree char *quoted = tocsin_quote_lines (text);

  return g_strconcat (who, "\n", quoted, NULL);
}

/**
 * tocsin_reply_quote_html:
 * @original: what is answered
 *
 * Returns: (transfer full): the same as HTML; nothing of the original's own markup is in it.
 */
char *
tocsin_reply_quote_html (TocsinMessage *original)
{
  g_autofree char *who = attribute (original);
  g_autofree char *who_html = tocsin_quote_to_html (who);
  g_autofree char *text = tocsin_quote_cut (tocsin_message_get_text (original));
  g_autofree char *html = tocsin_quote_to_html (text);

  return g_strdup_printf ("<p>%s</p>\n<blockquote type=\"cite\">%s</blockquote>\n", who_html, html);
}
