/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Terms about headers. */
#include "plugins/imap4/express-text.h"

#include "plugins/imap4/search-text.h"

#include <string.h>

/* Fields that hold text, and where a server finds that. */
static const struct
{
  TocsinQueryField field;
  Imap4SearchTextKind kind;
  const char *keys[6];
} fields[] = {
  { TOCSIN_QUERY_FIELD_SUBJECT, IMAP4_SEARCH_TEXT_HEADER, { "SUBJECT" } },
  { TOCSIN_QUERY_FIELD_LIST, IMAP4_SEARCH_TEXT_HEADER, { "HEADER List-Id" } },
  { TOCSIN_QUERY_FIELD_MESSAGE_ID, IMAP4_SEARCH_TEXT_HEADER, { "HEADER Message-ID" } },
  { TOCSIN_QUERY_FIELD_FROM, IMAP4_SEARCH_TEXT_ADDRESS, { "FROM" } },
  { TOCSIN_QUERY_FIELD_TO, IMAP4_SEARCH_TEXT_ADDRESS, { "TO" } },
  { TOCSIN_QUERY_FIELD_CC, IMAP4_SEARCH_TEXT_ADDRESS, { "CC" } },
  { TOCSIN_QUERY_FIELD_BCC, IMAP4_SEARCH_TEXT_ADDRESS, { "BCC" } },
  { TOCSIN_QUERY_FIELD_REPLY_TO, IMAP4_SEARCH_TEXT_ADDRESS, { "HEADER Reply-To" } },
  { TOCSIN_QUERY_FIELD_DELIVERED_TO,
    IMAP4_SEARCH_TEXT_ADDRESS,
    { "HEADER Delivered-To", "HEADER X-Original-To", "HEADER Envelope-To" } },
  { TOCSIN_QUERY_FIELD_PARTICIPANTS,
    IMAP4_SEARCH_TEXT_ADDRESS,
    { "FROM", "HEADER Sender", "TO", "CC", "BCC", "HEADER Reply-To" } },
};

/* What can be told by a header: the choice, and which header holds what (an empty string: it is
 * there). Any of the rows of a choice. */
static const struct
{
  TocsinQueryField field;
  const char *choice;
  const char *header;
  const char *holds;
} choices[] = {
  { TOCSIN_QUERY_FIELD_IS, "list", "List-Id", "" },
  { TOCSIN_QUERY_FIELD_IS, "list", "List-Post", "" },
  { TOCSIN_QUERY_FIELD_IS, "list", "List-Help", "" },
  { TOCSIN_QUERY_FIELD_IS, "list", "List-Subscribe", "" },
  { TOCSIN_QUERY_FIELD_IS, "list", "List-Unsubscribe", "" },
  { TOCSIN_QUERY_FIELD_IS, "list", "List-Owner", "" },
  { TOCSIN_QUERY_FIELD_IS, "list", "List-Archive", "" },
  { TOCSIN_QUERY_FIELD_IS, "list", "Precedence", "list" },
  { TOCSIN_QUERY_FIELD_IS, "bulk", "Precedence", "bulk" },
  { TOCSIN_QUERY_FIELD_IS, "bulk", "Precedence", "junk" },
  { TOCSIN_QUERY_FIELD_IS, "auto", "Auto-Submitted", "" },
  { TOCSIN_QUERY_FIELD_IS, "auto", "X-Autoreply", "" },
  { TOCSIN_QUERY_FIELD_IS, "auto", "X-Autorespond", "" },
  { TOCSIN_QUERY_FIELD_IS, "auto", "Precedence", "auto_reply" },
  { TOCSIN_QUERY_FIELD_IS, "bounce", "Content-Type", "delivery-status" },
  { TOCSIN_QUERY_FIELD_IS, "bounce", "X-Failed-Recipients", "" },
  { TOCSIN_QUERY_FIELD_IS, "bounce", "Return-Path", "<>" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "high", "Importance", "high" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "high", "X-Priority", "1" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "high", "X-Priority", "2" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "high", "X-MSMail-Priority", "high" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "high", "Priority", "urgent" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "low", "Importance", "low" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "low", "X-Priority", "4" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "low", "X-Priority", "5" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "low", "X-MSMail-Priority", "low" },
  { TOCSIN_QUERY_FIELD_IMPORTANCE, "low", "Priority", "non-urgent" },
  { TOCSIN_QUERY_FIELD_SENSITIVITY, "personal", "Sensitivity", "" },
  { TOCSIN_QUERY_FIELD_SENSITIVITY, "private", "Sensitivity", "" },
  { TOCSIN_QUERY_FIELD_SENSITIVITY, "confidential", "Sensitivity", "" },
};

static GPtrArray *
new_keys (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_search_key_unref);
}

static Imap4SearchKey *
new_key (const Imap4Expression *self, const char *key, const char *text)
{
  Imap4Command *words = imap4_command_new ("%s ", key);

  imap4_command_add_string (words, text, self->utf8);

  return imap4_search_key_new (words);
}

