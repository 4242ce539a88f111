/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/reply.h"

#include "core/base/error.h"
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
  TocsinComposer *composer;
  const char *const *own;
  GHashTable *known;
} Answer;

/* A stranger wrote the address: what is none is left out. */
static void
add (Answer *self, TocsinRecipientKind kind, const TocsinAddress *address)
{
  g_autofree char *text = tocsin_address_format (address);
  g_autofree char *folded = g_utf8_casefold (address->address, -1);

  if (strchr (address->address, '@') == NULL || g_hash_table_contains (self->known, folded))
    return;
  if (tocsin_composer_add_recipient (self->composer, kind, text, NULL)
      || tocsin_composer_add_recipient (self->composer, kind, address->address, NULL))
    g_hash_table_add (self->known, g_steal_pointer (&folded));
}

static void
add_header (Answer *self, TocsinRecipientKind kind, GPtrArray *addresses, gboolean others)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (!others || !tocsin_own_address_is (self->own, address))
        add (self, kind, address);
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

  add_header (self, TOCSIN_RECIPIENT_TO, reply_to, FALSE);
  if (g_hash_table_size (self->known) > 0)
    return;
  if (is_own (self, from))
    add_header (self, TOCSIN_RECIPIENT_TO, tocsin_message_get_addresses (original, "To"), TRUE);
  if (g_hash_table_size (self->known) == 0)
    add_header (self, TOCSIN_RECIPIENT_TO, from, FALSE);
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
  add (self, TOCSIN_RECIPIENT_TO, address);
}

/**
 * tocsin_reply_address:
 * @composer: what becomes the answer
 * @original: what is answered
 * @mode: who is answered
 * @own: (nullable) (array zero-terminated=1): bare addresses of one's own, which no answer to all
 *   goes to
 * @error: where to put %TOCSIN_ERROR_MESSAGE_UNPARSABLE when it names nobody, or
 *   %TOCSIN_ERROR_ACTION_FAILED when it names more than %TOCSIN_REPLY_MAX_RECIPIENTS
 *
 * Addresses an answer (RFC 5322, section 3.6.3).
 *
 * Returns: whether there is somebody to answer.
 */
gboolean
tocsin_reply_address (TocsinComposer *composer,
                      TocsinMessage *original,
                      TocsinReplyMode mode,
                      const char *const *own,
                      GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Answer answer = { composer, own, known };

  g_return_val_if_fail (TOCSIN_IS_COMPOSER (composer) && TOCSIN_IS_MESSAGE (original), FALSE);

  if (mode == TOCSIN_REPLY_LIST)
    add_list (&answer, original);
  if (g_hash_table_size (known) == 0)
    add_sender (&answer, original);
  if (mode == TOCSIN_REPLY_ALL)
    {
      add_header (&answer, TOCSIN_RECIPIENT_CC, tocsin_message_get_addresses (original, "To"),
                  TRUE);
      add_header (&answer, TOCSIN_RECIPIENT_CC, tocsin_message_get_addresses (original, "Cc"),
                  TRUE);
    }

  if (g_hash_table_size (known) == 0)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                         _ ("The message names nobody who could be answered"));
  else if (g_hash_table_size (known) > TOCSIN_REPLY_MAX_RECIPIENTS)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED,
                 _ ("The answer would go to %u addresses, more than %d"), g_hash_table_size (known),
                 TOCSIN_REPLY_MAX_RECIPIENTS);
  else
    return TRUE;

  return FALSE;
}

/**
 * tocsin_reply_thread:
 * @composer: what becomes the answer, or is sent on
 * @original: what is answered
 * @error: where to put what went wrong
 *
 * Puts the answer into the thread: In-Reply-To and References (RFC 5322, section 3.6.4).
 *
 * Returns: whether it could be done; a message that no id names begins a thread of its own.
 */
gboolean
tocsin_reply_thread (TocsinComposer *composer, TocsinMessage *original, GError **error)
{
  const char *id = tocsin_message_get_header (original, "Message-ID");
  g_auto (GStrv) own = tocsin_message_ids_read (id != NULL ? id : "");
  g_autofree char *references = NULL;

  references =
      tocsin_message_ids_continue (tocsin_message_get_header (original, "References"),
                                   tocsin_message_get_header (original, "In-Reply-To"), own[0]);

  return tocsin_composer_set_in_reply_to (composer, own[0] != NULL ? own[0] : "", error)
         && tocsin_composer_set_references (composer, references, error);
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
  day = g_date_time_format (date, "%Y-%m-%d %H:%M");

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
