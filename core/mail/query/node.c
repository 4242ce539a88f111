/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/node-private.h"

#include "core/mail/address.h"
#include "core/mail/fold.h"
#include "core/mail/query/moment.h"

#include <string.h>

static void
add_child (TocsinQueryNode *self, TocsinQueryNode *child)
{
  self->costly = self->costly || child->costly;
  g_ptr_array_add (self->children, child);
}

static TocsinQueryNode *
node_new (TocsinQueryKind kind)
{
  TocsinQueryNode *self = g_new0 (TocsinQueryNode, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  if (kind != TOCSIN_QUERY_KIND_TERM && kind != TOCSIN_QUERY_KIND_ALL)
    self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_query_node_unref);

  return self;
}

/**
 * tocsin_query_node_new_all:
 *
 * Returns: (transfer full): a node that every message matches.
 */
TocsinQueryNode *
tocsin_query_node_new_all (void)
{
  return node_new (TOCSIN_QUERY_KIND_ALL);
}

/**
 * tocsin_query_node_new_not:
 * @child: (transfer full): a node
 *
 * Returns: (transfer full): its negation.
 */
TocsinQueryNode *
tocsin_query_node_new_not (TocsinQueryNode *child)
{
  TocsinQueryNode *self = node_new (TOCSIN_QUERY_KIND_NOT);

  add_child (self, child);

  return self;
}

/**
 * tocsin_query_node_new_joined:
 * @kind: %TOCSIN_QUERY_KIND_AND or %TOCSIN_QUERY_KIND_OR
 * @children: (element-type TocsinQueryNode): one or more; nodes of the same kind are merged in
 *
 * Returns: (transfer full): the node that joins them, or the only one.
 */
TocsinQueryNode *
tocsin_query_node_new_joined (TocsinQueryKind kind, GPtrArray *children)
{
  TocsinQueryNode *self;

  g_assert (children->len > 0);
  if (children->len == 1)
    return tocsin_query_node_ref (g_ptr_array_index (children, 0));

  self = node_new (kind);
  for (guint i = 0; i < children->len; i++)
    {
      const TocsinQueryNode *child = g_ptr_array_index (children, i);

      if (child->kind != kind)
        {
          add_child (self, tocsin_query_node_ref (child));
          continue;
        }
      for (guint k = 0; k < child->children->len; k++)
        add_child (self, tocsin_query_node_ref (g_ptr_array_index (child->children, k)));
    }

  return self;
}

static char *
fold_value (const TocsinQueryFieldInfo *info, const char *value)
{
  g_autoptr (TocsinAddress) address = NULL;

  if (info->type != TOCSIN_QUERY_VALUE_TYPE_ADDRESS)
    return tocsin_mail_fold (value);

  /* A domain may be typed in punycode; addresses are kept readable. */
  address = tocsin_address_new (NULL, value, NULL);

  return tocsin_mail_fold (address->address);
}

/**
 * tocsin_query_node_new_term:
 * @field: what it looks at
 * @op: how it compares
 * @value: with what; for a number its shortest text
 * @header_name: (nullable): which header, for %TOCSIN_QUERY_FIELD_HEADER
 * @number: the number, for fields that have one
 *
 * Returns: (transfer full): a term.
 */
TocsinQueryNode *
tocsin_query_node_new_term (TocsinQueryField field,
                            TocsinQueryOperator op,
                            const char *value,
                            const char *header_name,
                            guint64 number)
{
  const TocsinQueryFieldInfo *info = tocsin_query_field_get_info (field);
  TocsinQueryNode *self = node_new (TOCSIN_QUERY_KIND_TERM);
  const TocsinQueryChoice *choice = NULL;

  if (info->type == TOCSIN_QUERY_VALUE_TYPE_CHOICE)
    choice = tocsin_query_choice_find (field, value);
  self->field = field;
  self->op = op;
  self->value = g_strdup (choice != NULL ? choice->word : value);
  self->header_name = g_strdup (header_name);
  self->number = number;
  self->needs = choice != NULL ? choice->needs : info->needs;
  self->folded = op != TOCSIN_QUERY_OPERATOR_REGEX ? fold_value (info, self->value) : g_strdup ("");
  self->shown = tocsin_mail_fold_shown (self->value);

  return self;
}

/**
 * tocsin_query_node_new_regex:
 * @field: what it looks at
 * @regex: (transfer full): with what it compares
 * @pattern: the same, as typed
 * @header_name: (nullable): which header, for %TOCSIN_QUERY_FIELD_HEADER
 *
 * Returns: (transfer full): a term.
 */
TocsinQueryNode *
tocsin_query_node_new_regex (TocsinQueryField field,
                             TocsinQueryRegex *regex,
                             const char *pattern,
                             const char *header_name)
{
  TocsinQueryNode *self =
      tocsin_query_node_new_term (field, TOCSIN_QUERY_OPERATOR_REGEX, pattern, header_name, 0);

  self->regex = regex;
  self->costly = TRUE;

  return self;
}

/**
 * tocsin_query_node_ref:
 * @self: a node
 *
 * Returns: (transfer full): @self.
 */
TocsinQueryNode *
tocsin_query_node_ref (const TocsinQueryNode *self)
{
  TocsinQueryNode *node = (TocsinQueryNode *) self;

  g_atomic_ref_count_inc (&node->ref_count);

  return node;
}

/**
 * tocsin_query_node_unref:
 * @self: (transfer full): a node
 */
void
tocsin_query_node_unref (TocsinQueryNode *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->value);
  g_free (self->header_name);
  g_free (self->folded);
  g_free (self->shown);
  g_clear_pointer (&self->regex, tocsin_query_regex_free);
  g_free (self);
}

