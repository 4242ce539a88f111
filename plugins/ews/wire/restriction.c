/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/restriction.h"

typedef enum
{
  KIND_LEAF,
  KIND_AND,
  KIND_OR,
  KIND_NOT,
} Kind;

struct _EwsRestriction
{
  Kind kind;
  GPtrArray *children;
  GBytes *leaf; /* as it stands in the request */
};

static EwsRestriction *
restriction_new (Kind kind)
{
  EwsRestriction *self = g_new0 (EwsRestriction, 1);

  self->kind = kind;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_restriction_free);

  return self;
}

/* What is open in @xml is closed here. */
static EwsRestriction *
new_leaf (EwsXml *xml)
{
  EwsRestriction *self = restriction_new (KIND_LEAF);

  ews_xml_close (xml);
  self->leaf = ews_xml_finish (xml);
  ews_xml_free (xml);

  return self;
}

/**
 * ews_restriction_free:
 * @self: (transfer full): a condition
 */
void
ews_restriction_free (EwsRestriction *self)
{
  g_ptr_array_unref (self->children);
  g_clear_pointer (&self->leaf, g_bytes_unref);
  g_free (self);
}

/**
 * ews_restriction_new_and:
 *
 * Returns: (transfer full): a condition that holds where all do that are added; an empty one holds
 *   for everything.
 */
EwsRestriction *
ews_restriction_new_and (void)
{
  return restriction_new (KIND_AND);
}

/**
 * ews_restriction_new_or:
 *
 * Returns: (transfer full): a condition that holds where one does that is added; if one of them is
 *   empty, for everything. With none at all it is empty itself.
 */
EwsRestriction *
ews_restriction_new_or (void)
{
  return restriction_new (KIND_OR);
}

/**
 * ews_restriction_add:
 * @self: a condition made by ews_restriction_new_and() or ews_restriction_new_or()
 * @child: (transfer full): one more
 */
void
ews_restriction_add (EwsRestriction *self, EwsRestriction *child)
{
  g_return_if_fail (self->kind == KIND_AND || self->kind == KIND_OR);

  g_ptr_array_add (self->children, child);
}

/**
 * ews_restriction_new_not:
 * @child: (transfer full): a condition
 *
 * Returns: (transfer full): its contrary; of an empty one an empty one, as nothing can be asked for
 *   with it.
 */
EwsRestriction *
ews_restriction_new_not (EwsRestriction *child)
{
  EwsRestriction *self = restriction_new (KIND_NOT);

  g_ptr_array_add (self->children, child);

  return self;
}

/**
 * ews_restriction_new_exists:
 * @property: a property
 *
 * Returns: (transfer full): whether an item has it.
 */
EwsRestriction *
ews_restriction_new_exists (const EwsProperty *property)
{
  EwsXml *xml = ews_xml_new ();

  ews_xml_open (xml, "t:Exists");
  ews_property_write (property, xml);

  return new_leaf (xml);
}

static void
write_constant (EwsXml *xml, const char *value)
{
  ews_xml_open (xml, "t:Constant");
  ews_xml_attribute (xml, "Value", value);
  ews_xml_close (xml);
}

/**
 * ews_restriction_new_contains:
 * @property: a property
 * @where: where in it
 * @how: what counts
 * @text: what to look for; see ews_xml_can_carry()
 *
 * Returns: (transfer full): whether the property holds the text.
 */
EwsRestriction *
ews_restriction_new_contains (const EwsProperty *property,
                              EwsContainment where,
                              EwsComparison how,
                              const char *text)
{
  static const char *const places[] = { "FullString", "Prefixed", "Substring", "PrefixOnWords",
                                        "ExactPhrase" };
  static const char *const ways[] = { "Exact", "IgnoreCase", "IgnoreCaseAndNonSpacingCharacters" };
  EwsXml *xml = ews_xml_new ();

  ews_xml_open (xml, "t:Contains");
  ews_xml_attribute (xml, "ContainmentMode", places[where]);
  ews_xml_attribute (xml, "ContainmentComparison", ways[how]);
  ews_property_write (property, xml);
  write_constant (xml, text);

  return new_leaf (xml);
}

