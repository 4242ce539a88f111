/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/look.h"

#include "core/mail/query/compare.h"
#include "core/mail/query/excerpt.h"
#include "core/mail/query/node-private.h"

#include <string.h>

/* Excerpts are only made for somebody who reads them. */
static gboolean
is_noting (const TocsinQueryLook *self)
{
  return self->matcher->findings != NULL && self->where == NULL;
}

static void
take_note (TocsinQueryLook *self, const char *where, char *excerpt)
{
  self->where = g_ascii_strdown (where, -1);
  self->excerpt = excerpt;
}

/**
 * tocsin_query_look_note:
 * @self: a look
 * @where: where the term was found
 * @excerpt: (nullable): what was found
 *
 * Returns: %TRUE: it was found.
 */
gboolean
tocsin_query_look_note (TocsinQueryLook *self, const char *where, const char *excerpt)
{
  if (is_noting (self))
    take_note (self, where, excerpt != NULL ? tocsin_query_excerpt_cut (excerpt, 0, 0) : NULL);

  return TRUE;
}

/**
 * tocsin_query_look_at:
 * @self: a look
 * @where: what @text is: the name of a header, or of another place
 * @text: (nullable): valid UTF-8
 * @compare: how a value that is no regular expression is compared
 *
 * Returns: whether the term is found there.
 */
gboolean
tocsin_query_look_at (TocsinQueryLook *self,
                      const char *where,
                      const char *text,
                      TocsinQueryCompare compare)
{
  if (text == NULL || !compare (text, self->term->folded))
    return FALSE;
  if (is_noting (self))
    take_note (self, where, tocsin_query_excerpt_find (text, self->term->folded));

  return TRUE;
}

/**
 * tocsin_query_look_at_address:
 * @self: a look
 * @where: the name of a header
 * @address: an address in it
 *
 * Returns: whether the term is found there.
 */
gboolean
tocsin_query_look_at_address (TocsinQueryLook *self,
                              const char *where,
                              const TocsinAddress *address)
{
  g_autofree char *text = NULL;

  if (!tocsin_query_compare_address (address, self->term->folded))
    return FALSE;
  if (is_noting (self))
    text = tocsin_address_to_string (address);

  return tocsin_query_look_note (self, where, text);
}

/**
 * tocsin_query_look_at_body:
 * @self: a look at a message whose text is known
 *
 * Returns: whether the term is found in the text shown to a reader.
 */
gboolean
tocsin_query_look_at_body (TocsinQueryLook *self)
{
  TocsinMessage *message = self->matcher->message;

  if (strstr (tocsin_message_get_folded_text (message), self->term->folded) == NULL)
    return FALSE;
  if (is_noting (self))
    take_note (self, "body",
               tocsin_query_excerpt_find (tocsin_message_get_text (message), self->term->folded));

  return TRUE;
}

/**
 * tocsin_query_look_clear:
 * @self: a look
 */
void
tocsin_query_look_clear (TocsinQueryLook *self)
{
  g_clear_pointer (&self->where, g_free);
  g_clear_pointer (&self->excerpt, g_free);
}
