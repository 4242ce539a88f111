/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/look.h"

#include "core/base/error.h"
#include "core/mail/fold.h"
#include "core/mail/query/compare.h"
#include "core/mail/query/node-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Excerpts are only made for somebody who reads them. */
static gboolean
is_noting (const TocsinQueryLook *self)
{
  return self->matcher->findings != NULL && self->where == NULL;
}

static void
take_note (TocsinQueryLook *self, const char *where, TocsinQueryExcerpt excerpt)
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
  TocsinQueryExcerpt cut = { 0 };

  if (!is_noting (self))
    return TRUE;
  if (excerpt != NULL)
    cut = tocsin_query_excerpt_mark (excerpt, self->term->folded, tocsin_mail_fold);
  take_note (self, where, cut);

  return TRUE;
}

/* The advice fits every pattern that went astray, and tells nothing of the mail. */
static void
take_stop (TocsinQueryLook *self, const char *where)
{
  GError **trouble = &self->matcher->trouble;
  g_autofree char *place = g_ascii_strdown (where, -1);

  self->stopped = TRUE;
  if (*trouble != NULL)
    return;

  g_set_error (trouble, TOCSIN_ERROR, TOCSIN_ERROR_QUERY_TIMEOUT,
               _ ("The search for the regular expression /%s/ in “%s” took too long and was "
                  "stopped, so whether the message matches is not known"),
               self->term->value, place);
  tocsin_error_set_hint (
      *trouble, "%s",
      _ ("Repeats within repeats, such as (a+)+ or (.*)*, and several .* in a row make a search "
         "long: say what may stand between instead, as in [^,]*, bound the repeats, as in {1,20}, "
         "or look in a shorter field"));
}

static void
take_groups (TocsinQueryLook *self, GPtrArray *groups)
{
  if (self->matcher->groups == NULL)
    return;
  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_add (self->matcher->groups, g_strdup (g_ptr_array_index (groups, i)));
}

static gboolean
look_for_regex (TocsinQueryLook *self, const char *where, const char *text)
{
  g_auto (TocsinQueryRegexHit) hit = { NULL };

  switch (tocsin_query_regex_match (self->term->regex, text, &self->matcher->budget, &hit))
    {
    case TOCSIN_QUERY_REGEX_RESULT_YES:
      take_groups (self, hit.groups);
      if (is_noting (self))
        take_note (self, where, tocsin_query_excerpt_cut (hit.text, hit.begin, hit.end));
      return TRUE;

    case TOCSIN_QUERY_REGEX_RESULT_STOPPED:
      take_stop (self, where);
      return FALSE;

    case TOCSIN_QUERY_REGEX_RESULT_NO:
    default:
      return FALSE;
    }
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
  if (text == NULL)
    return FALSE;
  if (self->term->regex != NULL)
    return look_for_regex (self, where, text);
  if (!compare (text, self->term->folded))
    return FALSE;
  if (is_noting (self))
    take_note (self, where, tocsin_query_excerpt_find (text, self->term->folded, tocsin_mail_fold));

  return TRUE;
}

/* Name and address by themselves, so that ^ and $ are good for something. */
static gboolean
look_for_regex_in_address (TocsinQueryLook *self, const char *where, const TocsinAddress *address)
{
  return (*address->name != '\0' && look_for_regex (self, where, address->name))
         || (*address->address != '\0' && look_for_regex (self, where, address->address))
         || (address->group != NULL && look_for_regex (self, where, address->group));
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

  if (self->term->regex != NULL)
    return look_for_regex_in_address (self, where, address);
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

  if (self->term->regex != NULL)
    return look_for_regex (self, "body", tocsin_message_get_text (message));
  if (strstr (tocsin_message_get_folded_text (message), self->term->shown) == NULL)
    return FALSE;
  if (is_noting (self))
    take_note (self, "body",
               tocsin_query_excerpt_find (tocsin_message_get_text (message), self->term->shown,
                                          tocsin_mail_fold_shown));

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
  g_clear_pointer (&self->excerpt.text, g_free);
}