/**
 * ews_restriction_new_compare:
 * @relation: how it is to stand
 * @property: a property
 * @constant: what to compare with; times are written by ews_time_format()
 *
 * Returns: (transfer full): whether the property stands so to the constant.
 */
EwsRestriction *
ews_restriction_new_compare (EwsRelation relation,
                             const EwsProperty *property,
                             const char *constant)
{
  static const char *const names[] = { "t:IsEqualTo",     "t:IsNotEqualTo",
                                       "t:IsLessThan",    "t:IsLessThanOrEqualTo",
                                       "t:IsGreaterThan", "t:IsGreaterThanOrEqualTo" };
  EwsXml *xml = ews_xml_new ();

  ews_xml_open (xml, names[relation]);
  ews_property_write (property, xml);
  ews_xml_open (xml, "t:FieldURIOrConstant");
  write_constant (xml, constant);
  ews_xml_close (xml);

  return new_leaf (xml);
}

/**
 * ews_restriction_new_excludes:
 * @property: a property that is a number
 * @mask: bits
 *
 * Returns: (transfer full): whether none of the bits is set.
 */
EwsRestriction *
ews_restriction_new_excludes (const EwsProperty *property, guint32 mask)
{
  g_autofree char *value = g_strdup_printf ("0x%x", mask);
  EwsXml *xml = ews_xml_new ();

  ews_xml_open (xml, "t:Excludes");
  ews_property_write (property, xml);
  ews_xml_open (xml, "t:Bitmask");
  ews_xml_attribute (xml, "Value", value);
  ews_xml_close (xml);

  return new_leaf (xml);
}

/**
 * ews_restriction_is_empty:
 * @self: a condition
 *
 * Returns: whether it holds for everything, so that nothing is to be asked for.
 */
gboolean
ews_restriction_is_empty (const EwsRestriction *self)
{
  guint empty = 0;

  if (self->kind == KIND_LEAF)
    return FALSE;

  for (guint i = 0; i < self->children->len; i++)
    empty += ews_restriction_is_empty (self->children->pdata[i]) ? 1 : 0;

  return self->kind == KIND_OR ? empty > 0 || self->children->len == 0
                               : empty == self->children->len;
}

/**
 * ews_restriction_count_terms:
 * @self: a condition
 *
 * Returns: how many comparisons it has: servers take only so many.
 */
guint
ews_restriction_count_terms (const EwsRestriction *self)
{
  guint terms = self->kind == KIND_LEAF ? 1 : 0;

  for (guint i = 0; i < self->children->len; i++)
    terms += ews_restriction_count_terms (self->children->pdata[i]);

  return terms;
}

/**
 * ews_restriction_get_depth:
 * @self: a condition
 *
 * Returns: how deep conditions stand in conditions, a comparison counted.
 */
guint
ews_restriction_get_depth (const EwsRestriction *self)
{
  guint deepest = 0;

  for (guint i = 0; i < self->children->len; i++)
    deepest = MAX (deepest, ews_restriction_get_depth (self->children->pdata[i]));

  return deepest + 1;
}

static guint
count_said (const EwsRestriction *self)
{
  guint said = 0;

  for (guint i = 0; i < self->children->len; i++)
    said += ews_restriction_is_empty (self->children->pdata[i]) ? 0 : 1;

  return said;
}

/**
 * ews_restriction_write:
 * @self: a condition that is not empty
 * @xml: where it goes; servers refuse And and Or around a single condition, so there is none
 */
void
ews_restriction_write (const EwsRestriction *self, EwsXml *xml)
{
  static const char *const names[] = { NULL, "t:And", "t:Or", "t:Not" };
  gboolean around = self->kind == KIND_NOT || count_said (self) > 1;

  if (self->kind == KIND_LEAF)
    {
      gsize length;
      const char *markup = g_bytes_get_data (self->leaf, &length);

      ews_xml_raw (xml, markup, length);
      return;
    }

  if (around)
    ews_xml_open (xml, names[self->kind]);
  for (guint i = 0; i < self->children->len; i++)
    if (!ews_restriction_is_empty (self->children->pdata[i]))
      ews_restriction_write (self->children->pdata[i], xml);
  if (around)
    ews_xml_close (xml);
}