/* A header's name comes from a person, and may be anything that is printable. */
static Imap4SearchKey *
new_header_key (const Imap4Expression *self, const char *name, const char *text)
{
  Imap4Command *words = imap4_command_new ("HEADER ");

  imap4_command_add_string (words, name, self->utf8);
  imap4_command_add (words, " ");
  imap4_command_add_string (words, text, self->utf8);

  return imap4_search_key_new (words);
}

static Imap4SearchKey *
make_key (const Imap4Expression *self, const char *key, const char *name, const char *text)
{
  return key != NULL ? new_key (self, key, text) : new_header_key (self, name, text);
}

static gboolean
has_more_than_ascii (const char *const *pieces)
{
  for (gsize i = 0; pieces[i] != NULL; i++)
    if (!g_str_is_ascii (pieces[i]))
      return TRUE;

  return FALSE;
}

/* All pieces; or something that the server may not have read as we do: words that are encoded
 * (RFC 2047), domains that are (RFC 3492), letters that are quoted (RFC 5322), and bytes of an
 * undeclared charset, for which it puts a U+FFFD. */
static Imap4SearchKey *
express_pieces (const Imap4Expression *self,
                const char *key,
                const char *name,
                Imap4SearchTextKind kind,
                const char *const *pieces)
{
  g_autoptr (GPtrArray) all = new_keys ();
  g_autoptr (GPtrArray) any = new_keys ();

  for (gsize i = 0; pieces[i] != NULL; i++)
    g_ptr_array_add (all, make_key (self, key, name, pieces[i]));
  g_ptr_array_add (any, imap4_search_key_new_joined (IMAP4_SEARCH_KEY_AND, all));
  g_ptr_array_add (any, make_key (self, key, name, "=?"));
  if (kind == IMAP4_SEARCH_TEXT_ADDRESS)
    {
      g_ptr_array_add (any, make_key (self, key, name, "xn--"));
      g_ptr_array_add (any, make_key (self, key, name, "\\"));
    }
  if (has_more_than_ascii (pieces))
    g_ptr_array_add (any, make_key (self, key, name, "\xef\xbf\xbd"));

  return imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, any);
}

static GStrv
split (const Imap4Expression *self, const TocsinQueryNode *term, Imap4SearchTextKind kind)
{
  if (tocsin_query_node_get_operator (term) != TOCSIN_QUERY_OPERATOR_IS)
    return g_new0 (char *, 1);

  return imap4_search_text_split (tocsin_query_node_get_value (term), kind, self->unicode);
}

/* Whatever it holds, the header is there. */
static Imap4SearchKey *
express_header (const Imap4Expression *self, const char *name, const TocsinQueryNode *term)
{
  g_auto (GStrv) pieces = split (self, term, IMAP4_SEARCH_TEXT_HEADER);

  if (pieces[0] == NULL)
    return new_header_key (self, name, "");

  return express_pieces (self, NULL, name, IMAP4_SEARCH_TEXT_HEADER, (const char *const *) pieces);
}

static Imap4SearchKey *
express_field (const Imap4Expression *self, const TocsinQueryNode *term, gsize row)
{
  g_auto (GStrv) pieces = split (self, term, fields[row].kind);
  g_autoptr (GPtrArray) any = new_keys ();

  if (pieces[0] == NULL)
    return fields[row].field == TOCSIN_QUERY_FIELD_LIST ? new_header_key (self, "List-Id", "")
                                                        : NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (fields[row].keys) && fields[row].keys[i] != NULL; i++)
    g_ptr_array_add (any, express_pieces (self, fields[row].keys[i], NULL, fields[row].kind,
                                          (const char *const *) pieces));

  return imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, any);
}

static Imap4SearchKey *
express_choice (const Imap4Expression *self, const TocsinQueryNode *term)
{
  const char *value = tocsin_query_node_get_value (term);
  g_autoptr (GPtrArray) any = new_keys ();

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].field == tocsin_query_node_get_field (term) && value != NULL
        && g_ascii_strcasecmp (choices[i].choice, value) == 0)
      g_ptr_array_add (any, new_header_key (self, choices[i].header, choices[i].holds));

  return any->len > 0 ? imap4_search_key_new_joined (IMAP4_SEARCH_KEY_OR, any) : NULL;
}

/**
 * imap4_express_text:
 * @self: in which words
 * @term: a term
 *
 * Returns: (transfer full) (nullable): a key that finds all that match @term, on a server that
 * finds parts of words; %NULL when there is none.
 */
Imap4SearchKey *
imap4_express_text (const Imap4Expression *self, const TocsinQueryNode *term)
{
  TocsinQueryField field = tocsin_query_node_get_field (term);

  if (field == TOCSIN_QUERY_FIELD_HEADER)
    return express_header (self, tocsin_query_node_get_header_name (term), term);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].field == field)
      return express_field (self, term, i);

  return express_choice (self, term);
}