/**
 * tocsin_query_node_get_kind:
 * @self: a node
 *
 * Returns: what it is.
 */
TocsinQueryKind
tocsin_query_node_get_kind (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL, TOCSIN_QUERY_KIND_ALL);

  return self->kind;
}

/**
 * tocsin_query_node_get_n_children:
 * @self: a node
 *
 * Returns: how many children it has.
 */
guint
tocsin_query_node_get_n_children (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->children != NULL ? self->children->len : 0;
}

/**
 * tocsin_query_node_get_child:
 * @self: a node
 * @index: less than tocsin_query_node_get_n_children()
 *
 * Returns: (transfer none): a child.
 */
const TocsinQueryNode *
tocsin_query_node_get_child (const TocsinQueryNode *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < tocsin_query_node_get_n_children (self), NULL);

  return g_ptr_array_index (self->children, index);
}

/**
 * tocsin_query_node_get_field:
 * @self: a term
 *
 * Returns: what it looks at.
 */
TocsinQueryField
tocsin_query_node_get_field (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL && self->kind == TOCSIN_QUERY_KIND_TERM,
                        TOCSIN_QUERY_FIELD_ANY);

  return self->field;
}

/**
 * tocsin_query_node_get_operator:
 * @self: a term
 *
 * Returns: how it compares.
 */
TocsinQueryOperator
tocsin_query_node_get_operator (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL && self->kind == TOCSIN_QUERY_KIND_TERM,
                        TOCSIN_QUERY_OPERATOR_IS);

  return self->op;
}

/**
 * tocsin_query_node_get_value:
 * @self: a term
 *
 * Returns: (transfer none): what it compares with, as typed: valid UTF-8 without control
 *   characters; empty for %TOCSIN_QUERY_OPERATOR_PRESENT; what stands between the slashes for
 *   %TOCSIN_QUERY_OPERATOR_REGEX.
 */
const char *
tocsin_query_node_get_value (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL && self->kind == TOCSIN_QUERY_KIND_TERM, NULL);

  return self->value;
}

/**
 * tocsin_query_node_get_flags:
 * @self: a term
 *
 * Returns: (transfer none): the letters behind a regular expression, in the order of the alphabet;
 *   empty for all others.
 */
const char *
tocsin_query_node_get_flags (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL && self->kind == TOCSIN_QUERY_KIND_TERM, NULL);

  return self->regex != NULL ? tocsin_query_regex_get_flags (self->regex) : "";
}

/**
 * tocsin_query_node_get_header_name:
 * @self: a term
 *
 * Returns: (transfer none) (nullable): which header, for %TOCSIN_QUERY_FIELD_HEADER; printable
 * ASCII without blanks.
 */
const char *
tocsin_query_node_get_header_name (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL && self->kind == TOCSIN_QUERY_KIND_TERM, NULL);

  return self->header_name;
}

/**
 * tocsin_query_node_get_number:
 * @self: a term of `attachment`, `attachments`, `larger` or `smaller`
 *
 * Returns: the number of bytes or of attachments it compares with.
 */
guint64
tocsin_query_node_get_number (const TocsinQueryNode *self)
{
  g_return_val_if_fail (self != NULL && self->kind == TOCSIN_QUERY_KIND_TERM, 0);

  return self->number;
}

/**
 * tocsin_query_node_get_range:
 * @self: a term about a date or an age
 * @now: microseconds since 1970
 * @zone: (nullable): whose days are meant, %NULL for the machine's
 * @from: (out): the first moment that matches, microseconds since 1970
 * @until: (out): the first moment behind it that does not, %G_MAXINT64 for none
 */
void
tocsin_query_node_get_range (
    const TocsinQueryNode *self, gint64 now, GTimeZone *zone, gint64 *from, gint64 *until)
{
  gint64 begin, end;

  g_return_if_fail (self != NULL && self->kind == TOCSIN_QUERY_KIND_TERM);
  g_return_if_fail (from != NULL && until != NULL);

  *from = G_MININT64;
  *until = G_MAXINT64;
  switch (self->field)
    {
    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_SENT_AFTER:
      tocsin_moment_parse (self->value, zone, from, &end);
      return;

    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_SENT_BEFORE:
      if (tocsin_moment_parse (self->value, zone, &begin, &end))
        *until = begin;
      return;

    case TOCSIN_QUERY_FIELD_ON:
      tocsin_moment_parse (self->value, zone, from, until);
      return;

    case TOCSIN_QUERY_FIELD_NEWER:
      tocsin_moment_parse_age (self->value, now, zone, from);
      return;

    case TOCSIN_QUERY_FIELD_OLDER:
      tocsin_moment_parse_age (self->value, now, zone, until);
      return;

    default:
      g_return_if_reached ();
    }
}

/**
 * tocsin_query_node_equal:
 * @a: a node
 * @b: another
 *
 * Returns: whether they say the same in the same order.
 */
gboolean
tocsin_query_node_equal (const TocsinQueryNode *a, const TocsinQueryNode *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->kind != b->kind
      || tocsin_query_node_get_n_children (a) != tocsin_query_node_get_n_children (b))
    return FALSE;
  for (guint i = 0; i < tocsin_query_node_get_n_children (a); i++)
    if (!tocsin_query_node_equal (tocsin_query_node_get_child (a, i),
                                  tocsin_query_node_get_child (b, i)))
      return FALSE;

  if (a->kind != TOCSIN_QUERY_KIND_TERM)
    return TRUE;

  return a->field == b->field
         && g_str_equal (tocsin_query_node_get_flags (a), tocsin_query_node_get_flags (b))
         && a->op == b->op && a->number == b->number && g_strcmp0 (a->value, b->value) == 0
         && g_strcmp0 (a->header_name, b->header_name) == 0;
}
